"""Documents of other tools: told apart and counted, entry by entry; their bytes are never changed.

A document is kept by its digest, so nothing of it is lost that is not understood here. What is
counted is what a person checks an import by. Reading is tolerant: a byte order mark is skipped, of
several equal keys the last one counts, and each is told.
"""

from collections.abc import Callable

from msgspec.structs import replace

from pbom.codec.fields import Fields
from pbom.codec.import_entries import MAX_TOLD, text_of
from pbom.codec.import_reports import junit, sarif
from pbom.codec.import_sboms import cyclonedx, spdx_2, spdx_3
from pbom.codec.import_signed import bundle, dsse, statement
from pbom.codec.strict_json import read_json_with_twins
from pbom.codec.xml import read_xml
from pbom.errors import FormatError
from pbom.model.dependency import Problem
from pbom.model.imported import Imported, ImportFormat

MAX_BYTES = 64 * 1024 * 1024
"""An object of an evidence archive may have 96 MiB."""
MEDIA_TYPES: dict[ImportFormat, str] = {
    "cyclonedx": "application/vnd.cyclonedx+json",
    "spdx-2": "application/spdx+json",
    "spdx-3": "application/spdx+json",
    "sarif": "application/sarif+json",
    "junit": "application/xml",
    "in-toto-statement": "application/vnd.in-toto+json",
    "dsse": "application/vnd.dsse.envelope.v1+json",
    "sigstore-bundle": "application/vnd.dev.sigstore.bundle+json",
}
_BOM = b"\xef\xbb\xbf"
_XML = (b"<", b"\xff\xfe<\0", b"\xfe\xff\0<")
_STATEMENT = "https://in-toto.io/Statement/"
_BUNDLE = "application/vnd.dev.sigstore.bundle"
_SPDX_3 = "https://spdx.org/rdf/3"


def read_imported(data: bytes) -> Imported:
    """What a document is, and how much is in it.

    Raises:
        FormatError: It is of no kind that is known, or cannot be read at all.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"larger than the limit of {MAX_BYTES:,} bytes ({len(data):,})")
    plain = data.removeprefix(_BOM).lstrip(b" \t\r\n")
    if plain.startswith(_XML):
        return junit(read_xml(plain))
    value, twins = read_json_with_twins(plain, max_bytes=MAX_BYTES)
    root = Fields(value)
    for belongs, read in _KINDS:
        if belongs(root):
            return _with_twins(read(root), twins)
    raise FormatError("of no kind that is known: CycloneDX, SPDX, SARIF, JUnit, in-toto")


def _with_twins(found: Imported, twins: tuple[str, ...]) -> Imported:
    reason = "duplicate key {!r}: the last one counts"
    told = (
        Problem(kind="bad-entry", place="$", reason=reason.format(key[:100]))
        for key in twins[: MAX_TOLD - len(found.problems)]
    )
    return replace(found, problems=(*found.problems, *told)) if twins else found


def _is_spdx_3(root: Fields) -> bool:
    context = root.maybe("@context")
    given = context if isinstance(context, list) else [context]
    return any(isinstance(item, str) and item.startswith(_SPDX_3) for item in given)


_KINDS: tuple[tuple[Callable[[Fields], bool], Callable[[Fields], Imported]], ...] = (
    (lambda root: text_of(root, "bomFormat") == "CycloneDX", cyclonedx),
    (lambda root: text_of(root, "spdxVersion").startswith("SPDX-2"), spdx_2),
    (_is_spdx_3, spdx_3),
    (lambda root: "runs" in root and bool(text_of(root, "version")), sarif),
    (lambda root: text_of(root, "_type").startswith(_STATEMENT), statement),
    (lambda root: text_of(root, "mediaType").startswith(_BUNDLE), bundle),
    (lambda root: bool(text_of(root, "payloadType")), dsse),
)
