"""Claims of forges: reviews of pull requests, put to the commits that these became.

A review is bound to a commit by ids alone, never by the number in a subject: it is of the commit
itself, or of the head of a pull request that was merged as this commit or by the merge that
brought it. Whatever is of an older revision is stale.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from pbom.model.attestation import ApprovalAttestation
from pbom.model.change import Change
from pbom.model.consent import people_of
from pbom.model.digest import DigestSet
from pbom.model.part import Part
from pbom.model.review import Approval
from pbom.model.review_facts import ForgeExport, ForgeReview, PullRequest
from pbom.model.someone import Someone
from pbom.stages.claims import Claim
from pbom.stages.independence import People
from pbom.stages.ways import Shape

VOUCHER = "review-export"
"""The role of an approval by which somebody answers for an export as a whole."""
_FOR_EVER = "~"
"""Later than every time as a forge writes it."""


class Export:
    """One export, ready to be asked about commits."""

    def __init__(
        self, export: ForgeExport, vouchers: Iterable[ApprovalAttestation], people: People
    ) -> None:
        """Read it; the vouchers are approvals that count today."""
        self._export = export
        self._people = people
        digests = DigestSet.of((export.digest,))
        self._vouchers = tuple(
            people_of(item)
            for item in vouchers
            if item.statement.role == VOUCHER and item.statement.about(digests)
        )

    @cached_property
    def _by_commit(self) -> dict[str, list[PullRequest]]:
        """The pull requests by every commit that they name."""
        found: dict[str, list[PullRequest]] = {}
        for pull in self._export.pulls:
            for id_ in {pull.head, *pull.merged_as, *pull.commits} - {""}:
                found.setdefault(id_, []).append(pull)
        return found

    @cached_property
    def _loose(self) -> dict[str, list[ForgeReview]]:
        """The reviews of pull requests that the export does not describe, by their commit."""
        found: dict[str, list[ForgeReview]] = {}
        for review in self._export.loose:
            found.setdefault(review.commit or "", []).append(review)
        return found

    def pulls_of(self, commit: str, merge: str) -> tuple[PullRequest, ...]:
        """The pull requests that a commit belongs to, or that a merge that brought it was of."""
        own = self._by_commit.get(commit, ())
        brought = (pull for pull in self._by_commit.get(merge, ()) if merge in pull.merged_as)
        return tuple(dict.fromkeys((*own, *brought)))

    def claims(self, change: Change, shape: Shape) -> Iterator[Claim]:
        """Every approval that may be of a commit, those that were taken back as well."""
        id_ = change.commit.id
        outer = shape.ways[id_].merge
        merge = outer or (id_ if len(change.commit.parents) > 1 else "")
        merged_head = next(iter(shape.commits[merge].parents[1:]), "") if merge else ""
        for pull in self.pulls_of(id_, outer):
            last_words = _last_words(pull.reviews)
            for review in pull.reviews:
                objections = _objections(review, pull, (id_, merge, merged_head))
                stale = next(objections, "")
                yield from self._claim(review, pull, _taken_back(review, last_words) or stale)
        nameless = PullRequest(name="a pull request that the file does not describe")
        for commit in dict.fromkeys(filter(None, (id_, merged_head))):
            reviews = self._loose.get(commit, ())
            last_words = _last_words(reviews)
            for review in reviews:
                yield from self._claim(review, nameless, _taken_back(review, last_words))

    def _claim(self, review: ForgeReview, pull: PullRequest, objection: str) -> Iterator[Claim]:
        if review.word == "changes-requested":
            return
        at = f" at {review.at}" if review.at else ""
        approval = Approval(
            who=str(review.who),
            place="forge export",
            source=str(self._export.digest),
            raw=f"{review.word}{at}, {pull.name}",
            role=review.word,
            of=review.commit or "",
            objection=objection,
        )
        yield Claim(
            approval,
            (review.who, *_same_account(review.who, pull.accounts)),
            tuple(self._beside(pull)),
            self._vouchers,
        )

    def _beside(self, pull: PullRequest) -> Iterator[Part]:
        opened = pull.opened_by
        if opened is None:
            return
        yield Part(who=opened, what="opened the pull request")
        if self._people.is_machine(opened):
            yield from (
                Part(who=who, what="was assigned to the agent's work") for who in pull.assigned_to
            )


def _same_account(who: Someone, accounts: Iterable[Someone]) -> Iterator[Someone]:
    """The same account with the address that its commits have."""
    login = who.login.lower()
    return (item for item in accounts if login and item.login.lower() == login)


def _objections(review: ForgeReview, pull: PullRequest, ids: tuple[str, str, str]) -> Iterator[str]:
    """Why a review of a pull request is not one of a commit, the weightiest first."""
    commit, merge, merged_head = ids
    if review.commit == commit:
        return
    if not pull.merged_as:
        yield "the pull request was not merged"
    if review.commit == "":
        yield "the forge has lost the commit that was reviewed"
    if merge in pull.merged_as and pull.head and merged_head != pull.head:
        yield "the head of the pull request is not what was merged"
    if review.commit is not None and review.commit != pull.head:
        yield f"it is of an older revision, {review.commit[:12]}"


def _last_words(reviews: Iterable[ForgeReview]) -> Mapping[str, str]:
    """When each account last asked for changes; where a time is missing, for ever."""
    found: dict[str, str] = {}
    for review in reviews:
        if review.word == "changes-requested":
            account = review.who.login.lower()
            found[account] = max(found.get(account, ""), review.at or _FOR_EVER)
    return found


def _taken_back(review: ForgeReview, last_words: Mapping[str, str]) -> str:
    if review.word == "dismissed":
        return "it was dismissed"
    later = last_words.get(review.who.login.lower(), "")
    return "changes were requested later" if later and later >= review.at else ""
