"""What is known of the commits behind a release, or why that is not enough to judge them."""

from collections.abc import Iterator

from msgspec import Struct

from pbom.model.attestation import SourceAttestation
from pbom.model.change import Change, Changes
from pbom.model.digest import Digest
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.spot import Spot, spot

HIDING = frozenset(
    {
        "base-not-before-head",
        "grafts-ignored",
        "paths-left-out",
        "range-cut",
        "range-empty",
        "replaced-objects",
    }
)
"""Gaps behind which a commit, or a file of one, could hide."""
SHOWN = 20
"""So many commits or packages are findings one by one; the others are counted."""
AGAIN = "record the commits in the pipeline, in a whole clone: `git fetch --unshallow --tags`, "
AGAIN += "then `pbom source`"


class Sourced(Struct, frozen=True, kw_only=True):
    """The record of the commits up to one head.

    Attributes:
        head: Id of the head commit; empty where no step names one.
        attestation: The record; ``None`` where there is none that counts.
        problem: Why the commits cannot be judged; empty where they can.
        evidence: Digests of the evidence that shows it.
    """

    head: str
    attestation: SourceAttestation | None
    problem: str
    evidence: tuple[Digest, ...]

    @property
    def changes(self) -> Changes | None:
        """The commits, where they can be judged."""
        if self.attestation is None or self.problem:
            return None
        return self.attestation.statement.changes

    def spots(self, change: Change) -> tuple[Spot, ...]:
        """Where a commit stands in the record."""
        if self.changes is None:
            return ()
        return self.within("commits", self.changes.changes.index(change))

    def within(self, *parts: str | int) -> tuple[Spot, ...]:
        """Where something stands in the record: a record names one body."""
        bodies = self.attestation.bodies if self.attestation else ()
        return tuple(spot(body, *parts) for body in bodies[:1])

    def missing(self, rule: str, expected: str) -> Finding:
        """The finding of a rule that asks for the commits and cannot see them."""
        return Finding(
            rule=rule,
            subject=f"commit {self.head[:12]}" if self.head else "the commits",
            expected=expected,
            found=self.problem,
            fix=AGAIN,
            cause="missing",
            evidence=self.evidence,
        )


def sourced(pbom: Pbom, layout: Layout) -> Iterator[Sourced]:
    """The record of the commits for each head that the steps were built from; at least one."""
    steps = pbom.attestations
    heads = sorted({item.statement.source.commit for item in steps if item.statement.source})
    if not heads:
        evidence = tuple(item.bundle for item in steps)
        problem = "no step says from which commit it was built"
        yield Sourced(head="", attestation=None, problem=problem, evidence=evidence)
    for head in heads:
        found = next((item for item in pbom.sources if _head(item) == head), None)
        if found is None:
            yield _unknown(head, pbom, layout)
            continue
        yield Sourced(
            head=head,
            attestation=found,
            problem=_problem(found.statement.changes, layout),
            evidence=(found.bundle,),
        )


def _head(item: SourceAttestation) -> str:
    return item.statement.changes.range.head


def _unknown(head: str, pbom: Pbom, layout: Layout) -> Sourced:
    others = [item for item in pbom.rivals if _head(item) == head]
    problem = "nobody recorded which commits are new"
    if others:
        names = ", ".join(sorted({item.functionary.name for item in others}))
        problem = (
            f"recorded by {names} only, whose word does not count for commits; "
            f"that of {', '.join(sorted(layout.recorders))} does"
        )
    evidence = tuple(item.bundle for item in others)
    return Sourced(head=head, attestation=None, problem=problem, evidence=evidence)


def _problem(changes: Changes, layout: Layout) -> str:
    if changes.range.basis not in layout.source.bases:
        return (
            f"the range begins at {changes.range.base[:12] or 'the root'}, {changes.range.reason}: "
            f"whoever chooses the beginning may leave commits out ({changes.range.basis})"
        )
    for gap in changes.gaps:
        if gap.kind in HIDING:
            return f"something may be missing, {gap.kind} ({gap.count}): {gap.detail}"
    return "" if changes.changes else "the record has no commits"


def paths_of(change: Change) -> tuple[str, ...]:
    """The files that a commit changed, as far as anybody looked."""
    return tuple(path.name for path in change.paths or ())


def named(change: Change) -> str:
    """A commit as the subject of a finding."""
    return f"commit {change.commit.id[:12]}"


def shown(change: Change) -> str:
    """A commit in a few words: its class, its agents, its subject."""
    agents = ", ".join(change.agents) or ("an agent" if change.by_agent else "")
    who = f"{change.kind}{f', {agents}' if agents else ''}"
    return f"{change.commit.subject!r} by {change.commit.author} ({who})"
