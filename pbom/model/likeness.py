"""Likeness: names that somebody could take for each other, and versions that are older."""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations

SHORTEST = 4
"""Shorter names resemble too many."""
_FAR = 2
_NEAR_UP_TO = 6
"""Up to so many characters only one may differ."""
_NUMBERS = re.compile(r"\d{1,18}")
_RELEASE = re.compile(r"v?(\d{1,18}(?:\.\d{1,18}){0,7})")


def distance(one: str, other: str) -> int:
    """How many letters were left out, put in, replaced or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, theirs in enumerate(other, 1):
            best = min(
                last[column] + 1, current[column - 1] + 1, last[column - 1] + (letter != theirs)
            )
            swapped = row > 1 and column > 1 and letter == other[column - 2]
            if swapped and one[row - 2] == theirs:
                best = min(best, before[column - 2] + 1)
            current.append(best)
        before, last = last, current
    return last[-1]


class Likeness:
    """The names that were in use, and which of them a new one resembles."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._names = sorted(set(names))
        self._index: dict[tuple[str, str], list[str]] | None = None

    def of(self, ecosystem: str, name: str) -> Iterator[tuple[str, int]]:
        """Names of the same ecosystem that are one or two letters away, with the distance."""
        if len(name) < SHORTEST:
            return
        if self._index is None:  # only where there is a new name
            self._index = {}
            for kind, known in self._names:
                for shorter in _shortened(known):
                    self._index.setdefault((kind, shorter), []).append(known)
        found = {
            known
            for shorter in _shortened(name)
            for known in self._index.get((ecosystem, shorter), ())
        }
        for known in sorted(found - {name}):
            far = distance(name, known)
            if far <= (1 if min(len(name), len(known)) <= _NEAR_UP_TO else _FAR):
                yield known, far


def _shortened(name: str) -> set[str]:
    """The name without any two of its letters, any one, and none.

    Whatever two names are two letters apart have one of these in common.
    """
    if not SHORTEST <= len(name) <= 64:  # noqa: PLR2004 - nobody mistakes a longer one
        return set()
    found = {name}
    for count in (1, _FAR):
        for left_out in combinations(range(len(name)), count):
            found.add("".join(letter for at, letter in enumerate(name) if at not in left_out))
    return found


def is_older(version: str, other: str) -> bool:
    """Whether a version is older than another one, by their numbers; no where that is open."""
    mine, theirs = _RELEASE.match(version), _RELEASE.match(other)
    if not (mine and theirs):
        return False
    return _numbers(mine[1]) < _numbers(theirs[1])


def _numbers(release: str) -> tuple[int, ...]:
    numbers = [int(number) for number in _NUMBERS.findall(release)]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
