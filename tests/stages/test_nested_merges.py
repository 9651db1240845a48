"""Merges of agents' branches, and what they mark of the commits that they brought."""

from msgspec.structs import replace

from pbom.model.change import Change
from pbom.model.marker import Marker
from pbom.stages.classify import RAW_LIMIT, mark_merged_branches
from tests.signals.commits import written


def named(change: Change, number: int, *parents: int) -> Change:
    header = change.commit._replace(
        id=f"{number:040x}", parents=tuple(f"{parent:040x}" for parent in parents)
    )
    return replace(change, commit=header)


def merge(branch: str, number: int, *parents: int) -> Change:
    subject = f"Merge pull request #{number} from owner/{branch}"
    return named(written(subject, parents=("1" * 40, "3" * 40)), number, *parents)


def of_merges(change: Change) -> list[Marker]:
    return [marker for marker in change.markers if marker.where == "merged branch"]


def test_the_nearest_merge_of_each_agent_marks_what_merges_in_merges_brought() -> None:
    changes = mark_merged_branches(
        (
            merge("codex/outer", 9, 1, 8),
            merge("devin/1712345678-fix", 8, 1, 7),
            merge("codex/inner", 7, 1, 6),
            named(written("work"), 6, 1),
            named(written("root"), 1),
        )
    )
    told = {marker.agent: int(marker.place, 16) for marker in of_merges(changes[3])}
    assert told == {"codex": 7, "devin": 8}
    assert of_merges(changes[4]) == []


def test_many_merges_in_merges_do_not_multiply() -> None:
    count = 1500
    chain = [merge("codex/fix-it", number, 1, number - 1) for number in range(count, 2, -1)]
    work = (named(written("work"), 2, 1), named(written("root"), 1))
    changes = mark_merged_branches((*chain, *work))
    assert [len(of_merges(change)) for change in changes] == [0, *[1] * (count - 2), 0]


def test_a_long_subject_is_not_repeated_as_a_whole() -> None:
    subject = "codex/fix-it " + "x" * 100_000
    changes = mark_merged_branches(
        (merge(subject, 3, 1, 2), named(written("work"), 2, 1), named(written("root"), 1))
    )
    assert [len(marker.raw) for marker in of_merges(changes[1])] == [RAW_LIMIT]
