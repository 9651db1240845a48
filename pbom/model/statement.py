"""Statements: claims that nobody vouches for yet."""

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from pbom.model.approval import ApprovalStatement
from pbom.model.artifact import Artifact
from pbom.model.deployment import DeploymentStatement
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import (
    Builder,
    Coverage,
    Evidence,
    Invocation,
    Material,
    Product,
    Source,
)
from pbom.model.imported import ImportStatement
from pbom.model.marker import ObservedAgent
from pbom.model.subject import Subject

if TYPE_CHECKING:  # who records a step has neither
    from pbom.model.change import Changes
    from pbom.model.inventory import Inventory
    from pbom.model.trace import Trace
    from pbom.model.verdict import Verdict

_Kind = TypeVar("_Kind")
_LIGHT = (Source, Material, Product, Invocation, Builder, ObservedAgent, Coverage)
_FILES = frozenset({"100644", "100755"})
HEAD = "pbom:head"
"""Name of the subject of a source statement, the head commit."""


class StepStatement(Struct, frozen=True, kw_only=True, dict=True):
    """One recorded build step.

    Attributes:
        step: Name of the step, as the policy knows it.
        run: Id of the pipeline run that the step belongs to.
        subjects: The products; a step without products has its command record as subject.
        evidence: Exactly one invocation, builder and coverage, at most one source and inventory,
            and any number of observed agents, materials and products.
        trace: What its processes did, where that was watched.

    Raises:
        ValueError: The evidence is not of that shape.
    """

    step: str
    run: str
    subjects: tuple[Subject, ...]
    evidence: tuple[Evidence, ...]
    trace: "Trace | None" = None

    def __post_init__(self) -> None:
        for kind in (Invocation, Builder, Coverage):
            if len(self._all(kind)) != 1:
                raise ValueError(f"a step has exactly one {kind.__name__.lower()}")
        if len(self._all(Source)) > 1:
            raise ValueError("a step has at most one source")
        if not self.subjects:
            raise ValueError("a step has at least one subject")
        if (self.trace is None) != (self.coverage.method == "snapshot"):
            raise ValueError("a step is traced if, and only if, it has a trace")

    def _all(self, kind: type[_Kind]) -> tuple[_Kind, ...]:
        return tuple(item for item in self._by_kind.get(kind, ()) if isinstance(item, kind))

    @cached_property
    def _by_kind(self) -> dict[type, list[Evidence]]:
        """The evidence sorted out once: there may be very many materials."""
        found: dict[type, list[Evidence]] = {}
        for item in self.evidence:
            found.setdefault(type(item), []).append(item)
        return found

    @cached_property
    def invocation(self) -> Invocation:
        """The command that ran."""
        return self._all(Invocation)[0]

    @cached_property
    def builder(self) -> Builder:
        """The machine it ran on."""
        return self._all(Builder)[0]

    @cached_property
    def coverage(self) -> Coverage:
        """How far the recorder saw."""
        return self._all(Coverage)[0]

    @cached_property
    def source(self) -> Source | None:
        """The commit, where there was one."""
        return next(iter(self._all(Source)), None)

    @cached_property
    def observed_agents(self) -> tuple[ObservedAgent, ...]:
        """Agents that the recorder saw at work: at least these."""
        return self._all(ObservedAgent)

    @cached_property
    def inventory(self) -> "Inventory | None":
        """What the lock files in the workspace named, where there were any."""
        return next((item for item in self.evidence if not isinstance(item, _LIGHT)), None)

    @cached_property
    def materials(self) -> tuple[Material, ...]:
        """Files beside the commit that the step could read."""
        return self._all(Material)

    @cached_property
    def products(self) -> tuple[Artifact, ...]:
        """Files the step made or changed."""
        return tuple(product.artifact for product in self._all(Product))

    def made(self, digests: DigestSet) -> bool:
        """Whether one of the products is a file with this content.

        The digest of a link is that of its target's name: whoever ships a file with that text has
        not been given it by this step.
        """
        return any(
            content.matches(digests)
            for digest in digests
            for content in self._contents.get(digest, ())
        )

    @cached_property
    def _contents(self) -> dict[Digest, set[DigestSet]]:
        """What the products that are files hold, by each digest of it."""
        found: dict[Digest, set[DigestSet]] = {}
        for product in self.products:
            if product.mode in _FILES:
                for digest in product.digests:
                    found.setdefault(digest, set()).add(product.digests)
        return found


