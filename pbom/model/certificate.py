"""Certificates of keyless signing: what a certificate authority says about who signed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Claim = Literal[
    "build-signer",
    "build-signer-digest",
    "runner",
    "repository",
    "commit",
    "ref",
    "repository-id",
    "owner",
    "owner-id",
    "workflow",
    "workflow-digest",
    "trigger",
    "run",
    "visibility",
]
"""What a certificate of a CI service may say besides who it is of, in a policy's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a certificate says, checked or not.

    Attributes:
        subject: Whom it names: a URI, or an address of mail.
        issuer: Who knew them: the OpenID provider.
        claims: What else it says, each once; a claim that it does not make is not here.
    """

    subject: str
    issuer: str
    claims: tuple[tuple[Claim, str], ...] = ()

    def claim(self, name: Claim) -> str:
        """What it says about one thing; empty where it says nothing."""
        return dict(self.claims).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What remains of a keyless signature when everything about it was checked.

    Attributes:
        certificate: Of whoever signed.
        times: When, by each log and each timestamp authority that says so; at least one.
    """

    certificate: Certificate
    times: tuple[datetime, ...]
