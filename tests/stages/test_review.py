"""Reviews: paths, what was not looked at, and who asked an agent; attacks are in their own room."""

from msgspec.structs import replace

from pbom.codec.review_note import read_review_note
from pbom.model.change import ChangedPath
from pbom.model.commit import Person
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
    id_of,
    touching,
)

SQUASH = commit("c", "main", message="fix it (#7)", committer=GITHUB)
MERGE = "Merge pull request #7 from x/y"


def gaps(range_: Range) -> dict[str, int]:
    return {gap.kind: gap.count for gap in range_.reviewed().gaps}


def test_where_reviews_are_kept_and_nobody_looked_is_not_none() -> None:
    assert Range.of(SQUASH).review("c").state == "not-checked"
    assert gaps(Range.of(SQUASH)) == {"forge-reviews-not-given": 1}
    plain = Range.of(commit("c", "main"))
    assert (plain.review("c").state, gaps(plain)) == ("none-visible", {})


def test_an_export_that_does_not_know_the_commit_is_not_looked_at() -> None:
    other = {"number": 7, "headRefOid": id_of("x"), "reviews": []}
    assert Range.of(SQUASH).exported(other).review("c").state == "not-checked"  # type: ignore[arg-type]


def test_an_export_without_reviews_is_not_an_answer() -> None:
    pull = {"number": 7, "headRefOid": id_of("x"), "mergeCommit": {"oid": id_of("c")}}
    assert Range.of(SQUASH).exported(pull).review("c").state == "not-checked"  # type: ignore[arg-type]
    answered = pull | {"reviews": []}
    assert Range.of(SQUASH).exported(answered).review("c").state == "none-visible"  # type: ignore[arg-type]


def test_a_review_server_s_notes_that_were_not_fetched() -> None:
    change = commit("c", "main", message="fix it\n\nChange-Id: I0123")
    assert Range.of(change).review("c").state == "not-checked"
    assert gaps(Range.of(change)) == {"review-notes-not-fetched": 1}
    assert Range.of(change).knowing(notes={}).review("c").state == "none-visible"


def test_the_path_by_what_a_server_or_a_forge_says() -> None:
    plain = Range.of(commit("c", "main", committer=BOB))
    assert plain.review("c").path == "direct"
    submitted = read_review_note(b"Submitted-by: Bob <bob@example.org>", "x")
    assert plain.knowing(notes={id_of("c"): submitted}).review("c").path == "rebase"
    voted = read_review_note(b"Code-Review+2: Bob <bob@example.org>", "x")
    assert plain.knowing(notes={id_of("c"): voted}).review("c").path == "direct"
    pull = {"number": 7, "headRefOid": id_of("x"), "mergeCommit": {"oid": id_of("c")}}
    assert plain.exported(pull).review("c").path == "rebase"  # type: ignore[arg-type]
    by_forge = Range.of(commit("c", "main", committer=GITHUB))
    assert by_forge.exported(pull).review("c").path == "squash"  # type: ignore[arg-type]


def test_who_asked_the_agent() -> None:
    message = "do it\n\nCo-authored-by: Bob <7+bob@users.noreply.github.com>"
    asked = Range.of(commit("c", "main", message=message, author=AGENT, committer=GITHUB))
    assert asked.review("c").requesters == ("Bob <7+bob@users.noreply.github.com>",)
    local = Range.of(commit("c", "main", author=AGENT, committer=CAROL))
    assert local.review("c").requesters == ("Carol <carol@example.org>",)
    human = Range.of(commit("c", "main", message=message))
    assert human.review("c").requesters == ()


def test_a_merge_that_has_nothing_of_its_own_may_be_approved_by_who_made_it() -> None:
    """What it joins was written by others; a merge with changes of its own was written."""
    merge = commit("m", "main", "c", author=BOB, message=MERGE)
    given = Given.of("m")
    clean = Range.of(replace(merge, paths=()), commit("c", "main")).approved(given)
    assert (clean.review("m").state, clean.review("c").state) == ("verified", "verified")
    evil = Range.of(touching(merge, "evil.c"), commit("c", "main")).approved(given)
    assert (evil.review("m").state, evil.review("c").state) == ("not-checked", "verified")
    unknown = Range.of(merge, commit("c", "main")).approved(given)
    assert unknown.review("m").state == "not-checked"


