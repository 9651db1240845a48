"""Signers: who can make signatures.

The law of the family: a signer signs exactly the bytes it is given, says which key did it, and
keeps the private half to itself. A signer is named by a URI, such as ``file:key.pem``; the scheme
chooses the member, here and nowhere else. Members never come from third parties: a foreign rule
can only say no, a foreign signer could say yes.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import ClassVar, Protocol, cast

from pbom.errors import UsageError
from pbom.model.envelope import Signature
from pbom.model.key import PublicKey

MEMBERS: Mapping[str, str] = {
    "file": "key_file",
    "keyless": "keyless",
    "ssh-agent": "ssh_agent",
    "hsm": "key_service",
    "awskms": "key_service",
    "gcpkms": "key_service",
    "azurekms": "key_service",
    "hv": "key_service",
}
"""The file of each scheme, in the order in which they are named to people."""

TRUST_CONFIG = "PBOM_TRUST_CONFIG"
TOKEN_FILE = "PBOM_IDENTITY_TOKEN_FILE"  # noqa: S105 - the name of a variable
"""Where a keyless signer finds its Sigstore and its identity, if not at the usual places."""

Ask = Callable[[str], str]
"""Asks a person for a secret; it is told what to call it."""


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


class Scheme(Protocol):
    """Signers of one kind.

    Attributes:
        schemes: The beginnings of the URIs that name them.
    """

    schemes: ClassVar[tuple[str, ...]]

    @classmethod
    def withheld(cls, uri: str) -> frozenset[str]:
        """Names of variables with which the wrapped command could sign as this signer."""
        ...

    @classmethod
    def open(cls, uri: str, environment: Mapping[str, str], ask: Ask) -> Signer:
        """The signer that a URI of this scheme names.

        Raises:
            RecordingError: There is no such key, or it does not open.
            UsageError: The URI cannot be understood, or something that it needs is not installed.
        """
        ...


def scheme_of(uri: str) -> type[Scheme]:
    """The member that opens a URI.

    Raises:
        UsageError: There is no such scheme.
    """
    name = uri.partition(":")[0]
    if name not in MEMBERS:
        from pbom.model.printable import printable  # noqa: PLC0415 - only for an error's text

        known = ", ".join(f"{scheme}:" for scheme in MEMBERS)
        raise UsageError(
            f"{printable(uri)[:100]!r} names no signer", hint=f"it begins with one of: {known}"
        )
    return cast("type[Scheme]", import_module(f"{__name__}.{MEMBERS[name]}").plugin)
