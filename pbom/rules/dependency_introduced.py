"""``dependency-introduced``: what an agent's commit brought, a person has approved."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, get_args

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.parameters import Taken, read_roles, read_taken
from pbom.model.change import Change, Changes
from pbom.model.dependency import Dependency
from pbom.model.finding import Finding
from pbom.model.introduction import Introduction, News
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.sourced import Sourced, shown, sourced
from pbom.model.unapproved import Desk, Wanting
from pbom.rules import Default, Rule

NEWS: tuple[News, ...] = get_args(News)
EXPECTED = "which commit brought each dependency that is new"


class DependencyIntroduced(Struct, frozen=True, kw_only=True):
    """Each new package or component that an agent may have brought was approved.

    Attributes:
        layout: Whose word counts for commits.
        roles: As what an approver may speak.
        news: In what it is new: the name, the version or the content.
        unknown: For whose a commit without a marker is taken.
    """

    layout: Layout
    roles: frozenset[str] = frozenset({"reviewer"})
    news: frozenset[News] = frozenset(NEWS)
    unknown: Taken = "agent"
    id: ClassVar[str] = "dependency-introduced"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "DependencyIntroduced":
        """The rule; ``roles`` may approve, ``news`` is asked for.

        Raises:
            FormatError: A role or a word is wrong.
        """
        return cls(
            layout=layout,
            roles=read_roles(fields),
            news=fields.some_of("news", NEWS, NEWS),
            unknown=read_taken(fields),
        )

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each that nobody independent approved, or that nobody can tell of."""
        desk = Desk(rule=self.id, roles=self.roles, pbom=pbom, at=at)
        for source in sourced(pbom, self.layout):
            changes = source.changes
            if changes is None:
                yield source.missing(self.id, EXPECTED)
                continue
            yield from self._untold(source, changes)
            yield from desk.unapproved(source, self._wanting(changes))

    def _wanting(self, changes: Changes) -> Iterator[Wanting]:
        by_id = {change.commit.id: change for change in changes.changes}
        for item in changes.introductions:
            change = by_id.get(item.commit)
            if change and item.news in self.news and self._may_be_agent(change):
                yield Wanting(change=change, what=f"{told(item)} came with {shown(change)}")

    def _may_be_agent(self, change: Change) -> bool:
        return change.by_agent or (change.kind == "unknown" and self.unknown == "agent")

    def _untold(self, source: Sourced, changes: Changes) -> Iterator[Finding]:
        """What came from beyond the range, and what could not be followed."""
        for number, item in enumerate(changes.introductions):
            if not item.commit and item.news in self.news:
                yield Finding(
                    rule=self.id,
                    subject=item.item.name,
                    expected=EXPECTED,
                    found=f"{told(item)} came with none of the commits that are new",
                    fix="record the commits in a whole clone, from the last release on",
                    cause="missing",
                    evidence=source.evidence,
                    spots=source.within("introductions", number),
                    paths=tuple(place.file for place in item.places),
                )


def told(item: Introduction) -> str:
    """An introduction, for people."""
    known = item.item
    kind = known.ecosystem if isinstance(known, Dependency) else known.kind
    before = f", before {', '.join(item.before[:3])}" if item.before else ""
    facts = "".join(f", {fact.id} ({fact.detail})" for fact in item.facts)
    name = f"{kind} {known.name} {known.version}".strip()
    return f"{name} ({'new' if item.news == 'new' else f'new {item.news}'}{before}{facts})"


plugin: type[Rule] = DependencyIntroduced
