"""Trusted roots: whose certificates, logs and times count for keyless signatures."""

import hashlib
from dataclasses import dataclass

from pbom.model.digest import Digest


@dataclass(frozen=True, slots=True)
class TrustedRoot:
    """A Sigstore trusted root.

    Attributes:
        document: Its bytes as pinned; nothing else is ever trusted, no cache and no server.
    """

    document: bytes

    @property
    def digest(self) -> Digest:
        """The name of this root."""
        return Digest("sha256", hashlib.sha256(self.document).hexdigest())
