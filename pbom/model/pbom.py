"""The Pipeline Bill of Materials: a view of attestations, with nothing of its own."""

from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from pbom.model.artifact import Artifact
from pbom.model.attestation import (
    ApprovalAttestation,
    Attestation,
    ImportAttestation,
    SourceAttestation,
    StepAttestation,
)
from pbom.model.imported import Document
from pbom.model.inventory import Inventory, join
from pbom.model.statement import Statement


class Pbom(Struct, frozen=True, kw_only=True, dict=True):
    """What went into a release, as far as attestations say.

    Attributes:
        artifacts: The release artifacts, by name.
        attestations: The steps behind them, oldest first; each bundle once.
        sources: What is known of the commits that the steps were built from; at most one for each
            head commit.
        caches: Steps of other runs that made what traced steps read; no rule counts them as steps.
        rivals: Further records of the same commits; a PBOM tells of one, and the gate of the best.
        approvals: What somebody answers for; they are given later and are no part of the document.
        waivers: What somebody signed that shall not block; given later, so no part of the document.
        imports: Documents of other tools that speak of the artifacts, or of the commits or trees
            that the steps were built from, by when they were imported. Who signed one is its
            functionary: for what whose word counts, the rules say.
        strays: Imports that it does not list; they only help to say what was there.
        unused: Steps and attempts that no rule counts; they only help to say what was there.
    """

    artifacts: tuple[Artifact, ...]
    attestations: tuple[StepAttestation, ...]
    sources: tuple[SourceAttestation, ...] = ()
    caches: tuple[StepAttestation, ...] = ()
    rivals: tuple[SourceAttestation, ...] = ()
    approvals: tuple[ApprovalAttestation, ...] = ()
    waivers: tuple[ApprovalAttestation, ...] = ()
    imports: tuple[ImportAttestation, ...] = ()
    strays: tuple[ImportAttestation, ...] = ()
    unused: tuple[StepAttestation, ...] = ()

    @property
    def evidence(self) -> tuple[Attestation[Statement], ...]:
        """Everything that it is a view of."""
        return (*self.recorded, *self.sources, *self.imports)

    @property
    def recorded(self) -> tuple[StepAttestation, ...]:
        """Every step that it tells of."""
        return (*self.attestations, *self.caches)

    @cached_property
    def inventory(self) -> Inventory:
        """What the lock files named that lay in the workspaces of the steps."""
        return join(item.statement.inventory for item in self.recorded if item.statement.inventory)

    @cached_property
    def locked(self) -> Inventory | None:
        """What the lock files named that the steps found which count; ``None`` without any."""
        found = [item.statement.inventory for item in self.attestations if item.statement.inventory]
        return join(found) if found else None

    def makers(self, document: Document) -> tuple[StepAttestation, ...]:
        """The steps that made an imported document: they were seen to, and who imports only says.

        No cache counts.
        """
        return tuple(item for item in self.attestations if item.statement.made(document.digests))

    def of_step(self, step: str) -> tuple[StepAttestation, ...]:
        """The attestations of one step."""
        return self._by_step.get(step, ())

    @cached_property
    def _by_step(self) -> dict[str, tuple[StepAttestation, ...]]:
        """The attestations sorted out once: a policy may ask for very many steps."""
        found: dict[str, list[StepAttestation]] = {}
        for item in self.attestations:
            found.setdefault(item.statement.step, []).append(item)
        return {step: tuple(items) for step, items in found.items()}


def in_order(attestations: Iterable[StepAttestation]) -> tuple[StepAttestation, ...]:
    """Attestations oldest first, each bundle once: the one order everything here is shown in."""
    unique = {item.bundle: item for item in attestations}
    return tuple(
        sorted(
            unique.values(),
            key=lambda item: (
                item.statement.invocation.started,
                item.statement.invocation.finished,
                item.bundle,
            ),
        )
    )
