"""Documents of upstream: PEP 740, npm, and Sigstore bundles, opened so that they can be asked.

What an index writes around them, such as who published, is passed over: only what a certificate
says of itself is ever told. One bad document never hides the others.
"""

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from pbom.codec.base64_strict import read_base64
from pbom.codec.dsse import IN_TOTO
from pbom.codec.entries import bad_entry
from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.errors import FormatError
from pbom.model.dependency import Problem
from pbom.model.digest import Digest
from pbom.model.upstream import STRONG, UpstreamForm

MAX_BYTES = 16 * 1024 * 1024
MAX_CLAIMS = 10_000
"""So many of one file are read."""
MAX_SUBJECTS = 10_000
_STATEMENTS = frozenset({"https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1"})
_BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"


class Claim(Struct, frozen=True, kw_only=True):
    """A statement about files that somebody signed; nothing of it was checked.

    Attributes:
        form: In which form it came.
        bundle: The Sigstore bundle around it, as JSON; empty where it is in none.
        payload: The statement's bytes.
        subjects: Names and strong digests of what it speaks of.
        predicate: Type of what it claims.
    """

    form: UpstreamForm
    bundle: bytes
    payload: bytes
    subjects: tuple[tuple[str, Digest], ...]
    predicate: str


def read_claims(data: bytes) -> Iterator[Claim | Problem]:
    """Everything that a file claims, and as a problem what could not be read of it."""
    try:
        found = (item for value, place in _values(data) for item in _each(value, place))
        yield from islice(found, MAX_CLAIMS)
        if next(found, None) is not None:
            reason = f"more than {MAX_CLAIMS:,} documents"
            yield Problem(kind="unsupported", place="$", reason=reason)
    except FormatError as error:
        yield Problem(kind="unreadable", place=error.place[:300], reason=error.problem[:300])


def _values(data: bytes) -> Iterator[tuple[Json, str]]:
    """The document, or one in each line."""
    if len(data) > MAX_BYTES:
        raise FormatError(f"larger than the limit of {MAX_BYTES:,} bytes")
    lines = [line for line in data.split(b"\n") if line.strip()]
    if len(lines) > 1 and all(line[:1] == b"{" and line.rstrip()[-1:] == b"}" for line in lines):
        for number, line in enumerate(lines, 1):
            yield read_json(line, max_bytes=MAX_BYTES), f"line {number}"
    else:
        yield read_json(data, max_bytes=MAX_BYTES), "$"


def _each(value: Json, place: str) -> Iterator[Claim | Problem]:
    root = Fields(value, place)
    if "attestation_bundles" in root:
        for bundle in root.each_table("attestation_bundles"):
            for item in bundle.each_table("attestations"):
                yield from _one(_of_python(item))
    elif "attestations" in root:
        for item in root.each_table("attestations"):
            yield from _one(_of_bundle(item.table("bundle"), "npm"))
    elif "verification_material" in root:
        yield from _one(_of_python(root))
    elif "dsseEnvelope" in root or "mediaType" in root:
        yield from _one(_of_bundle(root, "bundle"))
    elif "payloadType" in root:
        yield from _one(_of_envelope(root))
    else:
        raise FormatError("no provenance of a known form", place=place)


def _one(claims: Iterator[Claim]) -> Iterator[Claim | Problem]:
    try:
        yield from claims
    except FormatError as error:
        yield bad_entry(error)


def _of_bundle(root: Fields, form: UpstreamForm) -> Iterator[Claim]:
    if "dsseEnvelope" not in root:
        return  # it signs a file, and claims nothing
    payload = _payload(root.table("dsseEnvelope"))
    bundle = write_json({key: root.raw(key) for key in root})
    yield _claim(form, bundle, payload, root.path("dsseEnvelope.payload"))


def _of_envelope(root: Fields) -> Iterator[Claim]:
    yield _claim("bundle", b"", _payload(root), root.path("payload"))


def _payload(envelope: Fields) -> bytes:
    if envelope.text("payloadType") != IN_TOTO:
        raise envelope.error("payloadType", f"expected {IN_TOTO}")
    return read_base64(envelope.text("payload"), envelope.path("payload"))


def _of_python(root: Fields) -> Iterator[Claim]:
    """An attestation of PEP 740: the same parts as in a bundle, under other names."""
    if root.integer("version") != 1:
        raise root.error("version", "expected 1")
    material, envelope = root.table("verification_material"), root.table("envelope")
    payload = read_base64(envelope.text("statement"), envelope.path("statement"))
    bundle: Json = {
        "mediaType": _BUNDLE,
        "verificationMaterial": {
            "certificate": {"rawBytes": material.text("certificate")},
            "tlogEntries": material.sequence("transparency_entries", required=True),
        },
        "dsseEnvelope": {
            "payload": envelope.text("statement"),
            "payloadType": IN_TOTO,
            "signatures": [{"sig": envelope.text("signature")}],
        },
    }
    yield _claim("pep740", write_json(bundle), payload, envelope.path("statement"))


def _claim(form: UpstreamForm, bundle: bytes, payload: bytes, place: str) -> Claim:
    try:
        root = Fields(read_json(payload, max_bytes=MAX_BYTES))
        if root.text("_type") not in _STATEMENTS:
            raise root.error("_type", "no in-toto statement")
        subjects = root.tables("subject", required=True)
        if len(subjects) > MAX_SUBJECTS:
            raise root.error("subject", f"more than {MAX_SUBJECTS:,}")
        return Claim(
            form=form,
            bundle=bundle,
            payload=payload,
            subjects=tuple(pair for subject in subjects for pair in _digests(subject)),
            predicate=root.text("predicateType"),
        )
    except FormatError as error:
        raise FormatError(error.problem, place=f"{place}{error.place[1:]}") from error


def _digests(subject: Fields) -> Iterator[tuple[str, Digest]]:
    name, table = subject.text("name", ""), subject.table("digest")
    for algorithm in table:
        if algorithm not in STRONG:
            continue
        try:
            yield name, Digest(algorithm, table.text(algorithm).lower())
        except ValueError as error:
            raise table.error(algorithm, str(error)[:200]) from error
