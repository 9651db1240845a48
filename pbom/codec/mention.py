"""Mentions of statements: the names by which lineage joins them."""

import base64
import binascii
from collections.abc import Iterable, Iterator

from pbom.codec.bundle import read_bundle
from pbom.codec.digests import read_digests
from pbom.codec.fields import Fields
from pbom.codec.manifest import Bodies
from pbom.codec.moment import write_moment
from pbom.codec.statement import read_statement
from pbom.codec.strict_json import read_json
from pbom.errors import EvidenceMissingError
from pbom.model.approval import ApprovalStatement
from pbom.model.change import Changes
from pbom.model.dependency import Integrity
from pbom.model.deployment import DeploymentStatement
from pbom.model.digest import DigestSet
from pbom.model.envelope import Envelope
from pbom.model.imported import ImportStatement
from pbom.model.inventory import Inventory
from pbom.model.mention import ClaimKind, Indexed, Mention, Name, Role
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
from pbom.model.trace import Trace

_ABOUT: dict[ClaimKind, Role] = {
    "release": "released",
    "verdict": "judged",
    "deployment": "deployed",
    "approval": "approved",
    "waiver": "approved",
    "import": "imported",
}
_KINDS: dict[type, ClaimKind] = {
    StepStatement: "step",
    SourceStatement: "source",
    ReleaseStatement: "release",
    VerdictStatement: "verdict",
    DeploymentStatement: "deployment",
    ImportStatement: "import",
}
_FILES = frozenset({"100644", "100755"})
_KEY_BYTES = 32
_SOUGHT = frozenset({"sha256", "sha384", "sha512", "gitCommit"})
_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""SHA-256 of nothing: files that are empty have nothing to do with each other."""


def read_indexed(data: bytes, bodies: Bodies) -> Indexed:
    """What an index keeps of a bundle; of one whose objects are not all there, what it is about.

    Raises:
        FormatError: It is no bundle, or no statement is in it.
    """
    envelope = read_bundle(data)
    try:
        statement = read_statement(envelope.payload, bodies)
    except EvidenceMissingError as error:
        found = (*_subjects_of(envelope), *keys_of(envelope))
        return Indexed(envelope.bundle, "other", tuple(found), str(error))
    mentions = (*mentions_of(statement), *keys_of(envelope))
    return Indexed(envelope.bundle, kind_of(statement), tuple(dict.fromkeys(mentions)))


def kind_of(statement: Statement) -> ClaimKind:
    """What sort of statement it is."""
    if isinstance(statement, ApprovalStatement):
        return statement.kind
    return _KINDS.get(type(statement), "other")


def mentions_of(statement: Statement) -> Iterator[Mention]:
    """Every name in a statement by which something may be found."""
    match statement:
        case StepStatement():
            yield from _step(statement)
        case SourceStatement():
            yield Mention("head", Name("commit", statement.changes.range.head))
            yield from _changes(statement.changes)
        case ForeignStatement() | ProvenanceStatement():
            yield from _about("subject", statement.subjects)
        case _:
            yield from _about(_ABOUT[kind_of(statement)], statement.subjects)
            yield from _beside(statement)


def key_name(hint: str) -> Name:
    """The name of the key that a signature hints at."""
    try:
        raw = base64.b64decode(hint, validate=True)
    except (binascii.Error, ValueError):
        return Name("key", hint)
    return Name("key", raw.hex() if len(raw) == _KEY_BYTES else hint)


def keys_of(envelope: Envelope) -> Iterator[Mention]:
    """The keys that an envelope claims to be signed with."""
    for signature in envelope.signatures:
        if signature.hint:
            yield Mention("key", key_name(signature.hint))


def _beside(statement: Statement) -> Iterator[Mention]:
    """What is named beside the subjects."""
    match statement:
        case ReleaseStatement():
            yield Mention("document", Name.of(statement.document))
        case VerdictStatement():
            yield from (Mention("input", Name.of(digest)) for digest in statement.inputs)
            if statement.environment:
                yield Mention("place", Name("environment", statement.environment))
        case DeploymentStatement():
            at = write_moment(statement.deployed)
            yield Mention("place", Name("environment", statement.environment), at)
            if statement.verdict:
                yield Mention("input", Name.of(statement.verdict))
        case ImportStatement():
            yield Mention("document", Name.of(statement.document.digest), statement.document.name)
        case _:
            return


def _about(role: Role, subjects: Iterable[Subject]) -> Iterator[Mention]:
    for subject in subjects:
        yield from _names(role, subject.digests, subject.name)


def _names(role: Role, digests: DigestSet, label: str) -> Iterator[Mention]:
    """By what a thing is found: not by a digest that proves nothing, nor by having no content."""
    for digest in digests:
        if digest.algorithm in _SOUGHT and digest.value != _EMPTY:
            yield Mention(role, Name.of(digest), label)


def _step(step: StepStatement) -> Iterator[Mention]:
    for product in step.products:
        if product.mode in _FILES:
            yield from _names("product", product.digests, product.name)
    for material in step.materials:
        item = material.artifact
        if item.mode in _FILES and material.state != "deleted" and not material.from_commit:
            yield from _names("material", item.digests, item.name)
    if step.source and step.source.commit:
        yield Mention("head", Name("commit", step.source.commit))
    for agent in step.observed_agents:
        yield Mention("agent", Name("agent", agent.agent), agent.basis)
    if step.inventory:
        yield from _inventory(step.inventory)
    if step.trace:
        yield from _trace(step.trace)


def _trace(trace: Trace) -> Iterator[Mention]:
    """What was read; what the commit vouches for and what the step made itself has its own role."""
    left = frozenset(trace.left)
    for index in sorted({*trace.inputs, *trace.left}):
        file = trace.files[index]
        if file.digests:
            own = file.commit == "same" or file.makers or index in left
            yield from _names("touched" if own else "read", file.digests, file.name)
    for member in trace.members:
        yield from _names("touched", member.digests, f"{member.product}: {member.name}")


def _inventory(inventory: Inventory) -> Iterator[Mention]:
    for package in inventory.packages:
        known = package.known
        if known.purl:
            yield Mention("package", Name("package", known.purl))
        yield from _pinned("package", known.integrity, known.purl)
    for component in inventory.components:
        item = component.known
        if item.purl:
            yield Mention("component", Name("package", item.purl))
        yield from _pinned("component", item.integrity, item.purl or item.name)


def _pinned(role: Role, integrity: Iterable[Integrity], label: str) -> Iterator[Mention]:
    for item in integrity:
        if item.covers in {"file", "oci-manifest"} and item.algorithm in {"sha256", "sha512"}:
            yield Mention(role, Name("digest", f"{item.algorithm}:{item.value}"), label)
        elif item.covers == "git-commit":
            yield Mention(role, Name("commit", item.value), label)


def _changes(changes: Changes) -> Iterator[Mention]:
    if changes.range.base:
        yield Mention("base", Name("commit", changes.range.base))
    for change in changes.changes:
        yield Mention("listed", Name("commit", change.commit.id))
        for agent in change.agents:
            yield Mention("wrote", Name("agent", agent), change.commit.id)
    for brought in changes.introductions:
        if brought.item.purl:
            yield Mention("introduced", Name("package", brought.item.purl), brought.commit)


def _subjects_of(envelope: Envelope) -> Iterator[Mention]:
    """What a statement is about, where more of it cannot be read."""
    root = Fields(read_json(envelope.payload))
    for table in root.tables("subject", required=True):
        yield from _names("subject", read_digests(table), table.text("name", ""))
