"""A graph while it is being drawn: things by name, statements by bundle, each once."""

from collections.abc import Callable, Iterable, Iterator

from msgspec.structs import replace

from pbom.model.lineage import Break, Cause, Claim, CommitNote, Edge, Graph, Node, Side
from pbom.model.mention import Name

Item = Name | Claim
MAX_NODES = 2000
"""More than so many things are not followed, and that is said."""
MANY = 20
"""So many of one sort are shown at one place; the rest is counted."""
_FILES = 3
_SIDES: tuple[Side, ...] = ("before", "after")


class Sketch:
    """The nodes, edges and breaks that were found so far."""

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._edges: dict[Edge, None] = {}
        self._breaks: dict[Break, None] = {}

    def put(self, item: Item, title: str = "") -> str:
        """The node of a thing or a statement; made if it is not there."""
        made = _of_name(item, title) if isinstance(item, Name) else _of_claim(item)
        known = self._nodes.get(made.id)
        if known is None:
            self._nodes[made.id] = made
            if isinstance(item, Claim) and item.standing == "refused":
                self._refuse(made.id, item)
        elif title and known.title == _plain_title(item):
            self._nodes[made.id] = replace(known, title=made.title)
        return made.id

    def link(self, source: Item, target: Item, word: str) -> None:
        """Say what came of what."""
        self._edges[Edge(self.put(source), self.put(target), word)] = None

    def note(self, item: Item, *notes: str) -> None:
        """Say more of a thing."""
        node = self._nodes[self.put(item)]
        fresh = tuple(note for note in notes if note not in node.notes)
        self._nodes[node.id] = replace(node, notes=(*node.notes, *fresh))

    def lean(self, item: Item, on: Claim) -> None:
        """Say that a thing is known by a statement, and so is worth no more than that."""
        node = self._nodes[self.put(item)]
        if node.standing in {"", on.standing} or on.standing == "verified":
            self._nodes[node.id] = replace(node, standing=on.standing)

    def gap(self, item: Item, side: Side, cause: Cause, text: str) -> None:
        """Say that what came before or after is not known."""
        self._breaks[Break(node=self.put(item), side=side, cause=cause, text=text)] = None

    def doubt(self, claim: Claim, side: Side) -> None:
        """Say that a statement is not believed, where a policy was asked."""
        if claim.standing == "unverified":
            text = f"its signature does not count: {claim.objection}"
            self.gap(claim, side, "invalid", text)

    def walk(
        self, start: Iterable[Item], side: Side, step: Callable[[Item], Iterator[Item]]
    ) -> None:
        """Follow everything in one direction, each thing once."""
        queue = list(dict.fromkeys(start))
        seen = {self.put(item) for item in queue}
        for item in queue:
            if len(self._nodes) > MAX_NODES:
                self.gap(item, side, "limit", f"more than {MAX_NODES:,} things: not followed")
                return
            for found in step(item):
                node = self.put(found)
                if node not in seen:
                    seen.add(node)
                    queue.append(found)

    def done(self, title: str, banner: str, focus: Iterable[Item], *, verified: bool) -> Graph:
        """The graph."""
        # without a policy the banner says of all of them that their signatures do not count
        breaks = [item for item in self._breaks if verified or not _is_doubt(item)]
        return Graph(
            title=title,
            banner=banner,
            focus=tuple(dict.fromkeys(self.put(item) for item in focus)),
            nodes=tuple(self._nodes.values()),
            edges=tuple(self._edges),
            breaks=tuple(breaks),
            verified=verified,
        )

    def _refuse(self, node: str, claim: Claim) -> None:
        for side in _SIDES:
            broken = Break(node=node, side=side, cause="invalid", text=claim.objection)
            self._breaks[broken] = None


def about(note: CommitNote) -> tuple[str, ...]:
    """What a look says of a commit, a line each."""
    who = f" by {', '.join(note.agents)}" if note.agents else ""
    seen = f" by {', '.join(note.reviewers)}" if note.reviewers else ""
    return (
        f"{note.subject} ({note.author})",
        f"class {note.kind}{who}; review {note.review}{seen}",
    )


def some(names: Iterable[str]) -> str:
    """A few of many names, and how many more there are."""
    listed = list(names)
    more = f" and {len(listed) - _FILES:,} more" if len(listed) > _FILES else ""
    return f"{', '.join(listed[:_FILES])}{more}"


def key_of(name: Name) -> str:
    """The id of the node of a name."""
    return f"{name.kind}:{name.value}"


def _of_name(name: Name, title: str) -> Node:
    plain = _plain_title(name)
    kind = "artifact" if name.kind == "digest" else name.kind
    return Node(id=key_of(name), kind=kind, title=f"{title} {plain}" if title else plain)


def _plain_title(item: Item) -> str:
    if isinstance(item, Claim):
        return item.title
    if item.kind == "digest":
        algorithm, _, value = item.value.partition(":")
        return f"{algorithm}:{value[:12]}"
    return item.value[:12] if item.kind in {"commit", "key"} else item.value


def _of_claim(claim: Claim) -> Node:
    notes = [f"bundle {claim.bundle}"]
    if claim.ended:
        notes.insert(0, f"at {claim.ended:%Y-%m-%d %H:%M:%S} UTC")
    if claim.signer:
        notes.append(_signed(claim))
    return Node(
        id=str(claim.bundle),
        kind=claim.kind,
        title=claim.title,
        notes=tuple(notes),
        standing=claim.standing,
    )


def _signed(claim: Claim) -> str:
    if claim.standing == "verified":
        return f"signed by {claim.signer}"
    return f"UNVERIFIED: says that key {claim.signer} signed it"


def _is_doubt(item: Break) -> bool:
    return item.cause == "invalid" and item.text.startswith("its signature does not count")
