"""Index entries: made from bundles, and read back from an index that may be torn."""

from pbom.codec.bundle import read_bundle
from pbom.codec.fields import Fields
from pbom.codec.manifest import Bodies
from pbom.codec.statement import read_statement
from pbom.codec.strict_json import read_json, write_json
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.digest import Digest
from pbom.model.entry import Entry
from pbom.model.statement import ProvenanceStatement, StepStatement


def entry_of(bundle: bytes, bodies: Bodies) -> Entry | None:
    """What a bundle seems to be about; ``None`` where it is no bundle of ours."""
    try:
        envelope = read_bundle(bundle)
        statement = read_statement(envelope.payload, bodies)
    except (FormatError, EvidenceMissingError):
        return None
    if isinstance(statement, ProvenanceStatement):
        return None
    sets = [subject.digests for subject in statement.subjects]
    run = ""
    if isinstance(statement, StepStatement):
        run = statement.run
        sets.extend(product.digests for product in statement.products)
    digests = (digests.get("sha256") for digests in sets)
    return Entry(
        bundle=envelope.bundle,
        run=run,
        digests=frozenset(digest.value for digest in digests if digest),
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
