"""Sigstore trusted roots: which authorities and logs counted at a time, and only those.

The library that verifies knows the spans of time in which each counts, and does not ask for all of
them. So it is never given a whole root: what did not count at the time in question is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pbom.codec.fields import Fields
from pbom.codec.moment import read_moment
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.errors import AuthenticationError, FormatError

MEDIA_TYPES = (
    "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    "application/vnd.dev.sigstore.trustedroot.v0.2+json",
)
MAX_ROOT = 4 * 1024 * 1024
_KEYED = ("tlogs", "ctlogs")
_CHAINED = ("certificateAuthorities", "timestampAuthorities")
_NAMES = {
    "tlogs": "transparency log",
    "ctlogs": "log of certificates",
    "certificateAuthorities": "certificate authority",
    "timestampAuthorities": "timestamp authority",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What a signature asks of a trusted root.

    Attributes:
        signed: When it was made.
        logged: When its certificate was shown to a log of certificates.
        log: The id of the transparency log that has it.
        stamped: Whether a timestamp authority says when it was made, and not the log.
    """

    signed: datetime
    logged: datetime
    log: str
    stamped: bool


def check_trusted_root(document: bytes) -> None:
    """Nothing, if the document is a trusted root in which every span of time has a start.

    Raises:
        FormatError: It is something else.
    """
    root = _open(document)
    for kind in (*_KEYED, *_CHAINED):
        for item in root.tables(kind):
            _span(item, kind)
    for kind in ("tlogs", "certificateAuthorities"):
        if not root.sequence(kind):
            raise root.error(kind, "is empty, so nothing could be verified")


def narrow(document: bytes, needed: Needed) -> bytes:
    """The root with only what counted at the times that a signature needs it for.

    Raises:
        AuthenticationError: Nothing of a kind that is needed counted then.
        FormatError: The document is no trusted root.
    """
    root = _open(document)
    kept: dict[str, Json] = {"mediaType": root.text("mediaType")}
    at = {
        "tlogs": needed.signed,
        "ctlogs": needed.logged,
        "certificateAuthorities": needed.signed,
        "timestampAuthorities": needed.signed,
    }
    for kind, moment in at.items():
        found = [item for item in root.tables(kind) if _covers(item, kind, moment)]
        if kind == "tlogs":
            found = [item for item in found if _log_id(item) == needed.log]
        if not found and (kind != "timestampAuthorities" or needed.stamped):
            raise AuthenticationError(
                "outside-validity",
                f"the trusted root has no {_NAMES[kind]}{_which(kind, needed)} that counted at "
                f"{moment:%Y-%m-%dT%H:%M:%SZ}",
            )
        kept[kind] = [_unbounded(item, kind) for item in found]
    return write_json(kept)


def spans(document: bytes) -> Iterable[str]:
    """What a trusted root holds, a line for each authority and log, for people.

    Raises:
        FormatError: The document is no trusted root.
    """
    root = _open(document)
    for kind in ("certificateAuthorities", "tlogs", "ctlogs", "timestampAuthorities"):
        for item in root.tables(kind):
            start, end = _span(item, kind)
            where = item.text("baseUrl" if kind in _KEYED else "uri", "")
            until = f"{end:%Y-%m-%d}" if end else "now"
            yield f"{_NAMES[kind]} {where}, {start:%Y-%m-%d} to {until}"


def _open(document: bytes) -> Fields:
    root = Fields(read_json(document, max_bytes=MAX_ROOT))
    if root.text("mediaType") not in MEDIA_TYPES:
        raise root.error("mediaType", f"expected {MEDIA_TYPES[0]}")
    return root


def _which(kind: str, needed: Needed) -> str:
    return f" {needed.log}" if kind == "tlogs" else ""


def _log_id(item: Fields) -> str:
    return item.table("logId").text("keyId")


def _covers(item: Fields, kind: str, moment: datetime) -> bool:
    start, end = _span(item, kind)
    return start <= moment and (end is None or moment <= end)


def _span(item: Fields, kind: str) -> tuple[datetime, datetime | None]:
    """From when to when it counts, both included; without a start it never did."""
    holder = item.table("publicKey") if kind in _KEYED else item
    span = holder.table("validFor")
    start = read_moment(span.text("start"), place=span.path("start"))
    ends = span.maybe("end") is not None
    end = read_moment(span.text("end"), place=span.path("end")) if ends else None
    if end is not None and end < start:
        raise FormatError("ends before it starts", place=span.place)
    return start, end


def _unbounded(item: Fields, kind: str) -> Json:
    """The same without its end, which was looked at here: the library would exclude it."""
    members = {key: item.raw(key) for key in item}
    if kind not in _KEYED:
        return members | {"validFor": _started(item)}
    key = item.table("publicKey")
    return members | {
        "publicKey": {name: key.raw(name) for name in key} | {"validFor": _started(key)}
    }


def _started(holder: Fields) -> Mapping[str, Json]:
    return {"start": holder.table("validFor").text("start")}
