"""Text from outside, made safe to show to people."""

import unicodedata

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
