"""Merge requests and approvals as GitLab's REST interface returns them.

An approval there names no revision. Whether a push takes approvals back is a setting of the
project, which the answer does not show.
"""

import re

from pbom.codec.fields import Fields
from pbom.model.review_facts import ForgeReview, PullRequest
from pbom.model.someone import Someone

_BOT = re.compile(r"(?:project|group)_\d+_bot(?:_\w+)?|ghost|support-bot|alert-bot")
_COMMITS = ("merge_commit_sha", "squash_commit_sha")


def key_of(fields: Fields) -> str:
    """What a merge request and its approvals have in common.

    Raises:
        FormatError: It has neither.
    """
    return f"{fields.integer('project_id')}!{fields.integer('iid')}"


def read_merge_request(fields: Fields) -> PullRequest:
    """One of ``GET /projects/{id}/merge_requests``.

    One that was merged without a commit of its own is on the branch as its head.

    Raises:
        FormatError: It is something else.
    """
    head = fields.text_or_nothing("sha")
    made = tuple(filter(None, (fields.text_or_nothing(key) for key in _COMMITS)))
    merged = fields.text("state") == "merged"
    return PullRequest(
        name=fields.text("web_url", "") or f"!{fields.integer('iid')}",
        opened_by=_user(fields.table("author")),
        assigned_to=tuple(map(_user, fields.tables("assignees"))),
        head=head,
        merged_as=(made or tuple(filter(None, (head,)))) if merged else (),
    )


def read_approvals(fields: Fields) -> tuple[ForgeReview, ...]:
    """The object of ``GET /projects/{id}/merge_requests/{iid}/approvals``.

    Raises:
        FormatError: It is something else.
    """
    return tuple(
        ForgeReview(
            who=_user(item.table("user")),
            word="approved",
            commit=None,
            at=item.text_or_nothing("approved_at"),
        )
        for item in fields.tables("approved_by", required=True)
    )


def _user(table: Fields) -> Someone:
    login = table.text("username")
    return Someone(
        name=table.text("name", ""),
        login=login,
        number=str(table.integer("id")) if "id" in table else "",
        bot=bool(_BOT.fullmatch(login)) or table.truth("bot", default=False),
    )
