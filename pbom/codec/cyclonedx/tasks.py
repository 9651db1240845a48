"""What every task of a formula has: its name, its evidence, its properties."""

from pbom.codec.strict_json import Json
from pbom.model.attestation import Attestation
from pbom.model.digest import Digest
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
