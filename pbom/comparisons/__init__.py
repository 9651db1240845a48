"""Comparisons: the differences between two documents, for a reader.

The law of the family: a comparison is a pure function of the differences. It says first whether the
two sides were verified, prints every reason of a difference, names what could not be compared,
counts what it leaves out, and nothing in a document (names, subjects, values) can forge a line, a
colour or markup in it. A file ends in ``plugin: type[Comparison] = TheComparison``.
"""

from collections.abc import Iterator
from typing import ClassVar, Protocol

from pbom.model.difference import Delta
from pbom.model.ink import Ink


class Comparison(Protocol):
    """A way to show differences.

    Attributes:
        id: The name that ``--format`` takes.
    """

    id: ClassVar[str]

    def lines(self, delta: Delta, ink: Ink) -> Iterator[str]:
        """The lines of the comparison, without line ends."""
        ...
