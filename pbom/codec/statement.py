"""In-toto Statements v1: the one writer and the one reader."""

from typing import assert_never

from pbom.codec import approval, deployment, link, provenance, release, vsa
from pbom.codec.digests import write_digests
from pbom.codec.fields import Fields
from pbom.codec.manifest import Bodies
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.model.approval import ApprovalStatement
from pbom.model.deployment import DeploymentStatement
from pbom.model.imported import ImportStatement
from pbom.model.statement import (
    ForeignStatement,
    ProvenanceStatement,
    ReleaseStatement,
    SourceStatement,
    Statement,
    StepStatement,
    VerdictStatement,
)
from pbom.model.subject import Subject

TYPE = "https://in-toto.io/Statement/v1"
SOURCE = "urn:pbom:source:v1"
IMPORT = "urn:pbom:import:v1"
MAX_SUBJECTS = 1024


def write_statement(statement: Statement) -> tuple[bytes, tuple[bytes, ...]]:
    """The statement's bytes, and the bodies that it names by digest.

    Raises:
        TypeError: The statement is foreign: its bytes are somebody else's and are kept, or it is
            a release, which ``write_release_statement`` writes with its document.
    """
    kind, predicate, bodies = _predicate(statement)
    return _write(statement.subjects, kind, predicate), bodies


def _predicate(statement: Statement) -> tuple[str, dict[str, Json], tuple[bytes, ...]]:
    bodies: tuple[bytes, ...] = ()
    match statement:
        case StepStatement():
            kind = link.PREDICATE
            predicate, bodies = link.write_link(statement)
        case ProvenanceStatement(step=step):
            kind, predicate = provenance.PREDICATE, provenance.write_provenance(step)
        case SourceStatement():
            from pbom.codec import source  # noqa: PLC0415 - who records a step writes none

            kind, (predicate, body) = SOURCE, source.write_source(statement)
            bodies = (body,)
        case VerdictStatement():
            kind, predicate = vsa.PREDICATE, vsa.write_verdict(statement)
        case ApprovalStatement():
            kind, predicate = approval.predicate_type(statement), approval.write_approval(statement)
        case DeploymentStatement():
            kind, predicate = deployment.DEPLOYMENT, deployment.write_deployment(statement)
        case ImportStatement():
            from pbom.codec import importing  # noqa: PLC0415 - who records a step writes none

            kind, predicate = IMPORT, importing.write_import(statement)
        case ReleaseStatement() | ForeignStatement():
            raise TypeError(f"{type(statement).__name__} is not written by itself")
        case _:
            assert_never(statement)
    return kind, predicate, bodies


def write_release_statement(statement: ReleaseStatement, document: bytes) -> bytes:
    """The bytes of a signed PBOM's statement.

    Raises:
        FormatError: The document is not JSON.
    """
    kind, predicate = release.write_release(statement, document)
    return _write(statement.subjects, kind, predicate)


def read_statement(payload: bytes, bodies: Bodies) -> Statement:
    """The statement in a payload.

    Predicate types are compared as whole strings; one that our chain does not read yields a
    ``ForeignStatement``.

    Raises:
        FormatError: The payload is not a Statement v1, or a predicate of ours is malformed.
        EvidenceMissingError: A body that the statement names is not there.
    """
    root = Fields(read_json(payload))
    kind = root.text("_type")
    if kind != TYPE:
        raise root.error("_type", f"unsupported statement type {kind!r}, expected {TYPE}"[:300])
    subjects = root.tables("subject", required=True)
    if not 1 <= len(subjects) <= MAX_SUBJECTS:
        raise root.error("subject", f"expected 1 to {MAX_SUBJECTS}, found {len(subjects)}")
    predicate_type = root.text("predicateType")
    statement = _read(predicate_type, subjects, root, bodies)
    root.close()
    return statement


def _read(
    predicate_type: str, subjects: tuple[Fields, ...], root: Fields, bodies: Bodies
) -> Statement:
    found: Statement
    match predicate_type:
        case link.PREDICATE:
            found = link.read_link(subjects, root.table("predicate"), bodies)
        case release.INLINE:
            found = release.read_inline(subjects, root)
        case release.REFERENCE:
            found = release.read_reference(subjects, root.table("predicate"))
        case vsa.PREDICATE:
            found = vsa.read_verdict(subjects, root.table("predicate"))
        case approval.APPROVAL | approval.WAIVER:
            found = approval.read_approval(subjects, predicate_type, root.table("predicate"))
        case deployment.DEPLOYMENT:
            found = deployment.read_deployment(subjects, root.table("predicate"))
        case _ if predicate_type == IMPORT:
            from pbom.codec import importing  # noqa: PLC0415 - who records a step reads none

            found = importing.read_import(subjects, root.table("predicate"), bodies)
        case _ if predicate_type == SOURCE:
            from pbom.codec import source  # noqa: PLC0415 - who records a step reads none

            found = source.read_source(subjects, root.table("predicate"), bodies)
        case _:
            found = _read_foreign(predicate_type, subjects, root)
    return found


def _read_foreign(
    predicate_type: str, subjects: tuple[Fields, ...], root: Fields
) -> ForeignStatement:
    for key in root:
        root.raw(key)
    return ForeignStatement(
        subjects=tuple(link.read_subject(subject) for subject in subjects),
        predicate_type=predicate_type,
    )


def _write(subjects: tuple[Subject, ...], predicate_type: str, predicate: dict[str, Json]) -> bytes:
    document: dict[str, Json] = {
        "_type": TYPE,
        "subject": [
            {"name": subject.name, "digest": write_digests(subject.digests)} for subject in subjects
        ],
        "predicateType": predicate_type,
        "predicate": predicate,
    }
    return write_json(document)
