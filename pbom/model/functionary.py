"""Functionaries: who is trusted to sign, by a key or by an identity."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from pbom.model.identity import Identity
from pbom.model.key import PublicKey
from pbom.model.timestamp import TimeAuthority

ANYBODY = frozenset({"reviewer", "review-export"})
"""Roles of whoever the policy gives no others."""


class Functionary(Struct, frozen=True, kw_only=True):
    """Somebody, or some service, that a policy trusts to sign, with one key.

    Whoever has several keys is there several times, under one name.

    Attributes:
        name: The policy's name for it.
        key: What proves that it signed: a key that it holds, or an identity that a certificate
            names. Equal ones are one functionary, whatever the policy calls them.
        emails: Addresses that it commits under, where it is a person; empty for a service, or
            where the policy does not say which person holds the key.
        roles: As what it may speak in an approval; nobody makes themselves a release manager.
        valid_from: Its signatures count from here on; ``None`` for no limit.
        valid_until: Its signatures count up to here; ``None`` for no limit.
        revoked_at: From here on others may have the key; ``None`` where nobody has.
        label: What the policy calls the key, where the functionary has several.
        clocks: Whose word counts on when it signed.
    """

    name: str
    key: PublicKey | Identity
    emails: tuple[str, ...] = ()
    roles: frozenset[str] = ANYBODY
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    revoked_at: datetime | None = None
    label: str = ""
    clocks: tuple[TimeAuthority, ...] = ()

    @property
    def needs_time(self) -> bool:
        """Whether a signature counts only with a time that somebody trusted vouches for."""
        return (self.valid_from, self.valid_until, self.revoked_at) != (None, None, None)

    @property
    def key_name(self) -> str:
        """The key, for people."""
        if isinstance(self.key, Identity):
            return f"the identity of {self.name}"
        return f"key {self.label} of {self.name}" if self.label else f"the key of {self.name}"

    def is_same(self, other: "Functionary") -> bool:
        """Whether both are one: of one name with several keys, or of one key under two names."""
        return self.name == other.name or self.key == other.key


def distinct(functionaries: Iterable[Functionary]) -> int:
    """How many there are: neither one key under two names counts twice, nor two keys of one."""
    found = tuple(functionaries)
    return min(len({item.key for item in found}), len({item.name for item in found}))
