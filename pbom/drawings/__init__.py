"""Drawings: a graph, for a reader.

The law of the family: a drawing is a pure function of the graph. It says first what it rests on,
shows every break at its place, marks whatever is not verified, and nothing in a graph (names of
files, subjects of commits, reasons of approvals) can leave its place: it forges no line, no node,
no link, no markup and no colour. A file ends in ``plugin: type[Drawing] = TheDrawing``.
"""

from collections.abc import Iterator
from typing import ClassVar, Protocol

from pbom.model.ink import Ink
from pbom.model.lineage import Graph


class Drawing(Protocol):
    """A way to show a graph.

    Attributes:
        id: The name that ``--format`` takes.
    """

    id: ClassVar[str]

    def lines(self, graph: Graph, ink: Ink) -> Iterator[str]:
        """The lines of the drawing, without line ends."""
        ...
