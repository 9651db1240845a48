"""Ranges of lines, as tools write them."""

import pytest

from pbom.codec.line_ranges import ascending, in_ranges, read_lines, read_ranges
from pbom.errors import FormatError
from pbom.model.attribution import LineRange


def test_a_list_of_lines_and_ranges() -> None:
    assert list(read_ranges("1,2,19-222,300", "$")) == [(1, 1), (2, 2), (19, 222), (300, 300)]


@pytest.mark.parametrize(
    "text",
    [
        *("", ",", "1,", "-1", "1-", "0", "0-3", "3-1", "1-2-3", "1 ,2", "a", "1.5"),
        *("99999999999", "4294967296"),
    ],
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        list(read_ranges(text, "$"))


@pytest.mark.parametrize("number", [True, False, 1.0, "1", None, [], 0, -1, 2**32])
def test_what_is_no_line_is_refused(number: object) -> None:
    with pytest.raises(FormatError):
        read_lines(number, number, "$")  # type: ignore[arg-type]


def test_ranges_are_put_in_order_and_each_is_there_once() -> None:
    assert ascending([(5, 9), (1, 2), (5, 9)]) == (LineRange(1, 2), LineRange(5, 9))


def test_lines_next_to_each_other_are_a_range() -> None:
    assert in_ranges([7, 1, 2, 3, 2, 9]) == (LineRange(1, 3), LineRange(7, 7), LineRange(9, 9))
    assert in_ranges([]) == ()
