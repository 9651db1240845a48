"""How commits came to the branch."""

from pbom.model.change import Change
from pbom.model.forge import FORGES, Forge
from pbom.stages.ways import Shape, read_shape
from tests.reviewing import ADA, BOB, GITHUB, commit, id_of


def shape(*changes: Change, forges: tuple[Forge, ...] = FORGES) -> Shape:
    commits = [change.commit for change in changes]
    return read_shape(commits, commits[0].id, forges)


def path(*changes: Change) -> str:
    """How the newest came."""
    return shape(*changes).ways[changes[0].commit.id].path


def test_a_plain_commit_is_direct() -> None:
    assert path(commit("c", "b")) == "direct"


def test_a_numbered_commit_by_the_forge_is_a_squash() -> None:
    assert path(commit("c", "b", message="fix it (#12)", committer=GITHUB)) == "squash"
    assert path(commit("c", "b", message="fix it (#12) \n\n* one", committer=GITHUB)) == "squash"


def test_half_of_it_is_not_enough_to_know() -> None:
    """It may be a rebase by the forge, a file edited on its pages, or a number of an issue."""
    assert path(commit("c", "b", message="fix it (#12)", committer=BOB)) == "unknown"
    assert path(commit("c", "b", message="Update README", committer=GITHUB)) == "unknown"
    assert path(commit("c", "b", message="(#12) fix it", committer=GITHUB)) == "unknown"


def test_a_forge_of_one_s_own() -> None:
    own = Forge(name="ours", committers=frozenset({ADA.email}))
    change = commit("c", "b", message="fix it (#12)")
    assert shape(change, forges=(own,)).ways[id_of("c")].path == "squash"
    assert path(change) == "unknown"


def test_what_a_merge_brought_lies_behind_it() -> None:
    found = shape(
        commit("m2", "m1", "y", message="Merge branch 'y'"),
        commit("y", "x2"),
        commit("m1", "main", "x2", message="Merge pull request #1 from a/x"),
        commit("x2", "x1"),
        commit("x1", "main"),
        commit("main"),
    )
    ways = {name: found.ways[id_of(name)] for name in ("m2", "y", "m1", "x2", "x1", "main")}
    assert {name: way.merge for name, way in ways.items() if way.merge} == {
        "y": id_of("m2"), "x2": id_of("m1"), "x1": id_of("m1"),
    }  # fmt: skip
    assert {name: way.path for name, way in ways.items()} == {
        "m2": "direct", "y": "merge", "m1": "merge", "x2": "merge", "x1": "merge", "main": "direct",
    }  # fmt: skip
    assert [name for name, way in ways.items() if way.by_forge] == ["m1", "x2", "x1"]
    assert set(found.brought[id_of("m1")]) == {id_of("x1"), id_of("x2")}


def test_a_merge_of_many_and_a_merge_within_a_branch() -> None:
    found = shape(
        commit("m", "main", "a", "b", message="Merge branches 'a' and 'b'"),
        commit("a", "a1", "b1"),
        commit("b", "b1"),
        commit("a1", "main"),
        commit("b1", "main"),
    )
    behind = {name for name in ("a", "b", "a1", "b1") if found.ways[id_of(name)].merge}
    assert behind == {"a", "b", "a1", "b1"}


def test_what_does_not_hang_together_is_unknown() -> None:
    assert shape(commit("c", "b"), commit("stray", "x")).ways[id_of("stray")].path == "unknown"
    commits = [commit("c", "b").commit]
    assert read_shape(commits, id_of("absent"), FORGES).ways[id_of("c")].path == "unknown"


def test_a_circle_that_no_history_has_ends() -> None:
    found = shape(commit("a", "b", "c"), commit("b", "a", "c"), commit("c", "a", "c"))
    assert set(found.ways) == {id_of(name) for name in "abc"}
