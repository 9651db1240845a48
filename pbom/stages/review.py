"""Reviews: what all that is visible says of a second person having looked at each commit.

An approval counts if its own place has no objection and its giver is independent of whoever wrote
the commit. It is ``verified`` only if somebody who is trusted signed it, of this very commit or
tree; all else is a claim. To merge is not to approve, and a forge's signature is nobody's.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from pbom.model.change import Change
from pbom.model.evidence import Gap
from pbom.model.part import Part
from pbom.model.review import Approval, MergePath, Review, ReviewState
from pbom.model.review_facts import ReviewFacts
from pbom.stages.claims import Claim, cover, in_merge, in_message, in_note, in_tree
from pbom.stages.forge_claims import Export
from pbom.stages.independence import (
    People,
    co_authors_of,
    objection_to,
    requesters_of,
    writers_of,
)
from pbom.stages.signed_claims import Signed
from pbom.stages.ways import Way, read_shape

MAX_APPROVALS = 1000
"""Of one commit; whoever needs more wants to hide one."""
UNLOOKED = {
    "forge-reviews-not-given": "reviews of the pull requests by which they came",
    "review-notes-not-fetched": "notes of the review server, git fetch origin "
    "refs/notes/review:refs/notes/review",
}
"""Gaps by their kind: where reviews are kept, as it seems, and what was not looked at there."""


class Reviewed(NamedTuple):
    """Commits with their reviews.

    Attributes:
        changes: The commits.
        gaps: Where their reviews are kept, as it seems, and nobody looked.
    """

    changes: tuple[Change, ...]
    gaps: tuple[Gap, ...]


def add_reviews(changes: Sequence[Change], facts: ReviewFacts) -> Reviewed:
    """All commits of a range, each with its review."""
    desk = _Desk(changes, facts)
    reviewed = []
    unlooked: Counter[str] = Counter()
    for change in changes:
        review = desk.review(change)
        reviewed.append(replace(change, review=review))
        if review.state == "not-checked":
            unlooked[desk.unlooked(change)] += 1
    gaps = (
        Gap(kind=kind, detail=UNLOOKED[kind], count=count)
        for kind, count in sorted(unlooked.items())
    )
    return Reviewed(tuple(reviewed), tuple(gaps))


class _Desk:
    """Everything that one range is reviewed by."""

    def __init__(self, changes: Sequence[Change], facts: ReviewFacts) -> None:
        self._facts = facts
        self._people = People(facts.pack, facts.forges)
        self._changes = {change.commit.id: change for change in changes}
        commits = [change.commit for change in changes]
        self._shape = read_shape(commits, facts.head, facts.forges)
        self._covered = cover(facts.trees, self._shape)
        self._signed = Signed(facts)
        vouching = tuple(self._signed.vouching())
        self._exports = tuple(Export(item, vouching, self._people) for item in facts.exports)

    def review(self, change: Change) -> Review:
        """The review of one commit."""
        claims = tuple(self._claims(change))
        writers = writers_of(change, self._people) if claims else ()
        found = dict.fromkeys(self._judge(claim, writers) for claim in claims)
        approvals = tuple(sorted(found)[:MAX_APPROVALS])
        return Review(
            state=self._state(change, found),
            path=self._path(change),
            approvals=approvals,
            requesters=tuple(map(str, requesters_of(change, self._people))),
            co_authors=tuple(dict.fromkeys(str(item.who) for item in co_authors_of(change))),
        )

    def unlooked(self, change: Change) -> str:
        """Where the reviews of a commit are kept, as it seems, if nobody looked there."""
        id_ = change.commit.id
        way = self._shape.ways[id_]
        if self._facts.notes is None and any(item.role == "change" for item in change.spoken):
            return "review-notes-not-fetched"
        pulls = (pull for item in self._exports for pull in item.pulls_of(id_, way.merge))
        if way.by_forge and not any(pull.answered for pull in pulls):
            return "forge-reviews-not-given"
        return ""

    def _claims(self, change: Change) -> Iterator[Claim]:
        id_ = change.commit.id
        merge = self._changes.get(self._shape.ways[id_].merge)
        yield from in_message(change)
        if merge:
            yield from in_merge(merge)
        note = (self._facts.notes or {}).get(id_)
        if note:
            yield from in_note(note, id_)
        for number, problem in self._covered.get(id_, ()):
            yield from in_tree(self._facts.trees[number], problem)
        for export in self._exports:
            yield from export.claims(change, self._shape)
        yield from self._signed.claims(change, merge.commit if merge else None)

    def _judge(self, claim: Claim, writers: tuple[Part, ...]) -> Approval:
        approval = claim.approval
        against = (*writers, *claim.beside)
        objections = (objection_to(who, against, self._people) for who in claim.who)
        vouched = any(
            not any(objection_to(who, writers, self._people) for who in voucher)
            for voucher in claim.vouchers
        )
        return replace(
            approval,
            signed=approval.signed or vouched,
            objection=approval.objection or next(filter(None, objections), ""),
        )

    def _state(self, change: Change, approvals: dict[Approval, None]) -> ReviewState:
        counting = [approval for approval in approvals if not approval.objection]
        if any(approval.signed and approval.of for approval in counting):
            return "verified"
        if counting:
            return "claimed"
        return "not-checked" if self.unlooked(change) else "none-visible"

    def _path(self, change: Change) -> MergePath:
        """How it came, also by what a server or a forge says of a commit that shows nothing."""
        id_ = change.commit.id
        way: Way = self._shape.ways[id_]
        if way.merge or way.path not in {"direct", "unknown"} or len(change.commit.parents) > 1:
            return way.path
        note = (self._facts.notes or {}).get(id_)
        if note and note.submitted:
            return "rebase"
        pulls = (pull for item in self._exports for pull in item.pulls_of(id_, ""))
        if any(id_ in pull.merged_as for pull in pulls):
            return "squash" if self._people.is_forge(change.commit.committer.email) else "rebase"
        return way.path
