"""Forges: services that make commits themselves, and sign them with keys that are nobody's."""

from msgspec import Struct

_KEY_ID = 16
"""Hexadecimal digits of an OpenPGP key id: the end of the fingerprint."""


class Forge(Struct, frozen=True, kw_only=True):
    """A forge, as it appears in commits.

    Attributes:
        name: Its name.
        committers: Addresses under which it commits what people merge on its pages, lower case.
        keys: What it signs with: OpenPGP fingerprints, upper case, and SSH fingerprints.
    """

    name: str
    committers: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()

    def has_key(self, key: str) -> bool:
        """Whether a fingerprint, or an OpenPGP key id, is that of one of its keys."""
        return key in self.keys or any(
            _is_openpgp(known) and _is_openpgp(key) and known[-_KEY_ID:] == key.upper()[-_KEY_ID:]
            for known in self.keys
        )


FORGES = (
    Forge(
        name="GitHub",
        committers=frozenset({"noreply@github.com"}),
        keys=frozenset(
            {
                "5DE3E0509C47EA3CF04A42D34AEE18F83AFDEB23",  # until January 2024
                "968479A1AFF927E37D1A566BB5690EEEBB952194",
            }
        ),
    ),
    Forge(
        name="GitLab",
        committers=frozenset({"noreply@gitlab.com"}),
        keys=frozenset({"SHA256:ylvmNrhpOBqBQRVi0S8xv2meWLs/QnN7AztQlZY5UPE"}),
    ),
)
"""The public ones. An instance of one's own has its own key and address, see ``pbom.toml``."""


def _is_openpgp(key: str) -> bool:
    return len(key) >= _KEY_ID and ":" not in key
