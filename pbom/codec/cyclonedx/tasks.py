"""What every task of a formula has: its name, its evidence, its properties."""

from collections.abc import Iterator

from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json
from pbom.model.attestation import Attestation
from pbom.model.digest import Digest
from pbom.model.key import PublicKey
from pbom.model.statement import Statement

ATTESTATION = "pbom:attestation:sha256"
"""Name of the property by which a task names its evidence."""


def task_ref(attestation: Attestation[Statement]) -> str:
    """The bom-ref of a task that an attestation vouches for: the digest of its bundle."""
    return f"task:{attestation.bundle.value}"


def evidence_outputs(attestation: Attestation[Statement]) -> list[Json]:
    """The attestation, and the bodies that it names, as outputs of its task."""
    outputs: list[Json] = [
        {"type": "attestation", "resource": _refer("attestation", attestation.bundle)}
    ]
    outputs.extend(
        {"type": "evidence", "resource": _refer("evidence", body)} for body in attestation.bodies
    )
    return outputs


def vouched_by(attestation: Attestation[Statement]) -> Iterator[dict[str, Json]]:
    """Who vouches for a task: a key, or whoever a certificate names, with all that it says."""
    if isinstance(attestation.functionary.key, PublicKey):
        yield named("pbom:attestation:keyid", attestation.functionary.key.id)
    if attestation.certificate:
        yield named("pbom:attestation:identity", attestation.certificate.subject)
        yield named("pbom:attestation:issuer", attestation.certificate.issuer)
        for claim, value in attestation.certificate.claims:
            yield named(f"pbom:certificate:{claim}", value)
    for at in dict.fromkeys(attestation.times):
        yield named("pbom:attestation:signed", write_moment(at))


def _refer(kind: str, digest: Digest) -> Json:
    reference: Json = {
        "type": kind,
        "url": f"urn:pbom:object:{digest}",
        "hashes": [{"alg": "SHA-256", "content": digest.value}],
    }
    return {"externalReference": reference}


def named(name: str, value: str) -> dict[str, Json]:
    """A property."""
    return {"name": name, "value": value}
