"""``json``: for programs; the members are described in ``spec/lineage.md``."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.strict_json import Json as JsonValue
from pbom.codec.strict_json import write_visible
from pbom.drawings import Drawing
from pbom.model.ink import Ink
from pbom.model.lineage import Graph, Node

TYPE = "urn:pbom:lineage:v1"


class Json:
    """One JSON object, in visible ASCII: it may well end up on a terminal."""

    id: ClassVar[str] = "json"

    def lines(self, graph: Graph, ink: Ink) -> Iterator[str]:
        """The object in one line."""
        del ink
        yield write_visible(
            {
                "type": TYPE,
                "title": _text(graph.title),
                "banner": _text(graph.banner),
                "verified": graph.verified,
                "focus": list(map(_text, graph.focus)),
                "nodes": [_node(node) for node in graph.nodes],
                "edges": [
                    {
                        "source": _text(edge.source),
                        "target": _text(edge.target),
                        "word": _text(edge.word),
                    }
                    for edge in graph.edges
                ],
                "gaps": [
                    {
                        "node": _text(item.node),
                        "side": item.side,
                        "cause": item.cause,
                        "text": _text(item.text),
                    }
                    for item in graph.breaks
                ],
            }
        )


def _node(node: Node) -> dict[str, JsonValue]:
    return {
        "id": _text(node.id),
        "kind": node.kind,
        "title": _text(node.title),
        "notes": list(map(_text, node.notes)),
        "standing": node.standing,
    }


def _text(text: str) -> str:
    """Text that can be written: the name of a file need not be Unicode."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


plugin: type[Drawing] = Json
