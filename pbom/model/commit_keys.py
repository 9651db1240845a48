"""Commit keys: whose signatures on commits count."""

from msgspec import Struct

from pbom.model.forge import FORGES, Forge


class CommitKeys(Struct, frozen=True, kw_only=True):
    """Keys that the user gives; nothing that the repository configures is among them.

    Attributes:
        allowed_signers: Content of an allowed signers file of OpenSSH; empty for none.
        keyring: Content of an OpenPGP keyring, binary; empty for none.
        forges: Whose keys and addresses are those of a service, never of a person.
    """

    allowed_signers: bytes = b""
    keyring: bytes = b""
    forges: tuple[Forge, ...] = FORGES

    def is_forge(self, key: str) -> bool:
        """Whether a fingerprint or key id is that of a forge's own key."""
        return any(forge.has_key(key) for forge in self.forges)


NO_KEYS = CommitKeys()
