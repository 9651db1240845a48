"""Text from outside, made safe to show to people."""

import re
import unicodedata

_BLANKS = re.compile(r"[\s\u115f\u1160\u2800\u3164\uffa0]{12,}")
"""White space, and the letters that look like it."""
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


def in_a_log(text: str) -> str:
    r"""The text safe to show in one line, also of a log that a CI service reads.

    Long runs of blanks become one: with them a text could reach the next line of a terminal, and
    look there like a line of ours. ``##`` becomes ``#\\x23``: runners obey ``##[...]`` and
    ``##vso[...]`` anywhere in a line.
    """
    return _BLANKS.sub(" ", printable(text)).replace("##", "#\\x23")


def brief(text: str, limit: int = 120) -> str:
    """The text safe to show in one line of a terminal or log, and not longer than that."""
    shown = in_a_log(text)
    return shown if len(shown) <= limit else f"{shown[:limit]}... ({len(shown)} characters)"
