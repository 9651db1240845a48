"""Candidates: what was there instead of what was asked for, as data."""

from collections.abc import Iterable
from itertools import islice

from pbom.model.approval import ApprovalStatement
from pbom.model.attestation import Attestation
from pbom.model.finding import Candidate
from pbom.model.imported import ImportStatement
from pbom.model.statement import SourceStatement, Statement, StepStatement

SHOWN = 3
STEP = "https://in-toto.io/attestation/link/v0.3"
IMPORT = "urn:pbom:import:v1"


def candidates(items: Iterable[tuple[Attestation[Statement], str]]) -> tuple[Candidate, ...]:
    """The first few of these, each with what speaks against it."""
    return tuple(candidate(item, why) for item, why in islice(items, SHOWN))


def candidate(item: Attestation[Statement], why: str) -> Candidate:
    """An attestation that is not quite what was asked for."""
    kind, subject = _kind_of(item.statement)
    return Candidate(
        signer=item.functionary.name, kind=kind, subject=subject, digest=item.bundle, why=why
    )


def _kind_of(statement: Statement) -> tuple[str, str]:
    """Predicate type, and what it is about."""
    match statement:
        case StepStatement():
            return STEP, f"step {statement.step}"
        case SourceStatement():
            return "urn:pbom:source:v1", f"commit {statement.changes.range.head[:12]}"
        case ApprovalStatement():
            first = statement.subjects[0]
            return f"urn:pbom:{statement.kind}:v1", first.name or first.digests.digests[0].short
        case ImportStatement():
            first = statement.subjects[0]
            content = statement.content
            return (
                f"{IMPORT} {content.predicate or content.format}",
                first.name or first.digests.digests[0].short,
            )
        case _:
            return type(statement).__name__, ""
