"""Public keys, named by their material."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Literal

KeyKind = Literal["ecdsa-p256", "ecdsa-p384", "ed25519"]
"""ECDSA with SHA-256 or SHA-384, in DER; or Ed25519 over the bytes themselves."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key.

    Attributes:
        kind: What it can verify.
        spki: DER of its SubjectPublicKeyInfo (RFC 5280 section 4.1): the key material itself, so
            that one key under two names is still one key.
    """

    kind: KeyKind
    spki: bytes

    @property
    def id(self) -> str:
        """SHA-256 of the key material, hexadecimal."""
        return hashlib.sha256(self.spki).hexdigest()

    @property
    def hint(self) -> str:
        """The hint that Sigstore bundles carry: base64 of the SHA-256 of the key material."""
        return base64.b64encode(hashlib.sha256(self.spki).digest()).decode()
