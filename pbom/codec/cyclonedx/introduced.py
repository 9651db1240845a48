"""What the commits of a range brought, as properties of the look at them."""

from collections import Counter
from collections.abc import Iterator

from pbom.codec.cyclonedx.tasks import named
from pbom.codec.manifest import MAX_INLINE
from pbom.codec.strict_json import Json
from pbom.model.change import Changes


def introduced(changes: Changes) -> Iterator[dict[str, Json]]:
    """Each package and component with its commit and the class of that; more than 1000 are counted.

    Every fact comes with what it is a fact of.
    """
    classes = {change.commit.id: change.kind for change in changes.changes}
    counts = Counter(classes.get(one.commit, "unknown") for one in changes.introductions)
    for kind, count in sorted(counts.items()):
        yield named("pbom:dep:introduced:count", f"{kind} {count}")
    for one in changes.introductions[:MAX_INLINE]:
        what = one.item.purl or f"{one.item.name}@{one.item.version}"
        told = f"{one.commit or '-'} {classes.get(one.commit, 'unknown')}"
        yield named("pbom:dep:introduced", f"{what} {one.news} {told}")
        for fact in one.facts:
            yield named("pbom:dep:fact", f"{what} {fact.id}: {fact.detail}")
