"""Index entries: made from bundles, and read back from an index that may be torn."""

from pbom.codec.bundle import read_bundle
from pbom.codec.fields import Fields
from pbom.codec.manifest import Bodies
from pbom.codec.statement import read_statement
from pbom.codec.strict_json import read_json, write_json
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.digest import Digest, DigestSet
from pbom.model.entry import Entry
from pbom.model.statement import ApprovalStatement, ReleaseStatement, Statement, StepStatement

_SOUGHT = ("sha256", "gitCommit", "gitTree")
"""What an approval is found by: a tree has no other digest that is strong."""


def entry_of(bundle: bytes, bodies: Bodies) -> Entry | None:
    """What a bundle seems to be about; ``None`` where it is not evidence for a gate.

    Evidence are steps, signed PBOMs, approvals and waivers. A verdict is signed by whoever asked,
    who need not be a functionary, and provenance repeats what a step says.
    """
    try:
        envelope = read_bundle(bundle)
        statement = read_statement(envelope.payload, bodies)
    except (FormatError, EvidenceMissingError):
        return None
    return entry_for(statement, envelope.bundle)


def entry_for(statement: Statement, bundle: Digest) -> Entry | None:
    """What a statement is about; ``None`` where it is not evidence for a gate."""
    match statement:
        case StepStatement():
            sets = [subject.digests for subject in statement.subjects]
            sets += [product.digests for product in statement.products]
            return _entry(bundle, statement.run, sets)
        case ReleaseStatement():
            return _entry(bundle, "", [item.digests for item in statement.subjects])
        case ApprovalStatement():
            named = (digest for item in statement.subjects for digest in item.digests)
            values = frozenset(item.value for item in named if item.algorithm in _SOUGHT)
            return Entry(bundle=bundle, run="", digests=values)
        case _:
            return None


def _entry(bundle: Digest, run: str, sets: list[DigestSet]) -> Entry:
    digests = (digests.get("sha256") for digests in sets)
    return Entry(
        bundle=bundle, run=run, digests=frozenset(digest.value for digest in digests if digest)
    )


def write_entry(entry: Entry) -> bytes:
    """An index line, set off by line ends on both sides: a torn line before it does no harm."""
    line = write_json(
        {"bundle": entry.bundle.value, "run": entry.run, "digests": sorted(entry.digests)}
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
            run=fields.text("run"),
            digests=frozenset(fields.texts("digests")),
        )
    except (FormatError, ValueError):
        return None
