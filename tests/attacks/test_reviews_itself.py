"""Somebody wants a commit to look reviewed that no second person has looked at.

Each row has a commit, the state that its review must have, and what is objected. Rows that begin
with "honest" are the twins: without them the others would show nothing.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from pbom.codec.review_note import read_review_note
from pbom.model.commit import Person
from pbom.model.digest import Digest
from pbom.model.pattern import Patterns
from pbom.model.review import ReviewState
from pbom.model.review_facts import TreeApproval, TreeApprover
from pbom.model.someone import Someone
from tests.reviewing import (
    ADA,
    AGENT,
    BOB,
    CAROL,
    GITHUB,
    Given,
    Range,
    commit,
    export,
    id_of,
    sha256_of,
    touching,
)
from tests.takes import NOON

Story = tuple[Callable[[], Range], ReviewState, str]
"""A range whose newest commit is called ``c``, the state of its review, and an objection."""

DAY = timedelta(days=1)
MERGED = commit(
    "m", "main", "c", author=BOB, committer=GITHUB, message="Merge pull request #7 from x/y"
)
"""A merge by the forge that brought the commit ``c``."""


def saying(*lines: str, author: Person = ADA, committer: Person | None = None) -> Range:
    """A commit whose message has lines below its subject."""
    message = "\n".join(("change something", "", *lines))
    return Range.of(commit("c", "main", message=message, author=author, committer=committer))


def with_statement(given: Given, author: Person = ADA, *lines: str) -> Range:
    """A commit and an approval that somebody signed."""
    return saying(*lines, author=author).approved(given)


def noted(*lines: str) -> Range:
    """A commit with a note of a review server."""
    note = read_review_note("\n".join(lines).encode(), "refs/notes/review 1")
    return Range.of(commit("c", "main")).knowing(notes={id_of("c"): note})


def review(login: str, of: str, state: str = "APPROVED", **members: object) -> dict[str, object]:
    """A review as ``gh pr view --json reviews`` has it."""
    at = "2026-03-01T10:00:00Z"
    author = {"login": login}
    return {"author": author, "state": state, "submittedAt": at, "commit": {"oid": of}} | members


def pull(*reviews: dict[str, object], **members: object) -> dict[str, object]:
    """A pull request with the commit ``c`` as its head, as ``gh pr view --json`` has it."""
    return {
        "number": 7,
        "headRefOid": id_of("c"),
        "author": {"login": "ada-l"},
        "mergeCommit": {"oid": id_of("m")},
        "reviews": list(reviews),
    } | members


def exported(*objects: dict[str, object]) -> Range:
    """A merged pull request and what the forge says of it."""
    return Range.of(MERGED, commit("c", "main"), commit("old", "main")).exported(*objects)  # type: ignore[arg-type]


def tree(*approvers: TreeApprover, base: str = "main", of: str = "c") -> Range:
    """A commit whose tree was approved in the repository."""
    approval = TreeApproval(
        source="refs/gittuf/attestations 1",
        form="https://gittuf.dev/reference-authorization/v0.2",
        branch="refs/heads/main",
        base=id_of(base),
        tree=id_of(f"{of}/tree"),
        approvers=approvers,
    )
    return Range.of(commit("c", "main")).knowing(trees=(approval,))


def vouched(given: Given, *objects: dict[str, object]) -> Range:
    """An export that somebody answers for."""
    found = export(*(objects or (pull(review("bob", id_of("c"))),)))  # type: ignore[arg-type]
    subjects = (sha256_of(found),)
    return exported().knowing(exports=(found,)).approved(replace(given, subjects=subjects))


GITLAB = (
    {
        "iid": 7, "project_id": 5, "state": "merged", "author": {"username": "ada-l"},
        "sha": id_of("c"), "merge_commit_sha": id_of("m"),
    },
    {"iid": 7, "project_id": 5, "approved_by": [{"user": {"username": "bob"}}]},
)  # fmt: skip
EXPORT = Given(subjects=()).saying(role="review-export", reason="fetched in CI")
BY_BOB = TreeApprover(who=Someone(email=BOB.email), signed=True)
NO_PERSON = "no person's"
OWN = "the same address wrote it"

STORIES: dict[str, Story] = {
    # what a message says
    "honest: another person is said to have reviewed it": (
        lambda: saying("Reviewed-by: Bob <bob@example.org>"), "claimed", "",
    ),
    "the author reviews": (
        lambda: saying("Reviewed-by: Ada Lovelace <ada@example.org>"), "none-visible", OWN,
    ),
    "the author reviews in capitals": (
        lambda: saying("REVIEWED-BY: A. L. <ADA@Example.ORG>"), "none-visible", OWN,
    ),
    "the author reviews from a mailbox behind a plus": (
        lambda: saying("Reviewed-by: A. L. <ada+review@example.org>"), "none-visible", OWN,
    ),
    "the author reviews from home under the same name": (
        lambda: saying("Reviewed-by: Ada Lovelace <ada@home.example>"),
        "none-visible", "somebody with this name wrote it",
    ),
    "the author reviews under a name that only looks the same": (
        lambda: saying("Reviewed-by: \u0410d\u0430 L\u043evel\u0430c\u0435 <ada@home.example>"),
        "none-visible", "somebody with this name wrote it",
    ),
    "the author reviews with a space of no width in the name": (
        lambda: saying("Reviewed-by: Ada\u200b Lovelace <ada@home.example>"),
        "none-visible", "somebody with this name wrote it",
    ),
    "the author reviews under an account that was renamed": (
        lambda: saying(
            "Reviewed-by: Somebody <42+new-name@users.noreply.github.com>",
            author=Person("Ada", "42+old-name@users.noreply.github.com"),
        ),
        "none-visible", "the same account wrote it",
    ),
    "the author reviews under the account's name": (
        lambda: saying("Reviewed-by: X <42+ada@users.noreply.github.com>"),
        "none-visible", "somebody with this account's name wrote it",
    ),
    "a co-author reviews": (
        lambda: saying(
            "Co-authored-by: Bob <bob@example.org>", "Reviewed-by: Bob <bob@example.org>"
        ),
        "none-visible", "the same address is a co-author",
    ),
    "the committer is the author under another address, and reviews": (
        lambda: saying(
            "Reviewed-by: A. L. <ada@work.example>",
            committer=Person("Ada Lovelace", "ada@work.example"),
        ),
        "none-visible", OWN,
    ),
    "honest: a maintainer commits and has reviewed": (
        lambda: saying("Reviewed-by: Bob <bob@example.org>", committer=BOB), "claimed", "",
    ),
    "an agent reviews": (
        lambda: saying("Reviewed-by: Claude <noreply@anthropic.com>"), "none-visible", NO_PERSON,
    ),
    "an agent reviews by its name alone": (
        lambda: saying("Reviewed-by: Copilot"), "none-visible", NO_PERSON,
    ),
    "a bot reviews": (
        lambda: saying("Reviewed-by: dependabot[bot] <support@github.com>"),
        "none-visible", NO_PERSON,
    ),
    "a bot that nobody knows reviews": (
        lambda: saying("Reviewed-by: nice[bot] <1+nice[bot]@users.noreply.github.com>"),
        "none-visible", NO_PERSON,
    ),
    "the forge reviews": (
        lambda: saying("Reviewed-by: GitHub <noreply@github.com>"), "none-visible", NO_PERSON,
    ),
    "who asked the agent reviews": (
        lambda: saying(
            "Co-authored-by: Bob <7+bob@users.noreply.github.com>",
            "Reviewed-by: Bob <7+bob@users.noreply.github.com>",
            author=AGENT, committer=GITHUB,
        ),
        "none-visible", "the same address asked the agent for it",
    ),
    "who let the agent work on their machine reviews": (
        lambda: saying("Reviewed-by: Bob <bob@example.org>", author=AGENT, committer=BOB),
        "none-visible", "the same address asked the agent for it",
    ),
    "honest: somebody else reviews what an agent wrote": (
        lambda: saying("Reviewed-by: Carol <carol@example.org>", author=AGENT, committer=BOB),
        "claimed", "",
    ),
    "a test is passed off as a review": (
        lambda: saying("Tested-by: Bob <bob@example.org>"),
        "none-visible", "not that it was reviewed",
    ),
    "a review is copied with a cherry-pick": (
        lambda: saying(
            "Reviewed-by: Bob <bob@example.org>", f"(cherry picked from commit {'d' * 40})"
        ),
        "none-visible", "it was written for the commit dddddddddddd",
    ),
    "honest: a cherry-pick is reviewed itself": (
        lambda: saying(
            f"(cherry picked from commit {'d' * 40})", "Reviewed-by: Bob <bob@example.org>"
        ),
        "claimed", "",
    ),
    "a review hides behind another line end": (
        lambda: saying("text\rReviewed-by: Bob <bob@example.org>",
                       "text\u2028Reviewed-by: Bob <bob@example.org>",
                       "text\x0bReviewed-by: Bob <bob@example.org>",
                       "> Reviewed-by: Bob <bob@example.org>",
                       "I like it. Reviewed-by: Bob <bob@example.org>"),
        "none-visible", "",
    ),
    "a message pretends to be a review server": (
        lambda: saying("Code-Review+2: Bob <bob@example.org>", "Submitted-by: Carol"),
        "none-visible", "",
    ),
    # what a merge says
    "honest: a merge request's message names who approved": (
        lambda: Range.of(
            commit("m", "main", "c", author=CAROL,
                   message="Merge branch 'x' into 'main'\n\nApproved-by: Bob <bob@example.org>"),
            commit("c", "main"),
        ),
        "claimed", "",
    ),
    "a merge request's message names the author": (
        lambda: Range.of(
            commit("m", "main", "c", author=CAROL,
                   message="Merge branch 'x' into 'main'\n\nApproved-by: Ada <ada@example.org>"),
            commit("c", "main"),
        ),
        "not-checked", OWN,
    ),
    "another person merges, which is no approval": (
        lambda: Range.of(
            commit("m", "main", "c", author=BOB, committer=BOB, message="Merge branch 'x'"),
            commit("c", "main"),
        ),
        "none-visible", "",
    ),
    # what a review server says
    "honest: the server has noted an approval": (
        lambda: noted("Code-Review+2: Bob <bob@example.org>", "Submitted-by: Carol"),
        "claimed", "to merge is not to approve",
    ),
    "the author approves on the server": (
        lambda: noted("Code-Review+2: Ada <ada@example.org>"), "none-visible", OWN,
    ),
    "a half approval on the server": (
        lambda: noted("Code-Review+1: Bob <bob@example.org>"),
        "none-visible", "somebody else has to approve",
    ),
    "a vote against on the server": (
        lambda: noted("Code-Review-2: Bob <bob@example.org>"), "none-visible", "a vote against",
    ),
    "the server's robot has verified": (
        lambda: noted("Verified+1: Bob <bob@example.org>"),
        "none-visible", "not that it was reviewed",
    ),
    "who submitted is passed off as who approved": (
        lambda: noted("Submitted-by: Bob <bob@example.org>"),
        "none-visible", "to merge is not to approve",
    ),
    "a note hides an approval behind another line end": (
        lambda: noted("Subject: x\rCode-Review+2: Bob <bob@example.org>"), "none-visible", "",
    ),
    # what a forge says
    "honest: the merged revision was approved": (
        lambda: exported(pull(review("bob", id_of("c")))), "claimed", "",
    ),
    "the approval is of an older revision": (
        lambda: exported(pull(review("bob", id_of("old")))),
        "none-visible", f"of an older revision, {id_of('old')[:12]}",
    ),
    "the approval was dismissed": (
        lambda: exported(pull(review("bob", id_of("c"), "DISMISSED"))),
        "none-visible", "it was dismissed",
    ),
    "the approval was taken back": (
        lambda: exported(
            pull(
                review("bob", id_of("c")),
                review("bob", id_of("c"), "CHANGES_REQUESTED", submittedAt="2026-03-01T11:00:00Z"),
            )
        ),
        "none-visible", "changes were requested later",
    ),
    "the approval was taken back in the same second": (
        lambda: exported(
            pull(review("bob", id_of("c")), review("Bob", id_of("c"), "CHANGES_REQUESTED"))
        ),
        "none-visible", "changes were requested later",
    ),
    "nobody says when the approval was taken back": (
        lambda: exported(
            pull(
                review("bob", id_of("c")),
                review("bob", id_of("c"), "CHANGES_REQUESTED", submittedAt=None),
            )
        ),
        "none-visible", "changes were requested later",
    ),
    "honest: the approval came after changes": (
        lambda: exported(
            pull(
                review("bob", id_of("c"), "CHANGES_REQUESTED"),
                review("bob", id_of("c"), submittedAt="2026-03-01T11:00:00Z"),
            )
        ),
        "claimed", "",
    ),
    "a comment is no approval": (
        lambda: exported(pull(review("bob", id_of("c"), "COMMENTED"))), "none-visible", "",
    ),
    "who opened the pull request approves": (
        lambda: exported(pull(review("ada-l", id_of("c")))),
        "none-visible", "the same account opened the pull request",
    ),
    "a reviewing agent approves": (
        lambda: exported(pull(review("copilot-pull-request-reviewer", id_of("c")))),
        "none-visible", NO_PERSON,
    ),
    "an app approves": (
        lambda: exported(pull(review("x", id_of("c"), author={"login": "x", "is_bot": True}))),
        "none-visible", NO_PERSON,
    ),
    "a deleted account approves": (
        lambda: exported(pull(review("x", id_of("c"), author=None))),
        "none-visible", "nobody says who it was",
    ),
    "the account of the author approves": (
        lambda: exported(
            pull(
                review("kern", id_of("c")),
                commits=[{
                    "oid": id_of("c"),
                    "authors": [{"login": "kern", "email": "ada@example.org", "name": "Kern"}],
                }],
            )
        ),
        "none-visible", OWN,
    ),
    "who was given the agent's work approves": (
        lambda: exported(
            pull(
                review("bob", id_of("c")),
                author={"login": "copilot-swe-agent", "is_bot": True},
                assignees=[{"login": "Bob"}, {"login": "Copilot"}],
            )
        ),
        "none-visible", "the same account was assigned to the agent's work",
    ),
    "honest: who was given a person's work approves": (
        lambda: exported(pull(review("bob", id_of("c")), assignees=[{"login": "bob"}])),
        "claimed", "",
    ),
    "the commit that was approved is lost": (
        lambda: exported(pull(review("bob", id_of("c"), commit=None))),
        "none-visible", "the forge has lost the commit that was reviewed",
    ),
    "a later pull request on top of the merge was approved": (
        lambda: exported(pull(review("bob", id_of("m")), headRefOid=id_of("m"),
                              mergeCommit={"oid": id_of("later")})),
        "not-checked", "",
    ),
    "the pull request was never merged": (
        lambda: exported(pull(review("bob", id_of("x")), headRefOid=id_of("x"), mergeCommit=None,
                              commits=[{"oid": id_of("c"), "authors": []}])),
        "none-visible", "the pull request was not merged",
    ),
    "another head was merged than the one that was approved": (
        lambda: exported(pull(review("bob", id_of("x")), headRefOid=id_of("x"))),
        "none-visible", "the head of the pull request is not what was merged",
    ),
    "a pull request of another repository has the same number": (
        lambda: exported(pull(review("bob", id_of("x")), headRefOid=id_of("x"),
                              mergeCommit={"oid": id_of("y")})),
        "not-checked", "",
    ),
    "honest: CI signs what the forge said": (
        lambda: vouched(EXPORT.by("ci")), "verified", "",
    ),
    "who signs the export speaks as something else": (
        lambda: vouched(EXPORT.by("ci").saying(role="auditor")), "claimed", "",
    ),
    "CI signs what GitLab said, which names no revision": (
        lambda: vouched(EXPORT.by("ci"), *GITLAB), "claimed", "",
    ),
    "the author signs what the forge is supposed to have said": (
        lambda: vouched(EXPORT.by("ada", ADA.email)), "claimed", "",
    ),
    "the export was changed after it was signed": (
        lambda: exported(pull(review("bob", id_of("c")))).approved(
            replace(EXPORT.by("ci"), subjects=({"sha256": "1" * 64},))
        ),
        "claimed", "",
    ),
    "CI's signature on the export has expired": (
        lambda: vouched(EXPORT.by("ci").saying(issued=NOON - 2 * DAY, expires=NOON - DAY)),
        "claimed", "",
    ),
    # what the repository keeps
    "honest: the tree was approved with a key that the user gave": (
        lambda: tree(BY_BOB), "verified", "",
    ),
    "the approval of the tree was checked by nobody": (
        lambda: tree(replace(BY_BOB, signed=False)), "claimed", "",
    ),
    "the author approves the tree": (
        lambda: tree(TreeApprover(who=Someone(email=ADA.email), signed=True)), "none-visible", OWN,
    ),
    "the approval of the tree was dismissed": (
        lambda: tree(replace(BY_BOB, problem="dismissed")), "none-visible", "dismissed",
    ),
    "the tree was approved as another change": (
        lambda: tree(BY_BOB, base="elsewhere"), "none-visible", "it was given for a change of",
    ),
    "another tree was approved": (
        lambda: tree(BY_BOB, of="another"), "none-visible", "",
    ),
    "the key's holder has no address": (
        lambda: tree(TreeApprover(who=Someone(name="bob"), signed=True)),
        "none-visible", "named without an address",
    ),
    # what somebody signed
    "honest: somebody else signed an approval": (
        lambda: with_statement(Given.of("c")), "verified", "",
    ),
    "honest: somebody else signed an approval of the tree": (
        lambda: with_statement(Given.of_tree("c")), "verified", "",
    ),
    "the author signs an approval": (
        lambda: with_statement(Given.of("c").by("ada", ADA.email)), "none-visible", OWN,
    ),
    "the author signs with another address of theirs": (
        lambda: with_statement(Given.of("c").by("ada", "ada@home.example", "ADA+x@example.org")),
        "none-visible", OWN,
    ),
    "a co-author signs an approval": (
        lambda: with_statement(Given.of("c"), ADA, "Co-authored-by: Bob <bob@example.org>"),
        "none-visible", "the same address is a co-author",
    ),
    "who asked the agent signs an approval": (
        lambda: with_statement(Given.of("c"), AGENT, "Co-authored-by: Bob <bob@example.org>"),
        "none-visible", "the same address asked the agent for it",
    ),
    "a service's key signs an approval": (
        lambda: with_statement(Given.of("c").by("ci")),
        "none-visible", "the policy does not say which person holds the key",
    ),
    "an agent's key signs an approval": (
        lambda: with_statement(Given.of("c").by("bot", "noreply@anthropic.com")),
        "none-visible", NO_PERSON,
    ),
    "the approval has expired": (
        lambda: with_statement(Given.of("c").saying(issued=NOON - 2 * DAY, expires=NOON - DAY)),
        "none-visible", "it expired on 2026-03-01",
    ),
    "the approval is of tomorrow": (
        lambda: with_statement(Given.of("c").saying(issued=NOON + DAY)),
        "none-visible", "it was issued later",
    ),
    "the approval is of another commit": (
        lambda: with_statement(Given.of("another")), "none-visible", "",
    ),
    "the approval is of another tree": (
        lambda: with_statement(Given.of_tree("another")), "none-visible", "",
    ),
    "the commit was amended after its approval": (
        lambda: with_statement(
            Given(subjects=({"gitCommit": id_of("before"), "gitTree": id_of("c/tree")},))
        ),
        "none-visible", "",
    ),
    "a commit with the same id and other content": (
        lambda: with_statement(
            Given(subjects=({"gitCommit": id_of("c"), "sha256": "1" * 64},))
        ).knowing(objects={id_of("c"): Digest("sha256", "2" * 64)}),
        "none-visible", "",
    ),
    "the approval was given in another role": (
        lambda: with_statement(Given.of("c").saying(role="release-manager")),
        "none-visible", "given as release-manager, not as reviewer",
    ),
    "a waiver is passed off as an approval": (
        lambda: with_statement(Given.of("c").saying(kind="waiver", rules=("fresh",))),
        "none-visible", "",
    ),
    "the approval is of some files, and the commit has others": (
        lambda: Range.of(touching(commit("c", "main"), "docs/a.md", "src/evil.c")).approved(
            Given.of("c").saying(paths=Patterns(("docs/**",)))
        ),
        "none-visible", "the commit changed others",
    ),
    "the approval is of some files, and nobody looked at the commit's": (
        lambda: with_statement(Given.of("c").saying(paths=Patterns(("docs/**",)))),
        "none-visible", "nobody looked",
    ),
    "honest: the approval is of all files of the commit": (
        lambda: Range.of(touching(commit("c", "main"), "docs/a.md")).approved(
            Given.of("c").saying(paths=Patterns(("docs/**",)))
        ),
        "verified", "",
    ),
    "honest: the merge was approved that brought it": (
        lambda: Range.of(MERGED, commit("c", "main")).approved(
            Given.of("m").by("carol", CAROL.email)
        ),
        "verified", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES.values(), ids=list(STORIES))
def test_what_a_review_is_worth(story: Story) -> None:
    make, state, objection = story
    review = make().review("c")
    assert review.state == state, review
    objections = [approval.objection for approval in review.approvals]
    if objection:
        assert any(objection in found for found in objections), objections
    elif state in {"claimed", "verified"}:
        assert "" in objections
    else:
        assert objections == []
