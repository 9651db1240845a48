"""Messages of commits as text that others wrote: what of it to compare, and what only quotes.

A marker counts where it stands by itself: not in a quotation, not in a block of code, and not in
the copy of a message that a revert undoes.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pbom.model.commit import Commit

LINE_LIMIT = 4096
"""So many characters of a line are looked at."""

OPENING = r" {0,3}(?:[-*\u2022] {1,3})?"
"""What may stand before a key: a small indent and a bullet."""

ORNAMENT = r"""(?:(?:[^\w\s"'`>#|+=<\\/$@&%~:;.,-]|_){1,6} ?){0,3}"""
"""What may stand before a sentence: emoji, brackets and emphasis, but no quotation mark."""

_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]"
)
_DOTS = (("\u0130", "I"), ("\u0131", "i"))
"""Letters that a pattern without case takes for an ASCII letter, though NFKC keeps them."""
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_SQUASHED = "Squashed commit of the following:"
_REVERT = re.compile(r"revert(?:ed)? [\"'\u201c]", re.IGNORECASE)
_REVERTS = re.compile(r"This reverts commit [0-9a-f]{7,64}\b", re.IGNORECASE)
_TAIL = re.compile(
    r"\s*(?:$|[A-Za-z][A-Za-z-]+ ?: ?\S|[^\w\s]{1,3} ?Generated (?:with|by) )", re.IGNORECASE
)
_COPY = re.compile(
    r"original (?:commit|change|pull request|pr)(?:'s)? ?(?:message|description)?:?\s*$",
    re.IGNORECASE,
)


class Line(NamedTuple):
    """A line of a message.

    Attributes:
        raw: As it stands there.
        text: For comparing.
        sure: Whether it is where such a line belongs; an indented one could be an example.
    """

    raw: str
    text: str
    sure: bool = True


def plain(text: str) -> str:
    """Text for comparing: compatibility forms folded, invisible characters removed."""
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    for letter, same in _DOTS:
        if letter in text:
            text = text.replace(letter, same)
    return _HIDDEN.sub("", text)


def own_lines(commit: Commit) -> Iterator[Line]:
    """The lines under the subject that speak for the commit itself."""
    lines = _unquoted(commit)
    squashed = _SQUASHED in lines
    tail = 0 if squashed else _indented_tail(lines)
    for number, raw in enumerate(lines):
        text = plain(raw.removesuffix("\r"))[:LINE_LIMIT]
        if squashed or number >= tail:  # git indents the messages that it lists
            text = text.removeprefix("    ")
        yield Line(raw, text, squashed or number < tail or not raw.startswith("    "))


def _indented_tail(lines: Sequence[str]) -> int:
    """Where the trailers of a message begin whose text is indented, too; else its end.

    Some tools indent all but the first line; yet an indented line elsewhere is an example.
    """
    start = len(lines)
    while start and _TAIL.match(lines[start - 1]):
        start -= 1
    indented = any(line.startswith("    ") and line.strip() for line in lines[:start])
    return start if indented else len(lines)


def _unquoted(commit: Commit) -> tuple[str, ...]:
    """Lines outside blocks of code, and outside what a revert copies."""
    lines = _without_copies(commit)
    fences = [number for number, line in enumerate(lines) if _FENCE.match(line)]
    code = {
        number
        for start, end in zip(fences[::2], fences[1::2], strict=False)
        for number in range(start, end + 1)
    }
    return tuple(line for number, line in enumerate(lines) if number not in code)


def _without_copies(commit: Commit) -> tuple[str, ...]:
    """Git says first which commit it reverts; what stands above can only be the old message."""
    if not _REVERT.match(commit.header.subject):
        return commit.body
    said = (number for number, line in enumerate(commit.body) if _REVERTS.match(line))
    start = next(said, 0)
    after = commit.body[start:]
    end = next((number for number, line in enumerate(after) if _COPY.match(line)), len(after))
    return after[:end]
