"""Exports of forges: the answers of their own interfaces, in one file."""

import json
from typing import Any

import pytest

from pbom.codec.forge_export import MAX_DEPTH, read_forge_export
from pbom.errors import FormatError
from pbom.model.review_facts import ForgeExport, PullRequest

HEAD, MERGED, OLD = "a" * 40, "b" * 40, "c" * 40
URL = "https://api.github.com/repos/o/r/pulls/7"


def read(value: Any) -> ForgeExport:  # noqa: ANN401
    return read_forge_export(json.dumps(value).encode())


def only(value: Any) -> PullRequest:  # noqa: ANN401
    found = read(value)
    (pull,) = found.pulls
    assert found.loose == ()
    return pull


def rest_review(**members: Any) -> dict[str, Any]:  # noqa: ANN401
    """One of ``GET /repos/o/r/pulls/7/reviews``."""
    return {
        "id": 80,
        "user": {"login": "bob", "id": 7, "type": "User", "site_admin": False},
        "body": "looks good",
        "state": "APPROVED",
        "pull_request_url": URL,
        "author_association": "MEMBER",
        "_links": {"html": {"href": "https://github.com/o/r/pull/7"}},
        "submitted_at": "2026-03-01T10:00:00Z",
        "commit_id": HEAD,
    } | members


def rest_pull(**members: Any) -> dict[str, Any]:  # noqa: ANN401
    """One of ``GET /repos/o/r/pulls``."""
    return {
        "url": URL,
        "html_url": "https://github.com/o/r/pull/7",
        "number": 7,
        "state": "closed",
        "user": {"login": "ada", "id": 1, "type": "User"},
        "assignees": [{"login": "carol", "id": 3, "type": "User"}],
        "head": {"sha": HEAD, "ref": "x"},
        "merged_at": "2026-03-02T10:00:00Z",
        "merge_commit_sha": MERGED,
    } | members


def gh_pull(**members: Any) -> dict[str, Any]:  # noqa: ANN401
    """The object of ``gh pr view --json``."""
    return {
        "number": 7,
        "url": "https://github.com/o/r/pull/7",
        "author": {"id": "U_1", "is_bot": True, "login": "app/copilot-swe-agent", "name": ""},
        "assignees": [{"id": "U_2", "login": "carol", "name": "Carol"}],
        "headRefOid": HEAD,
        "mergeCommit": {"oid": MERGED},
        "commits": [
            {
                "oid": OLD,
                "authors": [{"email": "ada@example.org", "id": "U", "login": "ada", "name": "Ada"}],
            }
        ],
        "reviews": [
            {
                "id": "R",
                "author": {"login": "bob"},
                "authorAssociation": "MEMBER",
                "body": "",
                "submittedAt": "2026-03-01T10:00:00Z",
                "includesCreatedEdit": False,
                "reactionGroups": [],
                "state": "APPROVED",
                "commit": {"oid": HEAD},
            }
        ],
    } | members


def request(**members: Any) -> dict[str, Any]:  # noqa: ANN401
    """One of ``GET /projects/5/merge_requests``."""
    return {
        "id": 500,
        "iid": 7,
        "project_id": 5,
        "state": "merged",
        "author": {"id": 1, "username": "ada", "name": "Ada"},
        "assignees": [],
        "sha": HEAD,
        "merge_commit_sha": MERGED,
        "squash_commit_sha": None,
        "web_url": "https://gitlab.example/o/r/-/merge_requests/7",
    } | members


