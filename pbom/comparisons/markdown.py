"""``markdown``: a comment on a pull request, which has room for 60 kB at most."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.comparisons import Comparison
from pbom.model.difference import Delta, Difference, count_kinds
from pbom.model.difference_words import banner, detail, limit_lines, side_lines, title, total
from pbom.model.ink import Ink
from pbom.model.markup import in_markdown
from pbom.model.printable import brief

ROOM = 60_000
"""Bytes, line ends counted."""
_LAST = 2_000
"""What is kept of it for the line on what is left out."""
_WIDTH = 200
_MANY, _DETAILS = 8, 16
"""So many lines are shown of what is said first, and of one difference."""


class Markdown:
    """The banner and a list, as much of it as has room; the rest is counted."""

    id: ClassVar[str] = "markdown"

    def lines(self, delta: Delta, ink: Ink) -> Iterator[str]:
        """At most 60 kB, the heaviest differences first."""
        del ink
        used = 0
        for line in _head(delta):
            used += _size(line)
            yield line
        for number, item in enumerate(delta.differences):
            block = tuple(_difference(item))
            used += sum(map(_size, block))
            if used > ROOM - _LAST:
                rest = delta.differences[number:]
                yield ""
                yield f"**And {len(rest)} more that have no room here: {count_kinds(rest)}.**"
                return
            yield from block


def _head(delta: Delta) -> Iterator[str]:
    yield f"**{_safe(banner(delta))}**"
    yield ""
    yield from _some(tuple(f"* {_safe(line.strip())}" for line in side_lines(delta)))
    yield ""
    yield f"**{_safe(total(delta))}**"
    limits = tuple(f"* {_safe(line)}" for line in limit_lines(delta.limits))
    if limits:
        yield ""
        yield from _some(limits)
    yield ""


def _some(lines: tuple[str, ...]) -> Iterator[str]:
    yield from lines[:_MANY]
    if len(lines) > _MANY:
        yield f"* and {len(lines) - _MANY} more"


def _difference(item: Difference) -> Iterator[str]:
    yield f"* **{_safe(title(item))}**"
    details = tuple(detail(item))
    for word, told in details[:_DETAILS]:
        yield f"  * {_safe(word)}: {_safe(told)}"
    if len(details) > _DETAILS:
        yield f"  * and {len(details) - _DETAILS} more"


def _safe(text: str) -> str:
    return in_markdown(brief(text, _WIDTH))


def _size(line: str) -> int:
    return len(line.encode("utf-8")) + 1


plugin: type[Comparison] = Markdown