def test_an_approval_of_a_move_covers_what_lies_between() -> None:
    approval = TreeApproval(
        source="ref 1",
        form="https://gittuf.dev/reference-authorization/v0.2",
        branch="refs/heads/main",
        base=id_of("main"),
        tree=id_of("c/tree"),
        approvers=(TreeApprover(who=Someone(email=CAROL.email), signed=True),),
    )
    history = Range.of(
        commit("d", "c"),
        commit("c", "m"),
        commit("m", "main", "x", author=BOB),
        commit("x", "old"),
        commit("main", "old"),
    ).knowing(trees=(approval,))
    states = {name: history.review(name).state for name in ("d", "c", "m", "x", "main")}
    assert states == {
        "d": "none-visible", "c": "verified", "m": "verified", "x": "verified",
        "main": "none-visible",
    }  # fmt: skip


def test_an_approval_of_another_move_is_told_of_the_tree_alone() -> None:
    approval = TreeApproval(
        source="ref 1",
        form="x",
        branch="refs/heads/main",
        base=id_of("elsewhere"),
        tree=id_of("m/tree"),
        approvers=(TreeApprover(who=Someone(email=CAROL.email), signed=True),),
    )
    history = Range.of(commit("m", "main", "x", author=BOB), commit("x", "main"))
    found = history.knowing(trees=(approval,))
    assert found.only("m").objection.startswith("it was given for a change of ")
    assert found.review("x").approvals == ()


def test_a_first_commit_is_a_change_of_nothing() -> None:
    approval = TreeApproval(
        source="ref 1",
        form="x",
        branch="refs/heads/main",
        base="0" * 40,
        tree=id_of("c/tree"),
        approvers=(TreeApprover(who=Someone(email=BOB.email), signed=True),),
    )
    assert Range.of(commit("c")).knowing(trees=(approval,)).review("c").state == "verified"


def test_all_approvals_are_kept_with_what_speaks_against_them() -> None:
    message = "fix it\n\nReviewed-by: Ada <ada@example.org>\nReviewed-by: Bob <bob@example.org>"
    found = Range.of(commit("c", "main", message=message)).approved(
        Given.of("c").by("carol", CAROL.email)
    )
    review = found.review("c")
    assert review.state == "verified"
    assert sorted((item.who, item.signed, item.objection) for item in review.approvals) == [
        ("Ada <ada@example.org>", False, "the same address wrote it"),
        ("Bob <bob@example.org>", False, ""),
        ("carol", True, ""),
    ]


def test_an_approval_names_what_it_is_of_and_where_it_is() -> None:
    by_commit = Range.of(commit("c", "main")).approved(Given.of("c")).only("c")
    assert by_commit.of == id_of("c")
    assert by_commit.source.startswith("sha256:")
    by_tree = Range.of(commit("c", "main")).approved(Given.of_tree("c")).only("c")
    assert by_tree.of == id_of("c/tree")


def test_equal_facts_give_equal_reviews_in_any_order() -> None:
    given = [Given.of("c").by(name, f"{name}@example.org") for name in ("bob", "carol", "dan")]
    one = Range.of(commit("c", "main")).approved(*given)
    other = Range.of(commit("c", "main")).approved(*reversed(given))
    assert one.reviewed() == other.reviewed()


def test_an_author_who_is_a_service_is_no_writer_to_ask() -> None:
    bot = Person("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
    message = "bump\n\nReviewed-by: Ada <ada@example.org>"
    range_ = Range.of(commit("c", "main", message=message, author=bot, committer=GITHUB))
    assert range_.review("c").state == "claimed"
    assert range_.review("c").requesters == ()


def test_paths_of_an_ordinary_commit_do_not_make_it_nobody_s() -> None:
    """Only a merge can have nothing of its own and still change something."""
    empty = replace(commit("c", "main"), paths=())
    assert Range.of(empty).approved(Given.of("c").by("ada", ADA.email)).review("c").state == (
        "none-visible"
    )
    changed = replace(commit("c", "main"), paths=(ChangedPath(name="a", letter="M"),))
    assert Range.of(changed).approved(Given.of("c")).review("c").state == "verified"
