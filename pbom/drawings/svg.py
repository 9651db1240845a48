"""``svg``: a picture for a browser, drawn without another program.

Things stand in columns, each to the right of all that it came of. There is no script, no style from
elsewhere and no link in it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import ClassVar

from pbom.drawings import Drawing
from pbom.model.ink import Ink
from pbom.model.lineage import Edge, Graph, Node
from pbom.model.printable import brief

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_BOX, _GAP, _LINE, _PAD, _TOP = 260, 90, 14, 8, 40
_LETTERS = 42
_SWEEPS = 4
_COLOURS = {"verified": "#e8f5e8", "unverified": "#fbe4e4", "refused": "#fbe4e4", "": "#e9ecf8"}
_STYLE = (
    "text{font:11px sans-serif}.k{fill:#555;font-size:9px}.b{fill:#a33}.w{fill:#666;font-size:9px}"
    "path{fill:none;stroke:#888}"
)


class Svg:
    """One picture, as high and as wide as it needs to be."""

    id: ClassVar[str] = "svg"

    def lines(self, graph: Graph, ink: Ink) -> Iterator[str]:
        """The picture."""
        del ink
        columns = _columns(graph)
        breaks: dict[str, list[str]] = defaultdict(list)
        for item in graph.breaks:
            breaks[item.node].append(f"{item.side}: {item.cause}: {item.text}")
        texts = {node.id: _texts(node, breaks[node.id]) for node in graph.nodes}
        places = _places(columns, texts)
        width = len(columns) * (_BOX + _GAP) + _PAD
        height = max((y + _height(texts[key]) for key, (_, y) in places.items()), default=0)
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height + _TOP}" '
            f'role="img"><title>{_safe(graph.title, 200)}</title><style>{_STYLE}</style>'
        )
        yield (
            '<defs><marker id="a" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" '
            'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" style="fill:#888"/></marker>'
            "</defs>"
        )
        colour = "#375" if graph.verified else "#a33"
        yield f'<text x="{_PAD}" y="20" fill="{colour}">{_safe(graph.banner, 200)}</text>'
        for edge in graph.edges:
            yield _arrow(edge, places, texts)
        for node in graph.nodes:
            yield from _box(node, places[node.id], texts[node.id], asked=node.id in graph.focus)
        yield "</svg>"


def _texts(node: Node, breaks: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The lines of a box, each with its class."""
    mark = f" {node.standing.upper()}" if node.standing in {"unverified", "refused"} else ""
    return (
        ("b" if mark else "k", f"{node.kind}{mark}"),
        ("t", node.title),
        *(("k", note) for note in node.notes[:2]),
        *(("b", text) for text in breaks),
    )


def _height(texts: Sequence[tuple[str, str]]) -> int:
    return len(texts) * _LINE + _PAD


def _columns(graph: Graph) -> list[list[str]]:
    """The nodes in columns: each as far to the right as the longest way to it."""
    after: dict[str, list[str]] = defaultdict(list)
    for edge in _forward(graph):
        after[edge.source].append(edge.target)
    waiting: dict[str, int] = defaultdict(int)
    for targets in after.values():
        for target in targets:
            waiting[target] += 1
    level = {node.id: 0 for node in graph.nodes}
    ready = [node.id for node in graph.nodes if not waiting[node.id]]
    for name in ready:
        for target in after[name]:
            level[target] = max(level[target], level[name] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    columns: list[list[str]] = [[] for _ in range(max(level.values(), default=0) + 1)]
    for name, number in level.items():
        columns[number].append(name)
    return _untangled(columns, graph)


def _forward(graph: Graph) -> list[Edge]:
    """The edges without those that lead back to where one came from: a step may find what it made.

    A node is done when all that hangs on it is; an edge to one that is not done leads back.
    """
    after: dict[str, list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        after[edge.source].append(edge)
    kept: list[Edge] = []
    begun: set[str] = set()
    done: set[str] = set()
    for node in graph.nodes:
        stack = [node.id]
        while stack:
            name = stack.pop()
            if name in done:
                continue
            if name in begun:
                done.add(name)
                continue
            begun.add(name)
            stack.append(name)
            for edge in after[name]:
                if edge.target in begun and edge.target not in done:
                    continue
                kept.append(edge)
                stack.append(edge.target)
    return kept


def _untangled(columns: list[list[str]], graph: Graph) -> list[list[str]]:
    """The columns with each node near the middle of those that lead to it."""
    before: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        before[edge.target].append(edge.source)
        before[edge.source].append(edge.target)
    for _ in range(_SWEEPS):
        row = {name: number for column in columns for number, name in enumerate(column)}
        for column in columns:
            column.sort(key=lambda name: _middle([row[other] for other in before[name]], row[name]))
    return columns


def _middle(rows: Sequence[int], own: int) -> float:
    return sum(rows) / len(rows) if rows else float(own)


def _places(
    columns: Sequence[Sequence[str]], texts: "dict[str, tuple[tuple[str, str], ...]]"
) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    for number, column in enumerate(columns):
        y = _TOP
        for name in column:
            places[name] = (_PAD + number * (_BOX + _GAP), y)
            y += _height(texts[name]) + 2 * _PAD
    return places


def _arrow(
    edge: Edge,
    places: "dict[str, tuple[int, int]]",
    texts: "dict[str, tuple[tuple[str, str], ...]]",
) -> str:
    x, y = places[edge.source]
    to_x, to_y = places[edge.target]
    x, y = x + _BOX, y + _height(texts[edge.source]) // 2
    to_y += _height(texts[edge.target]) // 2
    bend = max(abs(to_x - x) // 2, _GAP // 2)
    word = f'<text class="w" x="{(x + to_x) // 2 - 24}" y="{(y + to_y) // 2 - 3}">'
    return (
        f'<path d="M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}" '
        f'marker-end="url(#a)"/>{word}{_safe(edge.word, 30)}</text>'
    )


def _box(
    node: Node, place: tuple[int, int], texts: Sequence[tuple[str, str]], *, asked: bool
) -> Iterator[str]:
    x, y = place
    width = 3 if asked else 1
    yield (
        f'<g><title>{_safe(node.id, 200)}</title><rect x="{x}" y="{y}" width="{_BOX}" '
        f'height="{_height(texts)}" rx="5" fill="{_COLOURS[node.standing]}" stroke="#557" '
        f'stroke-width="{width}"/>'
    )
    for number, (kind, text) in enumerate(texts, 1):
        at = y + number * _LINE
        yield f'<text class="{kind}" x="{x + _PAD}" y="{at}">{_safe(text, _LETTERS)}</text>'
    yield "</g>"


def _safe(text: str, limit: int) -> str:
    shown = brief(text, 10 * limit)
    cut = shown if len(shown) <= limit else f"{shown[: limit - 1]}…"
    return cut.translate(_ESCAPED)


plugin: type[Drawing] = Svg
