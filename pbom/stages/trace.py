"""Name to lineage: where a thing came from, what became of it, and where nobody says.

The index says where to look; what is drawn is what the statements say that were read again, so an
index that lies can hide something, and invents nothing. A link that is missing is a gap at its
place: a chain never looks whole because it is short.
"""

from collections.abc import Iterable

from pbom.model.lineage import Claim, Find, Graph
from pbom.model.mention import ROLES, Name
from pbom.stages.sketch import Item, Sketch
from pbom.stages.trace_back import Backward
from pbom.stages.trace_on import Forward


def trace(names: Iterable[Name], find: Find, banner: str, *, verified: bool) -> Graph:
    """The lineage of things, back to commits and on to deployments.

    Raises:
        StoreError: The evidence cannot be read.
    """
    start = tuple(dict.fromkeys(names))
    sketch = Sketch()
    for name in start:
        _entitle(name, find, sketch)
    items: tuple[Item, ...] = start
    sketch.walk(items, "before", Backward(find, sketch))
    sketch.walk(items, "after", Forward(find, sketch))
    title = ", ".join(name.value for name in start)
    return sketch.done(f"lineage of {title}", banner, start, verified=verified)


def _entitle(name: Name, find: Find, sketch: Sketch) -> None:
    """Call a file by the first path that anybody has for it."""
    labels = _labels(find(name, *ROLES), name) if name.kind == "digest" else ()
    sketch.put(name, min(labels, default=""))


def _labels(claims: Iterable[Claim], name: Name) -> set[str]:
    return {label for claim in claims for label in claim.labels(name, *ROLES)}
