"""Attributions: lines that are counted once, and names that stay inside a tree."""

import pytest

from pbom.model.artifact import encode_name
from pbom.model.attribution import LineRange, joined, leads_out


def test_lines_that_are_named_twice_are_there_once() -> None:
    ranges = [LineRange(8, 9), LineRange(1, 3), LineRange(2, 5), LineRange(6, 6), LineRange(2, 2)]
    assert joined(ranges) == (LineRange(1, 6), LineRange(8, 9))
    assert joined([]) == ()


@pytest.mark.parametrize(
    "path", [b"a.py", b"a/b.py", b"..a", b"a..", b".a/b", b"a\nb", b'"a"', b"\xff"]
)
def test_a_name_that_stays_inside(path: bytes) -> None:
    assert not leads_out(encode_name(path))


@pytest.mark.parametrize(
    "path",
    [b"/etc/passwd", b"..", b"../a", b"a/../b", b"a/..", b"./a", b"a//b", b"a/", b"a\0b", b"."],
)
def test_a_name_that_leads_out(path: bytes) -> None:
    assert leads_out(encode_name(path))
