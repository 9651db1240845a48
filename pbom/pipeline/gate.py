"""``gate``: may these artifacts ship?

The order, fail-closed, numbered as in ``spec/gate.md``: 1 size limits and 2 strict JSON when a
bundle is read; 3 signature, 4 functionary, 5 times, 6 log, 7 payload type and 8 statement in
``stages/authenticate``; then here and in the rules: 9 subject digests, 10 predicate, 11 the chain
of materials and products, 12 rules, 13 the PBOM recomputed and compared.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeGuard

from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.release import document_digest
from pbom.model.artifact import Artifact
from pbom.model.attestation import (
    Attestation,
    ImportAttestation,
    approvals_among,
    imports_among,
    steps_among,
    waivers_among,
)
from pbom.model.finding import Finding
from pbom.model.pbom import Pbom
from pbom.model.policy import Policy
from pbom.model.statement import ReleaseStatement, Statement
from pbom.model.verdict import Verdict
from pbom.pipeline.gather import RULE, gather
from pbom.stages.assemble import (
    assemble,
    behind,
    caches_behind,
    imports_behind,
    sources_behind,
)
from pbom.stages.own import own
from pbom.stages.policy_edit import EDITED, edited
from pbom.stages.recompute import (
    RECOMPUTED,
    SIGNED,
    Document,
    inputs_of_document,
    named_in,
    recompute,
    without_document,
)
from pbom.stages.verify import gravity, sort_findings, verify
from pbom.stages.waive import COUNTS
from pbom.stores import Evidence

MAX_DOCUMENTS = 64
"""So many signed PBOMs of the same artifacts are looked at."""


class Question(Struct, frozen=True, kw_only=True):
    """What the gate is asked.

    Attributes:
        artifacts: What may, or may not, ship; at least one.
        evidence: Where the attestations are.
        document: The PBOM's bytes, where a file was given; else the evidence has it.
    """

    artifacts: tuple[Artifact, ...]
    evidence: Evidence
    document: bytes | None = None


def gate(question: Question, policy: Policy, *, at: datetime) -> Verdict:
    """The verdict on artifacts, with every reason in one run.

    Raises:
        StoreError: The evidence cannot be read.
        FormatError: The archive that holds it is broken.
    """
    digests = [digest for artifact in question.artifacts for digest in artifact.digests]
    gathered = gather(question.evidence, digests, policy)
    documents = _documents(question, _releases(gathered.attestations, question.artifacts))
    verdicts = (
        _judge(document, question, gathered.attestations, (policy, at)) for document in documents
    )
    verdict = min(verdicts, key=lambda item: gravity(item.findings))
    whole = replace(
        verdict,
        findings=sort_findings((*verdict.findings, *gathered.refused)),
        checked=(RULE, SIGNED, RECOMPUTED, COUNTS, EDITED, *verdict.checked),
    )
    return own(whole, policy.owners)


def _judge(
    document: Document | None,
    question: Question,
    held: tuple[Attestation[Statement], ...],
    by: tuple[Policy, datetime],
) -> Verdict:
    """The verdict on the evidence that one document names, and on the document itself."""
    policy, at = by
    if document is None:
        steps = behind(question.artifacts, steps_among(held), policy.layout)
        chosen: tuple[Attestation[Statement], ...] = (
            *steps,
            *sources_behind(steps, held),
            *caches_behind(steps, held),
            *imports_behind(question.artifacts, steps, held),
        )
        findings: tuple[Finding, ...] = (without_document(question.artifacts),)
    else:
        chosen = named_in(document, held)
        findings = tuple(recompute(document, question.artifacts, held, policy))
    given = approvals_among(held)  # after the document was assembled
    pbom = assemble(question.artifacts, (*chosen, *given))
    pbom = replace(pbom, waivers=waivers_among(held), strays=_strays(pbom, held))
    verdict = verify(pbom, policy, at=at)
    inputs = set(verdict.inputs).union(inputs_of_document(document) if document else ())
    return replace(
        verdict,
        findings=sort_findings((*verdict.findings, *findings, *edited(pbom, policy))),
        inputs=tuple(sorted(inputs)),
    )


def _strays(pbom: Pbom, held: Iterable[Attestation[Statement]]) -> tuple[ImportAttestation, ...]:
    """The imports that the PBOM does not list, in the order of their bundles' digests."""
    listed = {item.bundle for item in pbom.imports}
    found = (item for item in imports_among(held) if item.bundle not in listed)
    return tuple(sorted(found, key=lambda item: item.bundle))


def _releases(
    attestations: Iterable[Attestation[Statement]], artifacts: tuple[Artifact, ...]
) -> tuple[Attestation[ReleaseStatement], ...]:
    """The signed PBOMs in the evidence; those of the artifacts first, if there are any."""
    found = [item for item in attestations if _is_release(item)]
    wanted = [item for item in found if _is_of(item, artifacts)]
    return tuple(sorted(wanted or found, key=lambda item: item.bundle))


def _documents(
    question: Question, releases: tuple[Attestation[ReleaseStatement], ...]
) -> tuple[Document | None, ...]:
    """The PBOMs to judge by: the given one, else all that the evidence holds, else none.

    The best of them decides, so that one more signed PBOM can never turn a yes into a no.
    """
    if question.document is not None:
        given = document_digest(question.document)
        fitting = [item for item in releases if item.statement.document == given] or releases
        whole = question.document
        given_ones = (Document(content=whole, release=item) for item in fitting[:MAX_DOCUMENTS])
        return tuple(given_ones) or (None,)
    held: list[Document] = []
    for item in releases[:MAX_DOCUMENTS]:
        content = item.statement.inline or question.evidence.body(item.statement.document)
        if content is not None:
            held.append(Document(content=content, release=item))
    return tuple(held) or (None,)


def _is_release(item: Attestation[Statement]) -> TypeGuard[Attestation[ReleaseStatement]]:
    return isinstance(item.statement, ReleaseStatement)


def _is_of(item: Attestation[ReleaseStatement], artifacts: tuple[Artifact, ...]) -> bool:
    return all(
        any(artifact.digests.matches(subject.digests) for subject in item.statement.subjects)
        for artifact in artifacts
    )
