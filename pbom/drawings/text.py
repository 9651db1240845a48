"""``text``: for people at a terminal; what came before, what came after, each as a tree."""

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

from pbom.drawings import Drawing
from pbom.model.ink import Ink
from pbom.model.lineage import Break, Edge, Graph, Node, Side
from pbom.model.printable import brief

_WIDTH = 300
_OWN = ("at ", "bundle ")
"""What the notes of two statements always differ in."""
_WORDS = {
    "missing": "GAP",
    "invalid": "NOT BELIEVED",
    "limit": "NOT FOLLOWED",
    "open": "ends here",
}
_SIDES: tuple[tuple[Side, str], ...] = (("before", "came from"), ("after", "became"))


class Text:
    """The banner, what was asked about, and both trees; what was shown above is named again."""

    id: ClassVar[str] = "text"

    def lines(self, graph: Graph, ink: Ink) -> Iterator[str]:
        """All of it."""
        colour = ink.good if graph.verified else ink.bad
        yield f"{colour}{brief(graph.banner, _WIDTH)}{ink.end}"
        trees = {side: _Tree(graph, side, ink) for side, _ in _SIDES}
        nodes = {node.id: node for node in graph.nodes}
        for name in graph.focus:
            yield ""
            yield from _named(nodes[name], "", ink)
            for side, word in _SIDES:
                yield f"  {ink.strong}{word}{ink.end}"
                found = tuple(trees[side].below(name, 2))
                yield from found or (f"    {ink.faint}nothing is recorded{ink.end}",)
        yield ""
        yield _total(graph, ink)


class _Tree:
    """One direction of a graph, told from a node on."""

    def __init__(self, graph: Graph, side: Side, ink: Ink) -> None:
        self._ink = ink
        self._nodes = {node.id: node for node in graph.nodes}
        self._edges: dict[str, list[tuple[str, Edge]]] = defaultdict(list)
        self._breaks: dict[str, list[Break]] = defaultdict(list)
        self._told: set[str] = set()
        for edge in graph.edges:
            here, there = edge.target, edge.source
            if side == "after":
                here, there = there, here
            self._edges[here].append((there, edge))
        for item in graph.breaks:
            if item.side == side:
                self._breaks[item.node].append(item)

    def below(self, name: str, depth: int) -> Iterator[str]:
        """What hangs on a node; without recursion, for a chain may be long."""
        stack: list[tuple[str, int, str, int]] = [(name, depth - 1, "", 0)]
        while stack:
            here, at, word, more = stack.pop()
            pad = "  " * at
            if word:
                again = here in self._told
                yield from _named(self._nodes[here], pad, self._ink, word, again=again)
                if more:
                    yield f"{pad}    {self._ink.faint}and {more} more like it{self._ink.end}"
                if again:
                    continue
            self._told.add(here)
            for item in self._breaks[here]:
                yield _broken(item, f"{pad}  ", self._ink)
            for there, word, more in reversed(self._alike(here)):
                stack.append((there, at + 1, word, more))

    def _alike(self, here: str) -> list[tuple[str, str, int]]:
        """What hangs right below, each with the word for it and how many more are like it.

        Alike are ends that differ in nothing but their time and their bundle; the newest is told.
        """
        found: dict[tuple[str, ...], list[str]] = {}
        for there, edge in self._edges[here]:
            node = self._nodes[there]
            ends = not self._edges[there] and not self._breaks[there]
            notes = (note for note in node.notes if not note.startswith(_OWN))
            alike = (node.kind, node.title, node.standing, *notes) if ends else (there,)
            found.setdefault((edge.word, *alike), []).append(there)
        return [
            (max(names, key=lambda name: self._nodes[name].notes), word, len(names) - 1)
            for (word, *_), names in found.items()
        ]


def _named(node: Node, pad: str, ink: Ink, word: str = "", *, again: bool = False) -> Iterator[str]:
    mark = f"  {ink.bad}{node.standing.upper()}{ink.end}" if node.standing in _MARKED else ""
    start = f"{ink.faint}{brief(word)}:{ink.end} " if word else ""
    kind = "" if node.title.startswith(node.kind) else f"{node.kind} "
    more = "  (see above)" if again else ""
    yield f"{pad}{start}{ink.strong}{kind}{brief(node.title, _WIDTH)}{ink.end}{mark}{more}"
    if not again:
        for note in node.notes:
            yield f"{pad}    {ink.faint}{brief(note, _WIDTH)}{ink.end}"


def _broken(item: Break, pad: str, ink: Ink) -> str:
    colour = ink.faint if item.cause == "open" else ink.bad
    return f"{pad}{colour}{_WORDS[item.cause]}: {brief(item.text, _WIDTH)}{ink.end}"


def _total(graph: Graph, ink: Ink) -> str:
    broken = [item for item in graph.breaks if item.cause != "open"]
    if not broken:
        return f"{ink.good}no gaps{ink.end}"
    return f"{ink.bad}{len(broken)} gap{'s' if len(broken) > 1 else ''}{ink.end}"


_MARKED = frozenset({"unverified", "refused"})
plugin: type[Drawing] = Text
