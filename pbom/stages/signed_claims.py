"""Claims by our own approvals: statements that a functionary of the policy signed."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from pbom.model.attestation import ApprovalAttestation
from pbom.model.change import Change
from pbom.model.commit import CommitHeader
from pbom.model.consent import objections, people_of
from pbom.model.digest import Digest, DigestSet
from pbom.model.review import Approval
from pbom.model.review_facts import ReviewFacts
from pbom.model.someone import Someone
from pbom.stages.claims import Claim

REVIEWER = "reviewer"
"""The role in which somebody approves a commit."""


class Signed:
    """The approvals in a range's facts, found by what they are about."""

    def __init__(self, facts: ReviewFacts) -> None:
        self._facts = facts
        self._by_value: dict[str, list[ApprovalAttestation]] = {}
        for item in facts.statements:
            if item.statement.kind == "approval":
                for value in _values(item):
                    self._by_value.setdefault(value, []).append(item)

    def vouching(self) -> Iterator[ApprovalAttestation]:
        """Those that count today, whatever they are about."""
        for item in self._facts.statements:
            if item.statement.kind == "approval" and not item.statement.untimely(self._facts.at):
                yield item

    def claims(self, change: Change, merge: CommitHeader | None) -> Iterator[Claim]:
        """Those about a commit, its tree, or the merge that brought it."""
        seen: set[Digest] = set()
        if not self._by_value:
            return
        for commit in (change.commit, *((merge,) if merge else ())):
            digests = self._digests(commit)
            listed = (item for digest in digests for item in self._by_value.get(digest.value, ()))
            for item in listed:
                if item.bundle not in seen and item.statement.about(digests):
                    seen.add(item.bundle)
                    yield _claim(item, change, commit, self._facts.at)

    def _digests(self, commit: CommitHeader) -> DigestSet:
        whole = self._facts.objects.get(commit.id)
        git = (Digest("gitCommit", commit.id), Digest("gitTree", commit.tree))
        return DigestSet.of((*git, *((whole,) if whole else ())))


def _values(item: ApprovalAttestation) -> set[str]:
    return {digest.value for subject in item.statement.subjects for digest in subject.digests}


def _claim(item: ApprovalAttestation, change: Change, commit: CommitHeader, at: datetime) -> Claim:
    statement = item.statement
    people = people_of(item)
    approval = Approval(
        who=item.functionary.name,
        place="approval statement",
        source=str(item.bundle),
        raw=statement.reason,
        role=statement.role,
        of=commit.id if commit.id in _values(item) else commit.tree,
        signed=True,
        objection=next(filter(None, _objections(item, change, at)), ""),
    )
    return Claim(approval, people or (Someone(name=item.functionary.name),))


def _objections(item: ApprovalAttestation, change: Change, at: datetime) -> Iterable[str]:
    statement = item.statement
    yield from objections(item, at, frozenset({REVIEWER}))
    if statement.paths:
        if change.paths is None:
            yield "it is of some files only, and nobody looked which the commit changed"
        elif not all(statement.paths.match(path.name) for path in change.paths):
            yield "it is of some files only, and the commit changed others"
