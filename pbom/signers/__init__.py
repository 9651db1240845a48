"""Signers: who can make signatures.

The law of the family: a signer signs exactly the bytes it is given, says which key did it, and
keeps the private half to itself. Signers are chosen by the scheme of a key's URI and never come
from third parties: a foreign rule can only say no, a foreign signer could say yes.
"""

from typing import Protocol

from pbom.model.envelope import Signature
from pbom.model.key import PublicKey


class Signer(Protocol):
    """Somebody who can sign."""

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this signer signs."""
        ...

    def sign(self, message: bytes) -> Signature:
        """A signature over the bytes.

        Raises:
            RecordingError: The key did not sign.
        """
        ...
