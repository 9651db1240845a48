"""``text``: for people at a terminal."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.comparisons import Comparison
from pbom.model.difference import Delta, Difference
from pbom.model.difference_words import banner, detail, limit_lines, side_lines, title, total
from pbom.model.ink import Ink
from pbom.model.printable import brief

_HEAVY = 60
_LIMIT = 400


class Text:
    """The banner, then each difference with its facts and reasons, then what was not compared."""

    id: ClassVar[str] = "text"

    def lines(self, delta: Delta, ink: Ink) -> Iterator[str]:
        """All differences, the heaviest first."""
        colour = ink.good if delta.verified else ink.bad
        yield f"{colour}{brief(banner(delta))}{ink.end}"
        for line in side_lines(delta):
            yield brief(line, _LIMIT)
        yield f"{ink.strong}{brief(total(delta))}{ink.end}"
        for item in delta.differences:
            yield from _difference(item, ink)
        for line in limit_lines(delta.limits):
            yield f"{ink.warn}{brief(line, _LIMIT)}{ink.end}"


def _difference(item: Difference, ink: Ink) -> Iterator[str]:
    colour = ink.bad if item.weight >= _HEAVY else ink.strong
    yield ""
    yield f"{item.weight:4}  {colour}{brief(title(item), _LIMIT)}{ink.end}"
    for word, told in detail(item):
        yield f"      {ink.faint}{brief(word, 40):11}{ink.end} {brief(told, _LIMIT)}"


plugin: type[Comparison] = Text
