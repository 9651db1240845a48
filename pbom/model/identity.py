"""Identities: whom a certificate must name, where a functionary holds no key of its own."""

import re

from msgspec import Struct

from pbom.model.certificate import Certificate, Claim
from pbom.model.trusted_root import TrustedRoot

_OPEN = re.compile(r"@refs/(?:heads|tags)/\*$")
"""The one place where an identity may be open: its end, after a workflow that is named in full."""
_NUMBERS: frozenset[Claim] = frozenset({"repository-id", "owner-id"})
_OWNERS: frozenset[Claim] = _NUMBERS | {"repository"}


class Identity(Struct, frozen=True, kw_only=True, eq=False):
    """Somebody, or some service, as a certificate names it.

    The root is no part of who it is: one identity by two deployments is one signer.

    Attributes:
        issuer: The OpenID provider, word for word; a subject means nothing without it.
        subject: Whom the certificate names, word for word; only the name of a branch or tag at
            its end may be left open: ``...@refs/tags/*``.
        demands: What else the certificate must say, word for word.
        root: Whose certificates and logs count for it.

    Raises:
        ValueError: It would let more pass than its author can have meant.
    """

    issuer: str
    subject: str
    demands: tuple[tuple[Claim, str], ...] = ()
    root: TrustedRoot

    def __post_init__(self) -> None:
        if not self.issuer.strip() or not self.subject.strip():
            raise ValueError("an identity needs an issuer and whom it knows")
        if "*" in _OPEN.sub("", self.subject):
            raise ValueError(
                f"the identity {self.subject!r} is open in the middle; only its end may be: "
                "@refs/tags/* or @refs/heads/*"
            )
        empty = [name for name, value in self.demands if not value.strip()]
        if empty:
            raise ValueError(f"{empty[0]} is empty, which could mean all or nothing; leave it out")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Identity):
            return NotImplemented
        return self._who == other._who

    def __hash__(self) -> int:
        return hash(self._who)

    @property
    def _who(self) -> tuple[str, str, tuple[tuple[Claim, str], ...]]:
        return self.issuer, self.subject, self.demands

    @property
    def id(self) -> str:
        """The identity in one line, for people."""
        return f"{self.subject} ({self.issuer})"

    @property
    def has_number(self) -> bool:
        """Whether it asks for a number, which stays whose it is, and not for names only."""
        return any(name in _NUMBERS for name, _ in self.demands)

    def objection(self, certificate: Certificate) -> str:
        """What speaks against a certificate's being of this identity; empty for nothing."""
        if certificate.issuer != self.issuer:
            return f"the issuer is {certificate.issuer or 'not named'}, not {self.issuer}"
        if not self._names(certificate.subject):
            return f"it names {certificate.subject}, not {self.subject}"
        for name, value in self.demands:
            found = certificate.claim(name)
            if found != value:
                return f"its {name} is {found or 'not told'}, not {value}"
        return self._borrowed(certificate)

    def _names(self, subject: str) -> bool:
        if not _OPEN.search(self.subject):
            return subject == self.subject
        start = self.subject.removesuffix("*")
        return subject.startswith(start) and len(subject) > len(start)

    def _borrowed(self, certificate: Certificate) -> str:
        """A workflow that others may call says nothing about whose source it built."""
        repository = certificate.claim("repository")
        if not repository or certificate.subject.startswith(f"{repository}/"):
            return ""
        if _OWNERS.isdisjoint(name for name, _ in self.demands):
            return (
                f"its workflow was called by {repository}, and the policy does not say whose "
                "source that may be (repository-id, owner-id or repository)"
            )
        return ""
