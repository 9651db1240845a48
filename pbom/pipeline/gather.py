"""Evidence, authenticated: what is trusted, and what was refused and why."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pbom.codec.bundle import bundle_digest, read_bundle
from pbom.codec.manifest import no_bodies
from pbom.codec.statement import read_statement
from pbom.errors import AuthenticationError, EvidenceMissingError, FormatError
from pbom.model.approval import ApprovalStatement
from pbom.model.attestation import Attestation, sources_among, steps_among
from pbom.model.digest import Digest
from pbom.model.envelope import Envelope
from pbom.model.finding import Finding
from pbom.model.policy import Policy
from pbom.model.statement import Statement
from pbom.stages.assemble import found_by
from pbom.stages.authenticate import authenticate
from pbom.stores import Evidence

RULE = "evidence-authentic"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that evidence holds.

    Attributes:
        attestations: What a trusted functionary vouches for.
        refused: A finding for each bundle that is broken or that nobody trusted signed.
    """

    attestations: tuple[Attestation[Statement], ...]
    refused: tuple[Finding, ...]


def gather(evidence: Evidence, digests: Collection[Digest], policy: Policy) -> Gathered:
    """All bundles that may have to do with artifacts, each authenticated or refused.

    Raises:
        StoreError: The evidence cannot be read.
        FormatError: The archive that holds it is broken.
    """
    attestations: dict[Digest, Attestation[Statement]] = {}
    refused: list[Finding] = []
    _gather_into(attestations, refused, (evidence, digests, policy))
    found = [
        Digest("sha256", value)
        for item in steps_among(attestations.values())
        for value in found_by(item)
    ]
    if found:  # who made what the traced steps found; most of it nobody recorded
        _gather_into(attestations, refused, (evidence, found, policy))
    commits = list(dict.fromkeys(_commits(attestations.values())))
    if commits:  # who approved them
        _gather_into(attestations, refused, (evidence, commits, policy))
    return Gathered(tuple(attestations.values()), tuple(dict.fromkeys(refused)))


def _commits(attestations: Iterable[Attestation[Statement]]) -> Iterator[Digest]:
    """The commits that are new in the release, and their trees."""
    for item in sources_among(attestations):
        for change in item.statement.changes.changes:
            yield Digest("gitCommit", change.commit.id)
            yield Digest("gitTree", change.commit.tree)


def _gather_into(
    attestations: dict[Digest, Attestation[Statement]],
    refused: list[Finding],
    asked: tuple[Evidence, Collection[Digest], Policy],
) -> None:
    evidence, digests, policy = asked
    for name, data in evidence.about(digests):
        if bundle_digest(data) in attestations:
            continue  # an archive gives all it has each time, and its bodies may be large
        try:
            envelope = read_bundle(data)
            try:
                attestation = authenticate(envelope, policy.functionaries, evidence.body)
            except AuthenticationError:
                if _is_elsewhere(envelope, digests):
                    continue
                raise
            attestations[attestation.bundle] = attestation
        except FormatError as error:
            refused.append(_broken(name, error))
        except AuthenticationError as error:
            refused.append(_untrusted(name, error))
        except EvidenceMissingError as error:
            refused.append(_incomplete(name, error))


def _is_elsewhere(envelope: Envelope, digests: Collection[Digest]) -> bool:
    """Whether a bundle is an approval of something else, which only came along."""
    try:
        statement = read_statement(envelope.payload, no_bodies)
    except (EvidenceMissingError, FormatError):
        return False
    if not isinstance(statement, ApprovalStatement):
        return False
    named = {digest for subject in statement.subjects for digest in subject.digests}
    return named.isdisjoint(digests)


def _broken(name: str, error: FormatError) -> Finding:
    return Finding(
        rule=RULE,
        subject=name,
        expected="a Sigstore bundle v0.3 around a statement",
        found=f"malformed: {error}",
        fix="get the original file again, or remove it from the evidence",
        cause="invalid",
    )


def _untrusted(name: str, error: AuthenticationError) -> Finding:
    return Finding(
        rule=RULE,
        subject=name,
        expected="a signature by a functionary of the policy",
        found=str(error),
        fix="get the original file again, or remove it from the evidence; "
        "if the signer is to be trusted, add it to the policy's functionaries",
        cause="invalid",
    )


def _incomplete(name: str, error: EvidenceMissingError) -> Finding:
    return Finding(
        rule=RULE,
        subject=name,
        expected="every object that the statement names",
        found=str(error),
        fix="use the evidence archive that `pbom assemble` wrote, it has them all",
        cause="missing",
    )
