"""What commits say of themselves that a reader should know; real messages of real git are below."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from pbom.model.commit import Commit, CommitHeader, Person
from pbom.model.remedies import remedy_for
from pbom.stages.remark import Remarks

ADA = Person("Ada", "ada@example.org")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def commit(id_: str, *parents: str, body: Iterable[str] = (), at: datetime = NOW) -> Commit:
    return Commit(
        header=CommitHeader(
            id=id_ * 40,
            tree="0" * 40,
            parents=tuple(parent * 40 for parent in parents),
            author=ADA,
            committer=ADA,
            authored_at=int(at.timestamp()),
            committed_at=int(at.timestamp()),
            signature="",
            subject="subject",
        ),
        message="\n".join(("subject", *body)),
    )


def remarks(*commits: Commit) -> dict[str, tuple[int, str]]:
    watcher = Remarks(NOW)
    assert tuple(watcher.watch(commits)) == commits
    assert all(remedy_for(gap.kind) for gap in watcher.gaps())
    return {gap.kind: (gap.count, gap.detail) for gap in watcher.gaps()}


def test_ordinary_commits_need_no_remark() -> None:
    assert remarks(commit("2", "1", at=NOW), commit("1", at=NOW - DAY)) == {}


def test_copies_name_what_they_copy() -> None:
    body = ("", f"(cherry picked from commit {'b' * 40})")
    assert remarks(commit("a", body=body)) == {"cherry-picks": (1, "a" * 12 + " of " + "b" * 12)}


def test_reverts_name_what_they_revert() -> None:
    body = ("", f"This reverts commit {'b' * 40}, reversing", f"changes made to {'c' * 40}.")
    assert remarks(commit("a", body=body)) == {"reverts": (1, "a" * 12 + " of " + "b" * 12)}


def test_a_quoted_line_is_neither() -> None:
    body = (f"> This reverts commit {'b' * 40}.", f" (cherry picked from commit {'b' * 40})", "xyz")
    assert remarks(commit("a", body=body)) == {}


def test_dates_in_the_future_are_counted_once() -> None:
    late = [commit(id_, at=NOW + 3 * DAY) for id_ in "abcdef1"]
    count, detail = remarks(*late, commit("2", at=NOW + DAY / 2))["future-dates"]
    assert count == 7
    assert detail.startswith("aaaaaaaaaaaa (2026-03-05), bbbbbbbbbbbb (2026-03-05)")
    assert detail.endswith("...")
    assert detail.count("(") == 5


def test_a_commit_dated_before_its_parent() -> None:
    child, parent = commit("c", "9", at=NOW - 9 * DAY), commit("9", at=NOW)
    assert remarks(child, parent) == {"dates-out-of-order": (1, "c" * 12)}


def test_whichever_of_them_comes_first() -> None:
    child, parent = commit("c", "9", at=NOW - 9 * DAY), commit("9", at=NOW)
    assert remarks(parent, child) == {"dates-out-of-order": (1, "c" * 12)}


def test_a_parent_of_two_children() -> None:
    good, bad = commit("a", "9", at=NOW), commit("b", "9", at=NOW - 9 * DAY)
    parent = commit("9", at=NOW - DAY)
    for order in ((good, bad, parent), (bad, good, parent), (good, parent, bad)):
        assert remarks(*order) == {"dates-out-of-order": (1, "b" * 12)}


def test_clocks_may_differ_by_a_day() -> None:
    assert remarks(commit("c", "9", at=NOW - DAY), commit("9", at=NOW)) == {}
    assert remarks(commit("c", at=NOW + DAY)) == {}
