"""Time stamping: who is trusted to say when something was signed, and what was said."""

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAuthority:
    """A time stamping authority that a policy trusts, by the one certificate that it signs with.

    Attributes:
        name: The policy's name for it.
        certificate: Its certificate, in DER; who issued it does not matter here.
    """

    name: str
    certificate: bytes

    @property
    def id(self) -> str:
        """SHA-256 of the certificate, hexadecimal."""
        return hashlib.sha256(self.certificate).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """A time that an authority signed; whether it may be believed is another question.

    Attributes:
        at: The time.
        nonce: The number by which whoever asked knows the answer; ``None`` where there is none.
    """

    at: datetime
    nonce: int | None