class SourceStatement(Struct, frozen=True, kw_only=True):
    """The commits that are new up to a head commit, and what is known of who wrote them.

    Attributes:
        run: Id of the pipeline run that looked.
        recorder: Name and version of the recording tool, ``pbom/0.1.0``.
        recorded: When it looked, UTC.
        repository: URL of the repository without credentials; empty where it has no remote.
        head: The head commit: SHA-256 of the commit object, and its ``gitCommit``.
        changes: The commits.

    Raises:
        ValueError: The head is not the one of the range.
    """

    run: str
    recorder: str
    recorded: datetime
    repository: str
    head: DigestSet
    changes: "Changes"

    def __post_init__(self) -> None:
        found = self.head.get("gitCommit")
        if found is None or found.value != self.changes.range.head:
            raise ValueError("the subject is not the head of the range")

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The head commit."""
        return (Subject(name=HEAD, digests=self.head),)


class ReleaseStatement(Struct, frozen=True, kw_only=True):
    """A PBOM that somebody signed: these artifacts, this document.

    Attributes:
        subjects: Every artifact of the release.
        document: SHA-256 of the CycloneDX document's bytes.
        inline: The document itself, where the statement carries it.
    """

    subjects: tuple[Subject, ...]
    document: Digest
    inline: bytes | None = None


class VerdictStatement(Struct, frozen=True, kw_only=True):
    """What a gate decided, as a SLSA Verification Summary.

    Attributes:
        subjects: The artifacts that were judged.
        passed: Whether they may ship.
        verified: When, UTC.
        policy: Digest of the policy.
        inputs: Digests of everything the verdict rests on.
        environment: The one of the policy that it was judged for; empty for none in particular.
        waivers: The bundles of the waivers without which it would be a no; inputs as well.
    """

    subjects: tuple[Subject, ...]
    passed: bool
    verified: datetime
    policy: Digest
    inputs: tuple[Digest, ...]
    environment: str = ""
    waivers: tuple[Digest, ...] = ()

    @classmethod
    def of(cls, verdict: "Verdict") -> "VerdictStatement":
        """The statement that carries a verdict."""
        return cls(
            subjects=tuple(
                Subject(name=artifact.name, digests=artifact.digests)
                for artifact in verdict.artifacts
            ),
            passed=verdict.passed,
            verified=verdict.at,
            policy=verdict.policy,
            inputs=verdict.inputs,
            environment=verdict.environment,
            waivers=tuple(sorted({item.waived.bundle for item in verdict.findings if item.waived})),
        )


class ProvenanceStatement(Struct, frozen=True, kw_only=True):
    """The facts of a step once more, as SLSA Provenance for other people's verifiers."""

    step: StepStatement

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The products of the step."""
        return self.step.subjects


class ForeignStatement(Struct, frozen=True, kw_only=True):
    """A well-formed statement of a kind that our chain does not read; it is kept as it is."""

    subjects: tuple[Subject, ...]
    predicate_type: str


Statement = (
    StepStatement
    | SourceStatement
    | ReleaseStatement
    | VerdictStatement
    | ApprovalStatement
    | ImportStatement
    | DeploymentStatement
    | ProvenanceStatement
    | ForeignStatement
)


def subjects_of(artifacts: Iterable[Artifact]) -> tuple[Subject, ...]:
    """Artifacts as the subjects of a statement, by name."""
    return tuple(sorted(Subject(name=item.name, digests=item.digests) for item in artifacts))