def approvals(*logins: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401
    """The object of ``GET /projects/5/merge_requests/7/approvals``."""
    users = [{"user": {"id": 9, "username": login, "name": login}} for login in logins]
    return {"id": 500, "iid": 7, "project_id": 5, "approved": True, "approved_by": users} | members


def test_github_s_reviews_are_put_to_their_pull_requests() -> None:
    pull = only([rest_pull(), [rest_review()]])
    assert (pull.head, pull.merged_as, pull.answered) == (HEAD, (MERGED,), True)
    assert pull.opened_by is not None
    assert (pull.opened_by.login, pull.opened_by.number) == ("ada", "1")
    assert [who.login for who in pull.assigned_to] == ["carol"]
    (review,) = pull.reviews
    assert (review.who.login, review.who.number, review.who.bot) == ("bob", "7", False)
    assert (review.word, review.commit, review.at) == ("approved", HEAD, "2026-03-01T10:00:00Z")


def test_before_the_merge_there_is_only_a_trial() -> None:
    assert only(rest_pull(merged_at=None)).merged_as == ()
    assert only(rest_pull(merge_commit_sha=None)).merged_as == ()


def test_reviews_alone_are_loose() -> None:
    found = read([rest_review(), rest_review(state="COMMENTED"), rest_review(state="PENDING")])
    assert [review.commit for review in found.loose] == [HEAD]
    assert found.pulls == ()


def test_what_is_null_is_not_known() -> None:
    review = read(rest_review(user=None, commit_id=None, submitted_at=None)).loose[0]
    assert (str(review.who), review.commit, review.at) == ("(nobody)", "", "")


def test_a_bot_is_told_by_its_type() -> None:
    bot = {"login": "x", "id": 1, "type": "Bot"}
    assert read(rest_review(user=bot)).loose[0].who.bot


def test_the_object_of_gh() -> None:
    pull = only(gh_pull())
    assert (pull.head, pull.merged_as, pull.commits) == (HEAD, (MERGED,), (OLD,))
    assert pull.opened_by is not None
    assert (pull.opened_by.login, pull.opened_by.bot) == ("copilot-swe-agent", True)
    assert [(who.login, who.email) for who in pull.accounts] == [("ada", "ada@example.org")]
    (review,) = pull.reviews
    assert (review.who.login, review.who.number, review.commit) == ("bob", "", HEAD)
    bare = only({"number": 7, "headRefOid": HEAD})
    assert (bare.name, bare.answered, bare.merged_as) == ("#7", False, ())
    assert only({"number": 7, "headRefOid": HEAD, "reviews": []}).answered


def test_gitlab_s_approvals_are_put_to_their_merge_requests() -> None:
    pull = only([request(), approvals("bob")])
    assert (pull.head, pull.merged_as, pull.answered) == (HEAD, (MERGED,), True)
    (review,) = pull.reviews
    assert (review.who.login, review.word, review.commit) == ("bob", "approved", None)
    other = read([request(), approvals("bob", project_id=6)])
    assert [pull.answered for pull in other.pulls] == [False]
    assert len(other.loose) == 1


def test_gitlab_s_ways_to_merge() -> None:
    both = only(request(squash_commit_sha=OLD))
    assert both.merged_as == (MERGED, OLD)
    assert only(request(merge_commit_sha=None)).merged_as == (HEAD,)
    assert only(request(state="opened")).merged_as == ()


@pytest.mark.parametrize(
    ("login", "bot"),
    [
        ("project_5_bot", True),
        ("group_12_bot_0123abc", True),
        ("ghost", True),
        ("bob", False),
        ("robot", False),
    ],
)
def test_gitlab_s_bots_are_told_by_their_names(login: str, bot: bool) -> None:  # noqa: FBT001
    (review,) = only([request(), approvals(login)]).reviews
    assert review.who.bot is bot


def test_pages_of_answers_may_be_lists_in_lists() -> None:
    value: Any = rest_review()
    for _ in range(MAX_DEPTH):
        value = [value]
    assert len(read(value).loose) == 1
    with pytest.raises(FormatError, match="lists in lists"):
        read([value])


def test_the_same_twice_is_once_and_two_of_one_name_are_refused() -> None:
    assert len(read([gh_pull(), gh_pull()]).pulls) == 1
    with pytest.raises(FormatError, match="is there twice, and differs"):
        read([gh_pull(), gh_pull(headRefOid=OLD)])


BROKEN = {
    "something else": ({"a": 1}, r"\$: neither a review nor"),
    "a number": (1, "expected an object, found a number"),
    "a review without a state": (rest_review(state=None), r"\$\.state: expected text"),
    "a pull request without a head": (rest_pull(head=None), r"\$\.head: expected an object"),
    "an account that is a list": (gh_pull(author=[]), r"\$\.author: expected an object"),
    "approvals that are none": (approvals() | {"approved_by": None}, "expected a list"),
    "the second of two": ([rest_review(), {"x": 1}], r"\$\[1\]: neither a review nor"),
}


@pytest.mark.parametrize(("value", "problem"), BROKEN.values(), ids=list(BROKEN))
def test_what_is_no_export_is_refused_with_its_place(value: Any, problem: str) -> None:  # noqa: ANN401
    with pytest.raises(FormatError, match=problem):
        read(value)


def test_an_export_is_named_by_its_bytes() -> None:
    one, two = read_forge_export(b"[]"), read_forge_export(b"[ ]")
    assert one.digest != two.digest
