"""``dot``: for Graphviz and what reads its language."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.drawings import Drawing
from pbom.model.ink import Ink
from pbom.model.lineage import Graph, Node
from pbom.model.printable import brief

_WIDTH = 120
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "&": "&amp;", "<": "&lt;", ">": "&gt;"})
_COLOURS = {"verified": "#e8f5e8", "unverified": "#fbe4e4", "refused": "#fbe4e4", "": "#e9ecf8"}


class Dot:
    """A directed graph; all text is in quotes, and none of it is HTML or a link."""

    id: ClassVar[str] = "dot"

    def lines(self, graph: Graph, ink: Ink) -> Iterator[str]:
        """The graph."""
        del ink
        numbers = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
        yield "digraph lineage {"
        yield f"  rankdir=LR; labelloc=t; label={_quoted(graph.banner)};"
        yield '  node [shape=box, style="filled,rounded", fontname="sans-serif", fontsize=10];'
        yield '  edge [fontname="sans-serif", fontsize=8];'
        for node in graph.nodes:
            bold = ", penwidth=2.5" if node.id in graph.focus else ""
            colour = _COLOURS[node.standing]
            label = _quoted(_label(node))
            yield f'  {numbers[node.id]} [label={label}, fillcolor="{colour}"{bold}];'
        for edge in graph.edges:
            ends = f"{numbers[edge.source]} -> {numbers[edge.target]}"
            yield f"  {ends} [label={_quoted(edge.word)}];"
        for number, item in enumerate(graph.breaks):
            text = _quoted(f"{item.cause}: {item.text}")
            yield f'  g{number} [label={text}, style=dashed, color="#aa3333", fontcolor="#aa3333"];'
            ends = f"{numbers[item.node]} -> g{number}"
            if item.side == "before":
                ends = f"g{number} -> {numbers[item.node]}"
            yield f'  {ends} [style=dashed, color="#aa3333"];'
        yield "}"


def _label(node: Node) -> str:
    mark = f" ({node.standing.upper()})" if node.standing in {"unverified", "refused"} else ""
    return f"{node.kind}: {node.title}{mark}"


def _quoted(text: str) -> str:
    return f'"{brief(text, _WIDTH).translate(_ESCAPED)}"'


plugin: type[Drawing] = Dot
