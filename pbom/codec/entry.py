"""Index entries: made from bundles, and read back from an index that may be torn."""

from collections.abc import Iterable
from typing import get_args

from pbom.codec.bundle import read_bundle
from pbom.codec.fields import Fields
from pbom.codec.manifest import Bodies
from pbom.codec.statement import read_statement
from pbom.codec.strict_json import read_json, write_json
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.approval import ApprovalStatement
from pbom.model.deployment import DeploymentStatement
from pbom.model.digest import Digest, DigestSet
from pbom.model.entry import Entry, EntryKind
from pbom.model.imported import ImportStatement
from pbom.model.statement import (
    ReleaseStatement,
    SourceStatement,
    Statement,
    StepStatement,
    VerdictStatement,
)

_KINDS: dict[str, EntryKind] = {item: item for item in get_args(EntryKind)}
_SOUGHT = ("sha256", "gitCommit", "gitTree")
"""What an approval or an import is found by: a tree has no other digest that is strong."""


def entry_of(bundle: bytes, bodies: Bodies) -> Entry | None:
    """What a bundle seems to be about; ``None`` where nobody will ask for it.

    Provenance repeats what a step says, and of foreign statements nothing is known.
    """
    try:
        envelope = read_bundle(bundle)
        statement = read_statement(envelope.payload, bodies)
    except (FormatError, EvidenceMissingError):
        return None
    return entry_for(statement, envelope.bundle)


def entry_for(statement: Statement, bundle: Digest) -> Entry | None:
    """What a statement is about; ``None`` where nobody will ask for it."""
    match statement:
        case StepStatement():
            sets = [subject.digests for subject in statement.subjects]
            sets += [product.digests for product in statement.products]
            commit = statement.source.revision if statement.source else ()
            return Entry(
                bundle=bundle,
                kind="step",
                run=statement.run,
                digests=_sha256(sets),
                revisions=frozenset(digest.value for digest in commit),
            )
        case SourceStatement():
            return Entry(
                bundle=bundle,
                kind="source",
                run=statement.run,
                digests=_sha256([statement.head]),
                revisions=frozenset({statement.changes.range.head}),
            )
        case ReleaseStatement() | VerdictStatement() | DeploymentStatement():
            return Entry(
                bundle=bundle,
                kind=_kind(statement),
                run="",
                digests=_sha256([item.digests for item in statement.subjects]),
            )
        case ApprovalStatement() | ImportStatement():
            named = (digest for item in statement.subjects for digest in item.digests)
            values = frozenset(item.value for item in named if item.algorithm in _SOUGHT)
            kind: EntryKind = "approval" if isinstance(statement, ApprovalStatement) else "import"
            return Entry(bundle=bundle, kind=kind, run="", digests=values)
        case _:
            return None


def _kind(statement: ReleaseStatement | VerdictStatement | DeploymentStatement) -> EntryKind:
    if isinstance(statement, ReleaseStatement):
        return "release"
    return "verdict" if isinstance(statement, VerdictStatement) else "deployment"


def _sha256(sets: Iterable[DigestSet]) -> frozenset[str]:
    digests = (digests.get("sha256") for digests in sets)
    return frozenset(digest.value for digest in digests if digest)


def write_entry(entry: Entry) -> bytes:
    """An index line, set off by line ends on both sides: a torn line before it does no harm."""
    line = write_json(
        {
            "bundle": entry.bundle.value,
            "kind": entry.kind,
            "run": entry.run,
            "digests": sorted(entry.digests),
            "revisions": sorted(entry.revisions),
        }
    )
    return b"\n" + line + b"\n"


def read_entry(line: bytes) -> Entry | None:
    """The entry of an index line; ``None`` for an empty or torn one."""
    if not line.strip():
        return None
    try:
        fields = Fields(read_json(line))
        return Entry(
            bundle=Digest("sha256", fields.text("bundle")),
            kind=fields.choice("kind", _KINDS),
            run=fields.text("run"),
            digests=frozenset(fields.texts("digests")),
            revisions=frozenset(fields.texts("revisions")),
        )
    except (FormatError, ValueError):
        return None
