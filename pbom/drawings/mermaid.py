"""``mermaid``: for READMEs, wikis and pull requests, where forges draw it."""

import re
from collections.abc import Iterator
from typing import ClassVar

from pbom.drawings import Drawing
from pbom.model.ink import Ink
from pbom.model.lineage import Graph, Node
from pbom.model.printable import brief

_PLAIN = re.compile(r"[^A-Za-z0-9 ./_+-]")
_WIDTH = 80
_CLASSES = (
    "classDef thing fill:#eef,stroke:#557",
    "classDef statement fill:#efe,stroke:#575",
    "classDef doubted fill:#fee,stroke:#a33",
    "classDef gap fill:#fff,stroke:#a33,color:#a33,stroke-dasharray: 4",
    "classDef asked stroke-width:3px",
)


class Mermaid:
    """A flow chart from left to right; every character that could be markup is a number."""

    id: ClassVar[str] = "mermaid"

    def lines(self, graph: Graph, ink: Ink) -> Iterator[str]:
        """The chart."""
        del ink
        numbers = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
        yield "flowchart LR"
        yield f'  banner["{_safe(graph.banner)}"]'
        for node in graph.nodes:
            yield f'  {numbers[node.id]}["{_safe(_label(node))}"]:::{_class(node)}'
        for edge in graph.edges:
            yield f'  {numbers[edge.source]} -->|"{_safe(edge.word)}"| {numbers[edge.target]}'
        for number, item in enumerate(graph.breaks):
            gap = f'g{number}["{_safe(f"{item.cause}: {item.text}")}"]:::gap'
            if item.side == "before":
                yield f"  {gap} -.-> {numbers[item.node]}"
            else:
                yield f"  {numbers[item.node]} -.-> {gap}"
        if graph.focus:
            yield f"  class {','.join(numbers[name] for name in graph.focus)} asked"
        yield from (f"  {line}" for line in _CLASSES)


def _label(node: Node) -> str:
    mark = f" ({node.standing.upper()})" if node.standing in {"unverified", "refused"} else ""
    return f"{node.kind}: {node.title}{mark}"


def _class(node: Node) -> str:
    if node.standing in {"unverified", "refused"}:
        return "doubted"
    return "statement" if node.standing else "thing"


def _safe(text: str) -> str:
    """Text in which nothing is markup, a quotation mark, or an entity of somebody else's."""
    return _PLAIN.sub(lambda found: f"#{ord(found[0])};", brief(text, _WIDTH))


plugin: type[Drawing] = Mermaid
