"""A signed document against the PBOM that its evidence yields: byte for byte."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from pbom.codec.cyclonedx.document import read_named_attestations, write_document
from pbom.codec.release import document_digest
from pbom.errors import FormatError
from pbom.model.artifact import Artifact
from pbom.model.attestation import Attestation
from pbom.model.digest import Digest
from pbom.model.finding import Cause, Finding
from pbom.model.policy import Policy
from pbom.model.statement import ReleaseStatement, Statement
from pbom.stages.assemble import assemble

if TYPE_CHECKING:
    from pbom.codec.cyclonedx.components import SpecVersion

SIGNED = "pbom-signed"
RECOMPUTED = "pbom-recomputed"
AGAIN = "assemble it again: `pbom assemble ARTIFACT...`"


class Document(Struct, frozen=True, kw_only=True, dict=True):
    """A PBOM to be checked.

    Attributes:
        content: Its bytes.
        release: The attestation that signs it.
    """

    content: bytes
    release: Attestation[ReleaseStatement]

    @cached_property
    def named(self) -> "tuple[SpecVersion, tuple[Digest, ...]] | FormatError":
        """Its version and the bundles that it names, or why it cannot be read: it may be large."""
        try:
            return read_named_attestations(self.content)
        except FormatError as error:
            return error


def named_in(
    document: Document, attestations: Iterable[Attestation[Statement]]
) -> tuple[Attestation[Statement], ...]:
    """Those attestations that the document names; all of them where it cannot be read."""
    everything = tuple(attestations)
    if isinstance(document.named, FormatError):
        return everything
    bundles = set(document.named[1])
    return tuple(item for item in everything if item.bundle in bundles)


def recompute(
    document: Document,
    asked: Iterable[Artifact],
    attestations: Iterable[Attestation[Statement]],
    policy: Policy,
) -> Iterator[Finding]:
    """Every way in which a document is not what its evidence and its signature say."""
    release = document.release
    found = document_digest(document.content)
    if release.functionary.name not in policy.assemblers:
        yield _finding(
            SIGNED,
            f"signed by {', '.join(sorted(policy.assemblers))}",
            f"signed by {release.functionary.name}, who may not sign a PBOM",
            AGAIN,
            "denied",
        )
    if release.statement.document != found:
        yield _finding(
            SIGNED,
            f"the document that was signed, {release.statement.document}",
            f"another document, {found}",
            AGAIN,
            "invalid",
        )
    for artifact in asked:
        if not any(artifact.digests.matches(item.digests) for item in release.statement.subjects):
            yield _of_another(artifact, release.statement)
    yield from _compare(document, tuple(attestations))


def _of_another(artifact: Artifact, statement: ReleaseStatement) -> Finding:
    names = ", ".join(f"{item.name} {item.digests}" for item in statement.subjects)
    same_name = any(item.name == artifact.name for item in statement.subjects)
    return _finding(
        SIGNED,
        f"a PBOM of {artifact.name} {artifact.digests}",
        f"a PBOM of {names}",
        "check that this is the artifact that was built, or assemble its PBOM",
        "invalid" if same_name else "missing",
    )


def _compare(
    document: Document, attestations: tuple[Attestation[Statement], ...]
) -> Iterator[Finding]:
    if isinstance(document.named, FormatError):
        yield _finding(RECOMPUTED, "a PBOM of ours", str(document.named), AGAIN, "invalid")
        return
    version, named = document.named
    held = {item.bundle: item for item in attestations}
    missing = [digest for digest in named if digest not in held]
    if missing:
        yield _finding(
            RECOMPUTED,
            f"authentic evidence for all {len(named)} attestations that the PBOM names",
            f"none for {', '.join(map(str, missing[:3]))}",
            "give the evidence that belongs to this PBOM (`--evidence`)",
            "missing",
        )
        return
    artifacts = [
        Artifact(name=subject.name, digests=subject.digests)
        for subject in document.release.statement.subjects
    ]
    try:
        computed = write_document(assemble(artifacts, (held[digest] for digest in named)), version)
    except FormatError as error:
        yield _finding(RECOMPUTED, "a PBOM of ours", str(error), AGAIN, "invalid")
        return
    if computed != document.content:
        yield _finding(
            RECOMPUTED,
            f"the document that the evidence yields, {document_digest(computed)}",
            f"{document_digest(document.content)}, first difference at byte "
            f"{_first_difference(computed, document.content)}",
            AGAIN,
            "invalid",
        )


def _first_difference(one: bytes, other: bytes) -> int:
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _finding(rule: str, expected: str, found: str, fix: str, cause: Cause) -> Finding:
    return Finding(
        rule=rule, subject="the PBOM", expected=expected, found=found, fix=fix, cause=cause
    )


def without_document(artifacts: Iterable[Artifact]) -> Finding:
    """The finding where there is no signed PBOM at all."""
    names = ", ".join(artifact.name for artifact in artifacts)
    return _finding(
        SIGNED,
        f"a signed PBOM of {names}",
        "none",
        "assemble it: `pbom assemble ARTIFACT...`",
        "missing",
    )


def inputs_of_document(document: Document) -> tuple[Digest, ...]:
    """What a verdict rests on because of the document."""
    return document_digest(document.content), document.release.bundle
