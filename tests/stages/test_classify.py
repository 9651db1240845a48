"""Changes of a history with merges: which commits an agent's branch brought."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pbom import plugins
from pbom.model.change import Change
from pbom.model.commit import Commit
from pbom.stages.classify import classify_commits, mark_merged_branches
from tests.signals.commits import PACK, commit

CODEX, CLAUDE, MINE = "codex/fix", "claude/fix", "ada/fix"


def made(id_: str, *parents: str, branch: str = "", message: str = "subject") -> Commit:
    """A commit, or the merge of a branch."""
    subject = f"Merge branch '{branch}'" if branch else message
    one = commit(subject, parents=parents)
    return replace(one, header=one.header._replace(id=id_))


def changes(*commits: Commit) -> tuple[Change, ...]:
    """What becomes of commits, newest first."""
    found = tuple(classify_commits(commits, plugins.signals(), PACK))
    marked = mark_merged_branches(found)
    assert [one.commit for one in marked] == [one.commit for one in found]
    return marked


def brought(*commits: Commit) -> dict[str, list[tuple[str, str]]]:
    """By commit, the agents of the branches that brought it, with the merges."""
    return {
        change.commit.id: [
            (marker.agent, marker.place)
            for marker in change.markers
            if marker.where == "merged branch"
        ]
        for change in changes(*commits)
    }


def test_the_commits_of_the_branch_and_no_others() -> None:
    assert brought(
        made("m", "2", "b", branch=CODEX),
        made("2", "1"),
        made("b", "a"),
        made("a", "1"),
        made("1"),
    ) == {"m": [], "2": [], "b": [("codex", "m")], "a": [("codex", "m")], "1": []}


def test_the_marker_says_which_merge_and_only_infers() -> None:
    change = changes(made("m", "1", "a", branch=CODEX), made("a", "1"), made("1"))[1]
    (marker,) = change.markers
    assert (marker.rule, marker.raw) == ("codex-branch", f"Merge branch '{CODEX}'")
    assert (marker.where, marker.place, marker.strength) == ("merged branch", "m", "inferred")
    assert change.kind == "inferred"


def test_a_persons_branch_marks_nothing() -> None:
    assert brought(made("m", "1", "a", branch=MINE), made("a", "1"), made("1"))["a"] == []


def test_the_merge_itself_keeps_its_own_marker() -> None:
    merge = changes(made("m", "1", "a", branch=CODEX), made("a", "1"), made("1"))[0]
    assert [marker.where for marker in merge.markers] == ["merge subject"]


def test_what_the_branch_had_from_the_main_line_is_not_its_own() -> None:
    """The branch took the main line in before it was merged."""
    assert brought(
        made("m", "3", "c", branch=CODEX),
        made("c", "a", "2", branch="main"),
        made("3", "2"),
        made("a", "1"),
        made("2", "1"),
        made("1"),
    ) == {
        "m": [],
        "c": [("codex", "m")],
        "3": [],
        "a": [("codex", "m")],
        "2": [],
        "1": [],
    }


def test_a_branch_in_a_branch_is_both() -> None:
    found = brought(
        made("n", "1", "m", branch=CLAUDE),
        made("m", "a", "b", branch=CODEX),
        made("b", "1"),
        made("a", "1"),
        made("1"),
    )
    assert found["b"] == [("claude-code", "n"), ("codex", "m")]
    assert found["a"] == [("claude-code", "n")]
    assert found["m"] == [("claude-code", "n")]


def test_an_octopus_brings_all_but_the_first() -> None:
    found = brought(
        made("m", "1", "a", "b", branch=CODEX), made("b", "1"), made("a", "1"), made("1")
    )
    assert found["a"] == found["b"] == [("codex", "m")]
    assert found["1"] == []


def test_what_came_twice_and_once_by_the_main_line_is_not_the_branchs() -> None:
    assert (
        brought(made("m", "a", "b", branch=CODEX), made("b", "a"), made("a", "1"), made("1"))["a"]
        == []
    )


def test_a_branch_that_begins_before_the_range_marks_what_is_in_the_range() -> None:
    found = brought(made("m", "out", "b", branch=CODEX), made("b", "gone"))
    assert found == {"m": [], "b": [("codex", "m")]}


def test_a_wrong_clock_changes_nothing() -> None:
    """git lists a parent before its child where the parent claims to be younger."""
    right = (
        made("m", "2", "b", branch=CODEX),
        made("2", "1"),
        made("b", "1"),
        made("1"),
    )
    one, two, three, four = right
    expected = brought(*right)
    for order in ((one, four, three, two), (three, two, one, four), (four, three, two, one)):
        assert brought(*order) == expected


def test_a_conflict_with_the_branch_is_kept() -> None:
    devin = "devin/1712345678-fix"
    note = "x\n\nCo-authored-by: Codex <noreply@openai.com>"
    (_, change, _) = changes(
        made("m", "1", "a", branch=devin), made("a", "1", message=note), made("1")
    )
    assert change.agents == ("codex", "devin")
    assert change.conflict


def test_many_merges() -> None:
    commits: list[Commit] = []
    for number in range(700, 0, -1):
        commits.append(made(f"m{number}", f"m{number - 1}", f"a{number}", branch=CODEX))
        commits.append(made(f"a{number}", f"m{number - 1}"))
    commits.append(made("m0"))
    found = brought(*commits)
    assert all(found[f"a{number}"] == [("codex", f"m{number}")] for number in range(1, 701))
    assert found["m0"] == []


@st.composite
def histories(draw: st.DrawFn) -> list[Commit]:
    """A history, newest first; some merges are of agents."""
    count = draw(st.integers(1, 12))
    made_: list[Commit] = []
    for number in range(count):
        older = st.integers(0, number - 1) if number else st.nothing()
        chosen = draw(st.lists(older, max_size=3, unique=True)) if number else []
        branch = draw(st.sampled_from([CODEX, CLAUDE, MINE])) if len(chosen) > 1 else ""
        made_.append(made(str(number), *map(str, chosen), branch=branch))
    return made_[::-1]


def _reachable(commits: Sequence[Commit], start: str) -> set[str]:
    parents = {one.header.id: one.header.parents for one in commits}
    todo, seen = [start], set[str]()
    while todo:
        id_ = todo.pop()
        if id_ not in seen:
            seen.add(id_)
            todo += parents[id_]
    return seen


@given(commits=histories(), chance=st.randoms(use_true_random=False))
def test_brought_is_what_is_reachable_from_the_branch_alone(
    commits: list[Commit], chance: Random
) -> None:
    """By one merge of each agent: more of them would say nothing new, and cost the square."""
    expected: dict[str, set[tuple[str, str]]] = {one.header.id: set() for one in commits}
    for merge in commits:
        rule = PACK.branch(merge)
        for parent in merge.header.parents[1:] if rule else ():
            own = _reachable(commits, parent) - _reachable(commits, merge.header.parents[0])
            for id_ in own:
                assert rule
                expected[id_].add((rule.agent, merge.header.id))
    chance.shuffle(commits)
    found = {id_: set(marks) for id_, marks in brought(*commits).items()}
    for id_, marks in expected.items():
        assert found[id_] <= marks
        assert {agent for agent, _ in found[id_]} == {agent for agent, _ in marks}


@pytest.mark.parametrize("kept", [0, 1])
def test_no_commits_and_one(kept: int) -> None:
    assert len(changes(*[made("1")] * kept)) == kept
