"""Takes: steps of a simulated pipeline, as they happened and as they were recorded."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.bundle import bundle_digest
from pbom.model.artifact import Artifact
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Builder, Gap, Invocation, Material, Source
from pbom.model.inventory import Inventory
from pbom.model.marker import ObservedAgent
from pbom.model.sealed import Sealed
from pbom.model.snapshot import Outputs, Snapshot
from pbom.model.statement import StepStatement
from pbom.model.trace import Trace
from pbom.stages.attest import attest
from pbom.stages.observe import Observation, observe
from tests.edits import Edit, sign_again
from tests.signatures import hand

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""When the honest pipeline began; the gate is asked an hour later."""
BUILDER = Builder(recorder="pbom/0.1.0", system="linux", machine="x86_64")


def digest_of(text: str) -> DigestSet:
    """The SHA-256 of a text."""
    return DigestSet.sha256(sha256(text.encode()).hexdigest())


def file(name: str, content: str) -> Artifact:
    """A file with that content."""
    return Artifact(name=name, digests=digest_of(content))


def commit(name: str, repository: str = "https://git.example/shop.git") -> Source:
    """A commit that follows from its name."""
    ids = [sha256(f"{kind} {name}".encode()).hexdigest()[:40] for kind in ("commit", "tree")]
    revision = DigestSet.of((Digest("gitCommit", ids[0]), Digest("gitTree", ids[1])))
    return Source(repository=repository, revision=revision, branch="main")


ONE = commit("one")
"""The commit that the honest pipeline runs on."""


class Take(Struct, frozen=True, kw_only=True, dict=True):
    """One recording of one step, by one signer, and what happened to its bundle.

    What was done while it was sealed, nobody ever saw otherwise; edits came afterwards.
    """

    step: str
    signer: str
    argv: tuple[str, ...]
    products: tuple[Artifact, ...]
    materials: tuple[Material, ...] = ()
    source: Source | None = ONE
    source_after: Source | None = ONE
    run: str = "run-1"
    started: datetime = NOON
    lasted: timedelta = timedelta(minutes=1)
    exit_code: int = 0
    gaps: tuple[Gap, ...] = ()
    inventory: Inventory | None = None
    trace: Trace | None = None
    agents: tuple[ObservedAgent, ...] = ()
    lies: tuple[Edit, ...] = ()
    sealing: tuple[Edit, ...] = ()
    edits: tuple[Edit, ...] = ()

    @cached_property
    def statement(self) -> StepStatement:
        """What is claimed."""
        return observe(
            Observation(
                step=self.step,
                run=self.run,
                before=Snapshot(
                    source=self.source, materials=self.materials, stamps={}, gaps=self.gaps
                ),
                after=Snapshot(source=self.source_after, materials=(), stamps={}),
                outputs=Outputs(artifacts=self.products),
                invocation=Invocation(
                    argv=self.argv,
                    cwd=".",
                    environment=(("LANG", "C.UTF-8"),),
                    started=self.started,
                    finished=self.started + self.lasted,
                    exit_code=self.exit_code,
                ),
                builder=BUILDER,
                inventory=self.inventory,
                agents=self.agents,
                trace=self.trace,
            )
        )

    @cached_property
    def sealed(self) -> Sealed:
        """The bundle as it was signed."""
        sealed = _attest(self.statement, self.signer)
        for lie in self.lies:
            sealed = replace(sealed, bundle=sign_again(self.signer, lie)(sealed.bundle))
        for edit in self.sealing:
            sealed = replace(sealed, bundle=edit(sealed.bundle))
        return sealed

    @cached_property
    def bundle(self) -> bytes:
        """The bundle as it is now."""
        data = self.sealed.bundle
        for edit in self.edits:
            data = edit(data)
        return data


@lru_cache(maxsize=4096)
def _attest(statement: StepStatement, signer: str) -> Sealed:
    return attest(statement, hand(signer))


class Memory(Struct, frozen=True, dict=True):
    """Evidence that is simply there."""

    bundles: tuple[bytes, ...]
    bodies: tuple[bytes, ...] = ()

    @cached_property
    def _by_digest(self) -> dict[Digest, bytes]:
        return {bundle_digest(data): data for data in self.bodies}

    def about(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """Every bundle."""
        del digests
        for data in self.bundles:
            yield f"bundle {bundle_digest(data).short}", data

    def body(self, digest: Digest) -> bytes | None:
        """An object."""
        return self._by_digest.get(digest)
