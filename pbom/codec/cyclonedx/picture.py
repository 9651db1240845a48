"""A document, ours or another tool's, as a graph: commits, steps, files and packages.

Nothing is believed and nothing is left out in silence: what has no room is counted.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pbom.codec.cyclonedx.reading_packages import nested
from pbom.codec.cyclonedx.reading_values import Properties, digests_of
from pbom.codec.fields import Fields
from pbom.codec.strict_json import read_json
from pbom.model.lineage import Break, Edge, Graph, Node, NodeKind

MAX_NODES = 300
"""More cannot be read in a picture."""
BANNER = "NOT VERIFIED: this is what a file claims"
_KINDS: dict[str, NodeKind] = {
    "file": "artifact",
    "data": "commit",
    "library": "package",
    "framework": "package",
    "container": "package",
}
_PREFIXES: dict[str, NodeKind] = {
    "artifact:": "artifact",
    "agent:": "agent",
    "model:": "agent",
    "package:": "package",
    "component:": "package",
}
_NOTES = 3


class _Link(NamedTuple):
    """What came of what, by reference."""

    source: str
    target: str
    word: str


def read_picture(document: bytes, title: str) -> Graph:
    """The graph of a document.

    Raises:
        FormatError: It is no CycloneDX JSON, or what we read of it is something else than it is.
    """
    root = Fields(read_json(document))
    if root.text("bomFormat", "") != "CycloneDX":
        raise root.error("bomFormat", "expected CycloneDX as JSON")
    nodes: dict[str, Node] = {}
    names: dict[str, str] = {}
    focus = [_put(table, nodes, names) for table in _artifacts(root)]
    links = list(_formulation(root, nodes, names))
    for table in nested(root.tables("components")):
        _put(table, nodes, names)
    links += _dependencies(root)
    return _drawn(nodes, list(_edges(links, names)), focus, title)


def _artifacts(root: Fields) -> Iterator[Fields]:
    metadata = root.table_or_none("metadata")
    component = metadata.table_or_none("component") if metadata else None
    if component:
        yield component
    for table in root.tables("components"):
        if table.text("bom-ref", "").startswith("artifact:"):
            yield table


def _put(table: Fields, nodes: dict[str, Node], names: dict[str, str]) -> str:
    """The node of a component; files of one content are one."""
    ref = table.text("bom-ref", "")
    kind = _kind(table, ref)
    digests = tuple(digests_of(table))
    node = digests[0] if kind == "artifact" and digests else (ref or table.text("name"))
    if ref:
        names[ref] = node
    if node not in nodes:
        nodes[node] = Node(id=node, kind=kind, title=_title(table), notes=digests[:_NOTES])
    return node


def _kind(table: Fields, ref: str) -> NodeKind:
    for prefix, kind in _PREFIXES.items():
        if ref.startswith(prefix):
            return kind
    return _KINDS.get(table.text("type", ""), "other")


def _title(table: Fields) -> str:
    purl = table.text("purl", "")
    if purl:
        return purl
    version = table.text("version", "")
    short = version[:12] if table.text("type", "") == "data" else version
    return " ".join(filter(None, (table.text("group", ""), table.text("name"), short)))


def _formulation(root: Fields, nodes: dict[str, Node], names: dict[str, str]) -> Iterator[_Link]:
    for formula in root.tables("formulation"):
        for table in formula.tables("components"):
            _put(table, nodes, names)
        for workflow in formula.tables("workflows"):
            for task in workflow.tables("tasks"):
                yield from _task(task, workflow.text("name", ""), nodes, names)


def _task(
    task: Fields, workflow: str, nodes: dict[str, Node], names: dict[str, str]
) -> Iterator[_Link]:
    ref = task.text("bom-ref")
    if workflow == "commits" and ref.startswith("task:"):
        return  # the look itself; what it saw are the other tasks
    by_agent = ref.startswith("change:")
    names[ref] = ref
    nodes[ref] = Node(
        id=ref,
        kind="commit" if by_agent else "step",
        title=f"{task.text('uid', '')[:12]} {task.text('name', '')}" if by_agent
        else f"step {task.text('name', '')}",
        notes=tuple(_told(task)),
    )  # fmt: skip
    for item in task.tables("inputs"):
        yield from _reference(item.table_or_none("resource"), ref, "used by", to=True)
    for item in task.tables("outputs"):
        word = "is behind" if by_agent else "made"
        yield from _reference(item.table_or_none("resource"), ref, word, to=False)
    for item in task.tables("resourceReferences"):
        yield from _reference(item, ref, "took part in", to=True)


def _told(task: Fields) -> Iterator[str]:
    for step in task.tables("steps")[:1]:
        for command in step.tables("commands")[:1]:
            yield command.text("executed", "")
    end = task.text("timeEnd", task.text("timeStart", ""))
    if end:
        yield end
    yield from (f"class {kind}" for kind in Properties(task).all("pbom:ai:class")[:1])


def _reference(item: Fields | None, task: str, word: str, *, to: bool) -> Iterator[_Link]:
    ref = item.text("ref", "") if item else ""
    if ref:
        yield _Link(ref, task, word) if to else _Link(task, ref, word)


def _dependencies(root: Fields) -> Iterator[_Link]:
    for table in root.tables("dependencies"):
        for ref in table.texts("dependsOn"):
            yield _Link(ref, table.text("ref"), "is needed by")


def _edges(links: Iterable[_Link], names: dict[str, str]) -> Iterator[Edge]:
    """The edges between what is there; a reference that leads nowhere is none."""
    for link in links:
        source, target = names.get(link.source), names.get(link.target)
        if source and target and source != target:
            yield Edge(source, target, link.word)


def _drawn(nodes: dict[str, Node], edges: list[Edge], focus: list[str], title: str) -> Graph:
    """As much of it as can be read, the nearest to the artifacts first; the rest is counted."""
    beside: dict[str, list[str]] = {}
    for edge in edges:
        beside.setdefault(edge.source, []).append(edge.target)
        beside.setdefault(edge.target, []).append(edge.source)
    start = dict.fromkeys(focus or list(nodes)[:1])
    for name in (queue := list(start)):
        if len(start) >= MAX_NODES:
            break
        fresh = [other for other in beside.get(name, ()) if other not in start]
        fresh = list(dict.fromkeys(fresh))[: MAX_NODES - len(start)]
        start.update(dict.fromkeys(fresh))
        queue += fresh
    for name in nodes:
        if len(start) >= MAX_NODES:
            break
        start.setdefault(name)
    left = len(nodes) - len(start)
    text = f"{left:,} more things of the document have no room in a picture"
    breaks = [Break(node=name, side="before", cause="limit", text=text) for name in [*start][:1]]
    return Graph(
        title=title,
        banner=BANNER,
        focus=tuple(dict.fromkeys(focus)),
        nodes=tuple(nodes[name] for name in start),
        edges=tuple(
            dict.fromkeys(edge for edge in edges if edge.source in start and edge.target in start)
        ),
        breaks=tuple(breaks if left else ()),
    )
