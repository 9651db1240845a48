"""Commits to changes: every signal is read, and every marker is kept."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from pbom.codec.spoken import read_spoken
from pbom.model.change import Change
from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.rule_pack import RulePack
from pbom.signals import Signal

_FORGET = 256
"""After so many commits, merges with nothing left to bring are forgotten."""
RAW_LIMIT = 200
"""So many characters of a merge's subject are repeated with each commit that it brought."""


def classify_commits(
    commits: Iterable[Commit], signals: Iterable[Signal], pack: RulePack
) -> Iterator[Change]:
    """Each commit with its markers and the persons it names, in the order of the commits."""
    for commit, markers in _read(commits, tuple(signals), pack):
        yield Change(commit=commit.header, markers=markers, spoken=read_spoken(commit))


def sift_commits(
    commits: Iterable[Commit], signals: Iterable[Signal], pack: RulePack
) -> Iterator[Change]:
    """The same for a whole history: persons are read only where something speaks of an agent."""
    for commit, markers in _read(commits, tuple(signals), pack):
        spoken = read_spoken(commit) if markers else ()
        yield Change(commit=commit.header, markers=markers, spoken=spoken)


def _read(
    commits: Iterable[Commit], signals: tuple[Signal, ...], pack: RulePack
) -> Iterator[tuple[Commit, tuple[Marker, ...]]]:
    for commit, may_speak in pack.sift(commits):
        markers: tuple[Marker, ...] = ()
        if may_speak:
            found = (marker for signal in signals for marker in signal.read(commit, pack))
            markers = tuple(dict.fromkeys(found))
        yield commit, markers


def mark_merged_branches(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The same changes, where those that the merge of an agent's branch brought have its marker.

    A merge brought what can be reached from another parent than its first, and not from that.
    Where merges lie in merges, the nearest one of each rule speaks: there may be thousands.
    """
    merges = [change for change in changes if _merge_marker(change)]
    if not merges:
        return tuple(changes)
    rules = _bits_of_rules(merges)
    brought: dict[str, tuple[Marker, ...]] = {}
    bits = {change.commit.id: 1 << number for number, change in enumerate(merges)}
    side: dict[str, int] = {}
    main: dict[str, int] = {}
    for count, change in enumerate(_children_first(changes)):
        header, bit = change.commit, bits.get(change.commit.id, 0)
        of_side, of_main = side.pop(header.id, 0), main.pop(header.id, 0)
        only = of_side & ~of_main
        if only:
            brought[header.id] = tuple(_marks(only, merges, rules))
        for number, parent in enumerate(header.parents):
            side[parent] = side.get(parent, 0) | of_side | (bit if number else 0)
            main[parent] = main.get(parent, 0) | of_main | (0 if number else bit)
        if count % _FORGET == 0:
            _forget(side, main)
    return tuple(
        replace(change, markers=(*change.markers, *brought[change.commit.id]))
        if change.commit.id in brought
        else change
        for change in changes
    )


def _merge_marker(change: Change) -> Marker | None:
    return next((marker for marker in change.markers if marker.where == "merge subject"), None)


def _bits_of_rules(merges: Sequence[Change]) -> tuple[int, ...]:
    """For each rule that knows a merged branch, the bits of its merges."""
    found: dict[str, int] = {}
    for number, merge in enumerate(merges):
        marker = _merge_marker(merge)
        if marker:
            found[marker.rule] = found.get(marker.rule, 0) | 1 << number
    return tuple(found.values())


def _marks(bits: int, merges: Sequence[Change], rules: Iterable[int]) -> Iterator[Marker]:
    for number in sorted((bits & rule).bit_length() - 1 for rule in rules if bits & rule):
        merge = merges[number]
        marker = _merge_marker(merge)
        if marker:
            raw = marker.raw[:RAW_LIMIT]
            yield replace(marker, raw=raw, where="merged branch", place=merge.commit.id)


def _forget(side: dict[str, int], main: dict[str, int]) -> None:
    """Drop what no commit to come can be brought by."""
    live = 0
    for id_, bits in side.items():
        live |= bits & ~main.get(id_, 0)
    for bits_of in (side, main):
        for id_ in bits_of:
            bits_of[id_] &= live


def _children_first(changes: Sequence[Change]) -> Sequence[Change]:
    """The changes in an order in which no parent stands before its child; clocks may be wrong."""
    place = {change.commit.id: number for number, change in enumerate(changes)}
    children = [0] * len(changes)
    sorted_ = True
    for number, change in enumerate(changes):
        for parent in change.commit.parents:
            at = place.get(parent)
            if at is not None:
                children[at] += 1
                sorted_ = sorted_ and at > number
    return changes if sorted_ else tuple(_untangled(changes, place, children))


def _untangled(
    changes: Sequence[Change], place: dict[str, int], children: list[int]
) -> Iterator[Change]:
    ready = [number for number, count in enumerate(children) if not count]
    while ready:
        change = changes[ready.pop()]
        yield change
        for parent in change.commit.parents:
            at = place.get(parent)
            if at is not None:
                children[at] -= 1
                if not children[at]:
                    ready.append(at)
