"""Attestations: statements that a trusted functionary vouches for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeGuard, TypeVar

from pbom.model.approval import ApprovalStatement
from pbom.model.digest import Digest
from pbom.model.functionary import Functionary
from pbom.model.imported import ImportStatement
from pbom.model.statement import SourceStatement, Statement, StepStatement

StatementT_co = TypeVar("StatementT_co", bound=Statement, covariant=True)


@dataclass(frozen=True, kw_only=True)
class Attestation(Generic[StatementT_co]):
    """A statement whose signature and functionary were checked.

    Only ``pbom.stages.authenticate`` makes one; a test searches the source for any other place.

    Attributes:
        statement: What is vouched for.
        functionary: Who vouches.
        bundle: SHA-256 of the bundle's bytes: the name of this evidence.
        bodies: Content-addressed objects that the statement refers to and that were read.
        times: When it was signed, by each log or timestamp authority that was asked and is
            trusted; empty where nobody trusted says.
    """

    statement: StatementT_co
    functionary: Functionary
    bundle: Digest
    bodies: tuple[Digest, ...] = ()
    times: tuple[datetime, ...] = ()


StepAttestation = Attestation[StepStatement]
SourceAttestation = Attestation[SourceStatement]
ApprovalAttestation = Attestation[ApprovalStatement]
ImportAttestation = Attestation[ImportStatement]


def is_step(attestation: Attestation[Statement]) -> TypeGuard[StepAttestation]:
    """Whether an attestation is about a build step."""
    return isinstance(attestation.statement, StepStatement)


def steps_among(attestations: Iterable[Attestation[Statement]]) -> tuple[StepAttestation, ...]:
    """The attestations that are about build steps."""
    return tuple(item for item in attestations if is_step(item))


def is_source(attestation: Attestation[Statement]) -> TypeGuard[SourceAttestation]:
    """Whether an attestation is about the commits of a source."""
    return isinstance(attestation.statement, SourceStatement)


def sources_among(attestations: Iterable[Attestation[Statement]]) -> tuple[SourceAttestation, ...]:
    """The attestations that are about the commits of a source."""
    return tuple(item for item in attestations if is_source(item))


def approvals_among(
    attestations: Iterable[Attestation[Statement]],
) -> tuple[ApprovalAttestation, ...]:
    """The attestations that are approvals, or waivers, of anything."""
    return tuple(item for item in attestations if _is_approval(item))


def waivers_among(
    attestations: Iterable[Attestation[Statement]],
) -> tuple[ApprovalAttestation, ...]:
    """The waivers, each once, in the order of their bundles' digests."""
    found = {
        item.bundle: item
        for item in approvals_among(attestations)
        if item.statement.kind == "waiver"
    }
    return tuple(found[bundle] for bundle in sorted(found))


def _is_approval(attestation: Attestation[Statement]) -> TypeGuard[ApprovalAttestation]:
    return isinstance(attestation.statement, ApprovalStatement)


def imports_among(attestations: Iterable[Attestation[Statement]]) -> tuple[ImportAttestation, ...]:
    """The attestations that are about documents of other tools."""
    return tuple(item for item in attestations if is_import(item))


def is_import(attestation: Attestation[Statement]) -> TypeGuard[ImportAttestation]:
    """Whether an attestation is about a document of another tool."""
    return isinstance(attestation.statement, ImportStatement)
