"""Lineages of simulated pipelines: what was judged and deployed, and what can be told of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.bundle import bundle_digest
from pbom.model.artifact import Artifact
from pbom.model.deployment import DeploymentStatement
from pbom.model.digest import Digest
from pbom.model.lineage import Graph
from pbom.model.mention import Name
from pbom.model.sealed import Sealed
from pbom.model.statement import VerdictStatement, subjects_of
from pbom.pipeline.lineage import Finder
from pbom.stages.attest import attest
from pbom.stages.trace import trace
from pbom.stores.heap import Heap
from tests.signatures import hand
from tests.simulator import SHIPPED, World, watched
from tests.takes import NOON, Memory

BANNER = "signatures are checked by a policy"


def name_of(artifact: Artifact) -> Name:
    """The name of a file."""
    return Name.of(artifact.digests.digests[0])


class Story(Struct, frozen=True, kw_only=True):
    """What happened in several pipelines, and to what they made."""

    worlds: tuple[World, ...]
    judged: bool = True
    went: tuple[str, ...] = ("production",)
    named: bool = True
    judge: str = "releaser"
    at: datetime = NOON
    checked: bool = True

    @classmethod
    def of(cls, *worlds: World) -> Self:
        """Everything went well in these."""
        return cls(worlds=worlds)

    def but(self, **changes: object) -> Self:
        """The same with other circumstances."""
        return replace(self, **changes)

    def verdict(self, world: World) -> Sealed:
        """What the gate said, signed."""
        return attest(VerdictStatement.of(world.verdict()), hand(self.judge))

    def deployments(self, world: World) -> Iterable[Sealed]:
        """Where it went."""
        verdict: Digest | None = None
        if self.named:
            verdict = bundle_digest(self.verdict(world).bundle)
        for place in self.went:
            statement = DeploymentStatement(
                subjects=subjects_of(world.asked),
                environment=place,
                deployed=self.at,
                verdict=verdict,
            )
            yield attest(statement, hand(self.judge))

    def heaps(self) -> list[Heap]:
        """The evidence of each pipeline, indexed."""
        found = []
        for world in self.worlds:
            more = [item.bundle for item in self.deployments(world)]
            if self.judged:
                more.append(self.verdict(world).bundle)
            evidence = world.evidence
            found.append(Heap(Memory((*evidence.bundles, *more), evidence.bodies)))
        return found

    def finder(self) -> Finder:
        """The look-up of claims, by the policy of the first."""
        return Finder(self.heaps(), self.worlds[0].policy if self.checked else None)

    def trace(self, *names: Name) -> Graph:
        """The lineage of something; of what was shipped, where nothing is named."""
        asked = names or (name_of(SHIPPED),)
        return trace(asked, self.finder(), BANNER, verified=self.checked)


def told(graph: Graph) -> set[tuple[str, str, str]]:
    """Every edge, by the titles of its ends."""
    titles = {node.id: f"{node.kind} {node.title}" for node in graph.nodes}
    return {(titles[edge.source], edge.word, titles[edge.target]) for edge in graph.edges}


def gaps(graph: Graph) -> list[tuple[str, str, str]]:
    """Where it is not whole: side, cause, and the title of the node."""
    titles = {node.id: node.title for node in graph.nodes}
    return sorted(
        (item.side, item.cause, titles[item.node]) for item in graph.breaks if item.cause != "open"
    )


def whole() -> Story:
    """A pipeline that was watched, judged and deployed."""
    return Story.of(watched())
