"""Transparency logs: Rekor of the first API, which promises, and of the second, which does not."""

import base64
import hashlib
import json
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.sigstore_double.merkle import Tree
from tests.sigstore_double.parts import RefusedError, b64, canonical, now, spki

NAME = "127.0.0.1"
"""Who signs the checkpoints; the JavaScript client looks for it in the address of the log."""


class Rekor1:
    """``dsse`` and ``hashedrekord`` entries with a signed time."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.tree = Tree()
        for number in range(5):  # it did not begin with us
            self.tree.append(b"somebody else's %d" % number)

    @property
    def id(self) -> bytes:
        return hashlib.sha256(spki(self.key.public_key())).digest()

    def add(self, proposed: dict[str, Any]) -> dict[str, Any]:
        make = _dsse_entry if proposed["kind"] == "dsse" else _hashed_entry
        body = canonical(make(proposed))
        index = self.tree.append(body)
        at = int(now().timestamp())
        promised = {
            "body": b64(body),
            "integratedTime": at,
            "logID": self.id.hex(),
            "logIndex": index,
        }
        proof = {
            "checkpoint": self._checkpoint(),
            "hashes": [item.hex() for item in self.tree.proof(index)],
            "logIndex": index,
            "rootHash": self.tree.root.hex(),
            "treeSize": len(self.tree.leaves),
        }
        promise = b64(self.key.sign(canonical(promised), ec.ECDSA(SHA256())))
        verification = {"inclusionProof": proof, "signedEntryTimestamp": promise}
        return {f"{index:064x}": promised | {"verification": verification}}

    def _checkpoint(self) -> str:
        note = f"{NAME} - 1\n{len(self.tree.leaves)}\n{b64(self.tree.root)}\n"
        signed = self.key.sign(note.encode(), ec.ECDSA(SHA256()))
        return f"{note}\n\N{EM DASH} {NAME} {b64(self.id[:4] + signed)}\n"


class Rekor2:
    """``hashedrekord`` entries without a time of their own."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.tree = Tree()

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def id(self) -> bytes:
        raw = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(NAME.encode() + b"\n\x01" + raw).digest()

    def add(self, proposed: dict[str, Any]) -> dict[str, Any]:
        asked = proposed["hashedRekordRequestV002"]
        digest = base64.b64decode(asked["digest"])
        raw = base64.b64decode(asked["signature"]["verifier"]["x509Certificate"]["rawBytes"])
        certificate = x509.load_der_x509_certificate(raw)
        content = base64.b64decode(asked["signature"]["content"])
        _verify(certificate, content, digest, ec.ECDSA(Prehashed(SHA256())))
        data = {"algorithm": "SHA2_256", "digest": asked["digest"]}
        spec = {"hashedRekordV002": {"data": data, "signature": asked["signature"]}}
        body = canonical({"apiVersion": "0.0.2", "kind": "hashedrekord", "spec": spec})
        index = str(self.tree.append(body))
        return {
            "logIndex": index,
            "logId": {"keyId": b64(self.id)},
            "kindVersion": {"kind": "hashedrekord", "version": "0.0.2"},
            "inclusionProof": {
                "logIndex": index,
                "rootHash": b64(self.tree.root),
                "treeSize": str(len(self.tree.leaves)),
                "hashes": [b64(item) for item in self.tree.proof(int(index))],
                "checkpoint": {"envelope": self._checkpoint()},
            },
            "canonicalizedBody": b64(body),
        }

    def _checkpoint(self) -> str:
        note = f"{NAME}\n{len(self.tree.leaves)}\n{b64(self.tree.root)}\n"
        signed = self.key.sign(note.encode())
        return f"{note}\n\N{EM DASH} {NAME} {b64(self.id[:4] + signed)}\n"


def _dsse_entry(proposed: dict[str, Any]) -> dict[str, Any]:
    content = proposed["spec"]["proposedContent"]
    envelope = json.loads(content["envelope"])
    (verifier,) = content["verifiers"]
    certificate = x509.load_pem_x509_certificate(base64.b64decode(verifier))
    payload = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"].encode()
    message = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    (signature,) = envelope["signatures"]
    _verify(certificate, base64.b64decode(signature["sig"]), message, ec.ECDSA(SHA256()))
    spec = {
        "envelopeHash": _sha256(content["envelope"].encode()),
        "payloadHash": _sha256(payload),
        "signatures": [{"signature": signature["sig"], "verifier": verifier}],
    }
    return {"apiVersion": "0.0.1", "kind": "dsse", "spec": spec}


def _hashed_entry(proposed: dict[str, Any]) -> dict[str, Any]:
    spec = proposed["spec"]
    signature = spec["signature"]
    certificate = x509.load_pem_x509_certificate(
        base64.b64decode(signature["publicKey"]["content"])
    )
    digest = bytes.fromhex(spec["data"]["hash"]["value"])
    content = base64.b64decode(signature["content"])
    _verify(certificate, content, digest, ec.ECDSA(Prehashed(SHA256())))
    return {"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": spec}


def _sha256(data: bytes) -> dict[str, str]:
    return {"algorithm": "sha256", "value": hashlib.sha256(data).hexdigest()}


def _verify(certificate: x509.Certificate, signature: bytes, message: bytes, how: ec.ECDSA) -> None:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise RefusedError("an ECDSA key is expected")
    try:
        key.verify(signature, message, how)
    except InvalidSignature as error:
        raise RefusedError("the signature is not by the certificate's key") from error
