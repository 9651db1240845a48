"""``combination``: facts that may each be by themselves, and must not come together."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Literal, get_args

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.nearest import nearest
from pbom.codec.parameters import read_roles
from pbom.model.change import Change, Changes
from pbom.model.consent import Ballot
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.part import is_bare_merge
from pbom.model.pbom import Pbom
from pbom.model.pipeline_table import AGENTS
from pbom.model.sourced import SHOWN, Sourced, named, paths_of, shown, sourced
from pbom.rules import Default, Rule

Fact = Literal[
    "agent", "unknown", "unsigned", "unreviewed", "pipeline", "agent-files", "new-dependency",
    "install-script", "resembles", "not-from-registry",
]  # fmt: skip
FACTS: tuple[Fact, ...] = get_args(Fact)
USUAL: tuple[tuple[Fact, ...], ...] = (
    ("agent", "new-dependency", "unreviewed"),
    ("pipeline", "unreviewed", "unsigned"),
    ("agent-files", "unreviewed"),
    ("install-script", "new-dependency", "unreviewed"),
)


class Combination(Struct, frozen=True, kw_only=True):
    """No commit has all facts of one of the sets; what nobody looked at is taken for a fact.

    Attributes:
        layout: Whose word counts for commits.
        sets: Facts that must not come together.
        roles: As what an approver may speak, for ``unreviewed``.
    """

    layout: Layout
    sets: tuple[tuple[Fact, ...], ...] = USUAL
    roles: frozenset[str] = frozenset({"reviewer"})
    id: ClassVar[str] = "combination"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "Combination":
        """The rule; ``sets`` are texts such as ``"agent + new-dependency + unreviewed"``.

        Raises:
            FormatError: A fact does not exist, or there is no set.
        """
        sets = tuple(_read_set(fields, text) for text in fields.texts("sets"))
        if "sets" in fields and not sets:
            raise fields.error("sets", "is empty, expected at least one")
        return cls(layout=layout, sets=sets or USUAL, roles=read_roles(fields))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each commit that has all facts of a set."""
        for source in sourced(pbom, self.layout):
            if source.changes is None or source.attestation is None:
                yield source.missing(self.id, "every commit that is new, with its facts")
                continue
            ballot = Ballot(pbom, source.attestation, at)
            wrong = [
                (change, facts)
                for change in source.changes.changes
                if not is_bare_merge(change)
                and (facts := self._met(self._facts(change, source.changes, ballot)))
            ]
            for change, facts in wrong[:SHOWN]:
                yield self._finding(source, change, f"{facts}: {shown(change)}")
            if wrong[SHOWN:]:
                found = f"{len(wrong) - SHOWN} more like these, this and others"
                yield self._finding(source, wrong[SHOWN][0], found)

    def _met(self, facts: frozenset[Fact]) -> str:
        """Every set that is complete, for people."""
        return "; ".join(" + ".join(one) for one in self.sets if facts.issuperset(one))

    def _facts(self, change: Change, changes: Changes, ballot: Ballot) -> frozenset[Fact]:
        return frozenset(
            {
                *_of_writer(change),
                *_of_files(change),
                *_of_dependencies(change, changes),
                *self._of_review(change, ballot),
            }
        )

    def _of_review(self, change: Change, ballot: Ballot) -> Iterator[Fact]:
        if all(item.objection for item in ballot.on(change, self.roles)):
            yield "unreviewed"

    def _finding(self, source: Sourced, change: Change, found: str) -> Finding:
        return Finding(
            rule=self.id,
            subject=named(change),
            expected="not all of these together",
            found=found,
            fix="take one of them away: sign the commit, have somebody else approve it "
            f"(`pbom approve {change.commit.id} --reason WHY`), or do without the change",
            evidence=source.evidence,
            spots=source.spots(change),
            paths=paths_of(change),
        )


def _of_writer(change: Change) -> Iterator[Fact]:
    if change.by_agent:
        yield "agent"
    if change.kind == "unknown":
        yield "unknown"
    if change.signature.state != "verified":
        yield "unsigned"


def _of_files(change: Change) -> Iterator[Fact]:
    kinds = {AGENTS, "?"} if change.paths is None else {path.kind for path in change.paths}
    if kinds - {""}:
        yield "pipeline"
    if AGENTS in kinds:
        yield "agent-files"


def _of_dependencies(change: Change, changes: Changes) -> Iterator[Fact]:
    """Of what came with it; what came with no commit of the range may have come with this one."""
    for item in changes.introductions:
        if item.commit in {"", change.commit.id}:
            yield "new-dependency"
            for fact in item.facts:
                if fact.id in {"install-script", "resembles", "not-from-registry"}:
                    yield from (known for known in FACTS if known == fact.id)


def _read_set(fields: Fields, text: str) -> tuple[Fact, ...]:
    known: dict[str, Fact] = {fact: fact for fact in FACTS}
    words = [word.strip() for word in text.split("+")]
    for word in words:
        if word not in known:
            raise fields.error("sets", f"unknown fact {word!r}{nearest(word, known)}"[:500])
    return tuple(known[word] for word in words)


plugin: type[Rule] = Combination
