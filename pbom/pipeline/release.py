"""``release``: the PBOM of artifacts, signed, with the evidence behind it."""

from collections.abc import Iterable

from msgspec import Struct

from pbom.codec.cyclonedx.components import SpecVersion
from pbom.codec.cyclonedx.document import write_document
from pbom.codec.cyclonedx.integrity import PartCheck
from pbom.codec.release import document_digest
from pbom.errors import EvidenceMissingError
from pbom.model.artifact import Artifact
from pbom.model.attestation import (
    StepAttestation,
    approvals_among,
    sources_among,
    steps_among,
)
from pbom.model.finding import Finding
from pbom.model.pbom import Pbom
from pbom.model.policy import Policy
from pbom.model.statement import ReleaseStatement, subjects_of
from pbom.pipeline.gather import gather
from pbom.signers import Signer
from pbom.stages.assemble import assemble, behind, caches_behind, imports_behind
from pbom.stages.attest import attest_release
from pbom.stores import Store
from pbom.stores.archive import write_archive


class Release(Struct, frozen=True, kw_only=True):
    """An assembled PBOM.

    Attributes:
        pbom: The view.
        document: Its CycloneDX bytes.
        bundle: The signature bundle over it.
        archive: Everything an offline verifier needs.
        refused: Bundles that were left out, and why.
    """

    pbom: Pbom
    document: bytes
    bundle: bytes
    archive: bytes
    refused: tuple[Finding, ...]


def release(
    artifacts: Iterable[Artifact], policy: Policy, store: Store, signer: Signer, spec: SpecVersion
) -> Release:
    """Join the attestations behind artifacts, sign the document, and keep it in the store.

    Raises:
        EvidenceMissingError: No trusted step made one of the artifacts.
        FormatError: The document would break the CycloneDX schema.
        StoreError: The store failed.
    """
    listed = tuple(artifacts)
    gathered = gather(store, [digest for item in listed for digest in item.digests], policy)
    steps = behind(listed, steps_among(gathered.attestations), policy.layout)
    for artifact in listed:
        _require(artifact, steps, gathered.refused)
    sources = sources_among(gathered.attestations)
    caches = caches_behind(steps, gathered.attestations)
    imports = imports_behind(listed, steps, gathered.attestations)
    approvals = approvals_among(gathered.attestations)
    pbom = assemble(listed, (*steps, *sources, *caches, *imports, *approvals))
    check = PartCheck(spec)
    document = write_document(pbom, spec, check.part)
    check.close()
    statement = ReleaseStatement(
        subjects=subjects_of(pbom.artifacts), document=document_digest(document)
    )
    sealed = attest_release(statement, document, signer)
    store.add(sealed)
    return Release(
        pbom=pbom,
        document=document,
        bundle=sealed.bundle,
        archive=_archive(pbom, sealed.bundle, document, store),
        refused=gathered.refused,
    )


def _require(
    artifact: Artifact, steps: tuple[StepAttestation, ...], refused: tuple[Finding, ...]
) -> None:
    if any(item.statement.made(artifact.digests) for item in steps):
        return
    left_out = f"; {len(refused)} bundles were refused: {refused[0].found}" if refused else ""
    raise EvidenceMissingError(
        f"no trusted step made {artifact.name} ({artifact.digests}){left_out}",
        hint="build it under `pbom run`; `pbom doctor` checks the store",
    )


def _archive(pbom: Pbom, bundle: bytes, document: bytes, store: Store) -> bytes:
    bundles = [_need(store.body(item.bundle)) for item in (*pbom.evidence, *pbom.approvals)]
    bodies = {digest for item in pbom.evidence for digest in item.bodies}
    objects = [_need(store.body(digest)) for digest in sorted(bodies)]
    return write_archive([*bundles, bundle], [*objects, document], document)


def _need(data: bytes | None) -> bytes:
    if data is None:
        raise EvidenceMissingError("the store lost an object while it was read")
    return data
