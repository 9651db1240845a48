"""Functionaries: who is trusted to sign, by a key or by an identity."""

from dataclasses import dataclass
from datetime import datetime

from pbom.model.identity import Identity
from pbom.model.key import PublicKey

ANYBODY = frozenset({"reviewer", "review-export"})
"""Roles of whoever the policy gives no others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Functionary:
    """Somebody, or some service, that a policy trusts to sign.

    Attributes:
        name: The policy's name for it.
        key: What proves that it signed: a key that it holds, or an identity that a certificate
            names. Equal ones are one functionary, whatever the policy calls them.
        emails: Addresses that it commits under, where it is a person; empty for a service, or
            where the policy does not say which person holds the key.
        roles: As what it may speak in an approval; nobody makes themselves a release manager.
        valid_from: Its signatures count from here on; ``None`` for no limit.
        valid_until: Its signatures count up to here; ``None`` for no limit.
    """

    name: str
    key: PublicKey | Identity
    emails: tuple[str, ...] = ()
    roles: frozenset[str] = ANYBODY
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @property
    def needs_time(self) -> bool:
        """Whether a signature counts only with a time that somebody trusted vouches for."""
        return self.valid_from is not None or self.valid_until is not None
