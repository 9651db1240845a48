"""Reviews as GitHub's REST interface and its command ``gh`` return them.

Members that we do not need are ignored: the forms are another's, and grow.
"""

from collections.abc import Iterator
from typing import NamedTuple

from pbom.codec.fields import Fields
from pbom.model.review_facts import ForgeReview, PullRequest, ReviewWord
from pbom.model.someone import Someone

_WORDS: dict[str, ReviewWord] = {
    "APPROVED": "approved",
    "DISMISSED": "dismissed",
    "CHANGES_REQUESTED": "changes-requested",
}
"""Of the others, COMMENTED and PENDING, none approves and none takes an approval back."""


class LooseReview(NamedTuple):
    """A review, and the URL of the pull request that it belongs to."""

    pull: str
    review: ForgeReview


def read_review(fields: Fields) -> LooseReview | None:
    """One of ``GET /repos/{owner}/{repo}/pulls/{number}/reviews``; ``None`` for a mere comment.

    Raises:
        FormatError: It is something else.
    """
    word = _WORDS.get(fields.text("state"))
    if word is None:
        return None
    review = ForgeReview(
        who=_account(fields, "user"),
        word=word,
        commit=fields.text_or_nothing("commit_id"),
        at=fields.text_or_nothing("submitted_at"),
    )
    return LooseReview(fields.text("pull_request_url"), review)


def read_pull(fields: Fields) -> tuple[str, PullRequest]:
    """One of ``GET /repos/{owner}/{repo}/pulls``, with its URL.

    Before a merge, ``merge_commit_sha`` is that of a trial, so it counts only with ``merged_at``.

    Raises:
        FormatError: It is something else.
    """
    merged = fields.text_or_nothing("merged_at")
    commit = fields.text_or_nothing("merge_commit_sha")
    pull = PullRequest(
        name=fields.text("html_url", "") or f"#{fields.integer('number')}",
        opened_by=_account(fields, "user"),
        assigned_to=tuple(map(_user, fields.tables("assignees"))),
        head=fields.table("head").text("sha"),
        merged_as=(commit,) if merged and commit else (),
    )
    return fields.text("url"), pull


def read_gh_pull(fields: Fields) -> PullRequest:
    """The object of ``gh pr view --json``.

    Raises:
        FormatError: It is something else.
    """
    commit = _table_or_null(fields, "mergeCommit")
    commits = fields.tables("commits")
    return PullRequest(
        name=fields.text("url", "") or f"#{fields.integer('number')}",
        opened_by=_account(fields, "author"),
        assigned_to=tuple(map(_user, fields.tables("assignees"))),
        accounts=tuple(_user(author) for item in commits for author in item.tables("authors")),
        head=fields.text("headRefOid"),
        merged_as=(commit.text("oid"),) if commit else (),
        commits=tuple(item.text("oid") for item in commits),
        reviews=tuple(_gh_reviews(fields)),
    )


def _gh_reviews(fields: Fields) -> Iterator[ForgeReview]:
    for item in fields.tables("reviews"):
        word = _WORDS.get(item.text("state"))
        commit = _table_or_null(item, "commit")
        if word:
            yield ForgeReview(
                who=_account(item, "author"),
                word=word,
                commit=commit.text("oid") if commit else "",
                at=item.text_or_nothing("submittedAt"),
            )


def _account(fields: Fields, key: str) -> Someone:
    """An account; nobody where it has been deleted."""
    table = _table_or_null(fields, key)
    return _user(table) if table else Someone()


def _user(table: Fields) -> Someone:
    number = table.raw("id") if "id" in table else None
    login = table.text("login", "").removeprefix("app/")
    return Someone(
        name=table.text_or_nothing("name"),
        email=table.text_or_nothing("email"),
        login=login,
        number=str(number) if isinstance(number, int) else "",
        bot=table.text("type", "") == "Bot" or table.truth("is_bot", default=False),
    )


def _table_or_null(fields: Fields, key: str) -> Fields | None:
    return fields.table(key) if key in fields and fields.raw(key) is not None else None
