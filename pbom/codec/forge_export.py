"""Reviews exported from a forge: what its own interface answers, in one file."""

import hashlib
from collections.abc import Iterator

from msgspec.structs import replace

from pbom.codec.fields import Fields
from pbom.codec.forge_github import LooseReview, read_gh_pull, read_pull, read_review
from pbom.codec.forge_gitlab import key_of, read_approvals, read_merge_request
from pbom.codec.strict_json import Json, read_json
from pbom.errors import FormatError
from pbom.model.digest import Digest
from pbom.model.review_facts import ForgeExport, ForgeReview, PullRequest

MAX_EXPORT = 64 * 1024 * 1024
MAX_OBJECTS = 100_000
MAX_DEPTH = 4
"""Of lists in lists: pages of answers, collected into one."""


class _Gathered:
    """What a file says, before reviews are put to their pull requests."""

    def __init__(self) -> None:
        self.pulls: dict[str, PullRequest] = {}
        self.reviews: list[LooseReview] = []
        self.answered: set[str] = set()
        """Pulls whose reviews were asked for, even where there are none."""

    def read(self, fields: Fields) -> None:
        """One object.

        Raises:
            FormatError: It is of no form that is known.
        """
        if "headRefOid" in fields:
            pull = read_gh_pull(fields)
            self._add(fields, f"gh {pull.name}", pull)
            self.answered.update((f"gh {pull.name}",) if "reviews" in fields else ())
        elif "pull_request_url" in fields:
            self.answered.add(fields.text("pull_request_url"))
            review = read_review(fields)
            self.reviews.extend((review,) if review else ())
        elif "head" in fields and "number" in fields:
            url, pull = read_pull(fields)
            self._add(fields, url, pull)
        elif "approved_by" in fields:
            key = key_of(fields)
            self.answered.add(key)
            self.reviews.extend(LooseReview(key, review) for review in read_approvals(fields))
        elif "iid" in fields:
            self._add(fields, key_of(fields), read_merge_request(fields))
        else:
            raise FormatError(
                "neither a review nor a pull or merge request of GitHub or GitLab",
                place=fields.place,
            )

    def _add(self, fields: Fields, key: str, pull: PullRequest) -> None:
        if key in self.pulls and self.pulls[key] != pull:
            raise FormatError(f"{pull.name} is there twice, and differs"[:300], place=fields.place)
        self.pulls[key] = pull


def read_forge_export(data: bytes) -> ForgeExport:
    """The reviews in a file: an object, or a list of objects, or of such lists.

    Raises:
        FormatError: It is no such file, or larger than the limits.
    """
    gathered = _Gathered()
    for number, fields in enumerate(_objects(read_json(data, max_bytes=MAX_EXPORT), "$", 0)):
        if number >= MAX_OBJECTS:
            raise FormatError(f"more than {MAX_OBJECTS:,} objects")
        gathered.read(fields)
    by_pull: dict[str, list[ForgeReview]] = {}
    for key, review in gathered.reviews:
        by_pull.setdefault(key, []).append(review)
    return ForgeExport(
        digest=Digest("sha256", hashlib.sha256(data).hexdigest()),
        pulls=tuple(
            replace(
                pull,
                reviews=(*pull.reviews, *by_pull.get(key, ())),
                answered=key in gathered.answered,
            )
            for key, pull in gathered.pulls.items()
        ),
        loose=tuple(
            review
            for key, reviews in by_pull.items()
            if key not in gathered.pulls
            for review in reviews
        ),
    )


def _objects(value: Json, place: str, depth: int) -> Iterator[Fields]:
    if not isinstance(value, list):
        yield Fields(value, place)
        return
    if depth >= MAX_DEPTH:
        raise FormatError(f"lists in lists, deeper than {MAX_DEPTH}", place=place)
    for index, item in enumerate(value):
        yield from _objects(item, f"{place}[{index}]", depth + 1)
