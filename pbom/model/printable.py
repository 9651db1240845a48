"""Text from outside, made safe to show to people."""

import re
import unicodedata

_BLANKS = re.compile(r"\s{12,}")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def printable(text: str) -> str:
    r"""The text with every character escaped that could move the cursor, hide or reorder text.

    Control and format characters (escape sequences, line breaks, bidirectional overrides,
    zero-width joiners), surrogates and unassigned code points become ``\\x1b`` or ``\\u202e``.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode("ascii")
        if unicodedata.category(character) in _HIDDEN
        else character
        for character in text
    )


def brief(text: str, limit: int = 120) -> str:
    """The text safe to show in one line of a terminal, and not longer than that.

    Long runs of blanks become one: with them a text could reach the next line of a terminal, and
    look there like a line of ours.
    """
    shown = _BLANKS.sub(" ", printable(text))
    return shown if len(shown) <= limit else f"{shown[:limit]}... ({len(shown)} characters)"
