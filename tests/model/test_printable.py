"""Text from outside, made safe to show."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.model.printable import printable


@given(st.text())
def test_nothing_that_moves_hides_or_reorders_is_left(text: str) -> None:
    left = {unicodedata.category(character) for character in printable(text)}
    assert not left & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_everything_else_is_left_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("one\ntwo\r", "one\\ntwo\\r"),
        ("\u202egpj.exe", "\\u202egpj.exe"),
        ("a\u200db", "a\\u200db"),
        ("\u2028", "\\u2028"),
        ("\ud800", "\\ud800"),
        ("日本 ß", "日本 ß"),
        ("", ""),
    ],
)
def test_what_is_escaped_can_be_recognised(text: str, shown: str) -> None:
    assert printable(text) == shown
