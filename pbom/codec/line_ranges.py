"""Ranges of lines in records that tools keep beside commits."""

import re
from collections.abc import Iterable, Iterator

from pbom.codec.strict_json import Json
from pbom.errors import FormatError, LimitError
from pbom.model.attribution import LineRange

MAX_LINE = 2**32 - 1
"""What the tools that write ranges count with; a larger number is none."""
MAX_RANGES = 50_000
"""In one record; the largest that was seen has 4,261."""
_LIST = re.compile(r"[0-9]{1,10}(?:-[0-9]{1,10})?(?:,[0-9]{1,10}(?:-[0-9]{1,10})?)*+")

Lines = tuple[int, int]
"""The first line and the last, as long as there are many of them to be sorted."""


def read_ranges(text: str, place: str) -> Iterator[Lines]:
    """The ranges of a list such as ``1,2,19-222``.

    Raises:
        FormatError: It is no such list, or a range is empty or not of lines.
    """
    if not _LIST.fullmatch(text):
        raise FormatError("expected lines such as 1,5-9", place=place)
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield read_lines(int(first), int(last or first), place)


def read_lines(first: Json, last: Json, place: str) -> Lines:
    """Lines from one number to another.

    Raises:
        FormatError: They are no lines.
    """
    if type(first) is not int or type(last) is not int:
        raise FormatError("expected numbers of lines", place=place)
    if not 1 <= first <= last <= MAX_LINE:
        raise FormatError("expected lines from 1 on, the first before the last", place=place)
    return first, last


def count_ranges(counted: int, place: str) -> None:
    """Nothing, as long as a record does not have too many ranges.

    Raises:
        LimitError: It has.
    """
    if counted > MAX_RANGES:
        raise LimitError(f"more than {MAX_RANGES:,} ranges of lines", place=place)


def ascending(lines: Iterable[Lines]) -> tuple[LineRange, ...]:
    """The ranges in their order, each once."""
    return tuple(LineRange(first, last) for first, last in sorted(set(lines)))


def in_ranges(numbers: Iterable[int]) -> tuple[LineRange, ...]:
    """Single lines as ranges, ascending."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return tuple(LineRange(first, last) for first, last in found)
