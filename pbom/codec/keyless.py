"""Keyless signatures, verified by the Sigstore library and by what it leaves to its callers.

A bundle may say by several voices when it was signed: its log, and each timestamp authority. Every
voice is asked alone, against a trusted root that has only what counted at the time it tells, and
all of them have to hold: a bundle with one false voice was changed by somebody.

The library is not patched, sees no cache and no network, and is loaded only for a bundle with a
certificate. It reports failures by many exceptions, of its own and of others; all of them mean no.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from pbom.codec.certificate import logged_at, read_certificate
from pbom.codec.certified import timestamps_of
from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.codec.trusted_root import Needed, narrow
from pbom.errors import AuthenticationError, FormatError
from pbom.model.certificate import Vouched
from pbom.model.envelope import Certified, Envelope
from pbom.model.printable import printable
from pbom.model.trusted_root import TrustedRoot

if TYPE_CHECKING:
    from cryptography import x509
    from sigstore.models import Bundle
    from sigstore.verify import Verifier

Ask = Callable[["Verifier", "Bundle"], None]
"""Has a verifier look at a bundle; whatever it raises means no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Voice:
    """One that says when a bundle was signed.

    Attributes:
        at: When.
        document: The bundle with this voice alone.
        stamped: Whether it is a timestamp authority's.
    """

    at: datetime
    document: Json
    stamped: bool


def vouch(envelope: Envelope, certified: Certified, root: TrustedRoot) -> Vouched:
    """Who signed an envelope and when, by a trusted root.

    Raises:
        AuthenticationError: It does not hold.
        FormatError: The certificate cannot be read.
    """

    def ask(verifier: "Verifier", bundle: "Bundle") -> None:
        kind, payload = verifier.verify_dsse(bundle, Anybody())
        if (kind, payload) != (envelope.payload_type, envelope.payload):
            raise FormatError("the library read other bytes than we did")

    return vouch_by(certified, root, ask)


def vouch_by(certified: Certified, root: TrustedRoot, ask: Ask) -> Vouched:
    """Who signed a bundle and when, if the library says yes for each of its voices.

    Raises:
        AuthenticationError: It does not hold.
        FormatError: The certificate or the root cannot be read.
    """
    certificate = read_certificate(certified.certificate)
    logged = logged_at(certified.certificate)
    document = Fields(read_json(certified.document))
    log = _log_of(document)
    voices = tuple(_voices(document))
    if not voices:
        raise AuthenticationError(
            "no-trusted-time", "neither a log nor a timestamp authority says when it was signed"
        )
    for voice in voices:
        needed = Needed(signed=voice.at, logged=logged, log=log, stamped=voice.stamped)
        _ask_library(narrow(root.document, needed), write_json(voice.document), ask)
    return Vouched(certificate=certificate, times=tuple(sorted(item.at for item in voices)))


def _ask_library(root: bytes, bundle: bytes, ask: Ask) -> None:
    from sigstore.models import Bundle  # noqa: PLC0415 - 400 ms

    try:
        ask(_verifier(root), Bundle.from_json(bundle))
    except Exception as error:  # it leaks those of five libraries, and each is a no
        raise AuthenticationError(
            "bad-certificate", f"the signature does not hold: {printable(str(error))[:300]}"
        ) from error


@lru_cache(maxsize=16)
def _verifier(root: bytes) -> "Verifier":
    """A verifier by a root; the signing configuration is what its reader asks for beside it."""
    from sigstore.models import TrustedRoot as Trusted  # noqa: PLC0415 - 400 ms
    from sigstore.verify import Verifier  # noqa: PLC0415
    from sigstore_models.trustroot.v1 import TrustedRoot as Read  # noqa: PLC0415

    return Verifier(trusted_root=Trusted(Read.from_json(root)))


class Anybody:
    """A policy of the library's that asks nothing: whom a certificate names, we ask ourselves."""

    def verify(self, cert: "x509.Certificate") -> None:
        """Nothing to say."""


def _entry(document: Fields) -> Fields:
    return document.table("verificationMaterial").tables("tlogEntries", required=True)[0]


def _log_of(document: Fields) -> str:
    """The id of the log; where the log signed no promise, nothing else covers these numbers."""
    entry = _entry(document)
    if "inclusionPromise" not in entry:
        if entry.text("logIndex") != entry.table("inclusionProof").text("logIndex"):
            raise AuthenticationError("bad-certificate", "the entry has two places in the log")
        if entry.text("integratedTime", "0") != "0":
            raise AuthenticationError(
                "bad-certificate", "the entry has a time that the log did not sign"
            )
    return entry.table("logId").text("keyId")


def _voices(document: Fields) -> Iterator[_Voice]:
    entry = _entry(document)
    if "inclusionPromise" in entry:
        at = _integrated_at(entry)
        yield _Voice(at=at, document=_alone(document, None), stamped=False)
    for number, token in enumerate(timestamps_of(document.table("verificationMaterial"))):
        yield _Voice(at=_stamped_at(token), document=_alone(document, number), stamped=True)


def _integrated_at(entry: Fields) -> datetime:
    try:
        return datetime.fromtimestamp(int(entry.text("integratedTime")), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise entry.error("integratedTime", "no such time") from error


def _stamped_at(token: bytes) -> datetime:
    from rfc3161_client import decode_timestamp_response  # noqa: PLC0415 - 80 ms

    try:
        return decode_timestamp_response(token).tst_info.gen_time.astimezone(UTC)
    except Exception as error:  # the library is written in another language and may panic
        raise AuthenticationError("bad-certificate", "a timestamp cannot be read") from error


def _alone(document: Fields, timestamp: int | None) -> Json:
    """The bundle with the log's promise only, or with one timestamp only."""
    material = document.table("verificationMaterial")
    kept = {key: material.raw(key) for key in material}
    data = material.table_or_none("timestampVerificationData")
    if timestamp is None or data is None:
        kept.pop("timestampVerificationData", None)
    else:
        chosen = data.sequence("rfc3161Timestamps")[timestamp]
        kept["timestampVerificationData"] = {"rfc3161Timestamps": [chosen]}
        entry = _entry(document)
        unsigned = {"inclusionPromise", "integratedTime"}
        kept["tlogEntries"] = [{key: entry.raw(key) for key in entry if key not in unsigned}]
    return {key: document.raw(key) for key in document} | {"verificationMaterial": kept}
