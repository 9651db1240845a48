"""Signed PBOMs: the CycloneDX predicate while it is small, else the in-toto Reference v0.1."""

import hashlib

from pbom.codec.digests import read_digests, write_digests
from pbom.codec.fields import Fields
from pbom.codec.link import read_subject
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.model.digest import Digest
from pbom.model.statement import ReleaseStatement

INLINE = "https://cyclonedx.org/bom"
REFERENCE = "https://in-toto.io/attestation/reference/v0.1"
MEDIA_TYPE = "application/vnd.cyclonedx+json"
MAX_INLINE = 64 * 1024
"""Larger documents are referred to: public transparency logs refuse beyond about 100 KB."""


def document_digest(document: bytes) -> Digest:
    """The name of a PBOM: SHA-256 of its bytes."""
    return Digest("sha256", hashlib.sha256(document).hexdigest())


def write_release(release: ReleaseStatement, document: bytes) -> tuple[str, dict[str, Json]]:
    """Predicate type and predicate of a signed PBOM.

    Raises:
        FormatError: The document is not JSON.
    """
    if len(document) <= MAX_INLINE:
        members = Fields(read_json(document))
        return INLINE, {key: members.raw(key) for key in members}
    reference: Json = {
        "name": "pbom.cdx.json",
        "mediaType": MEDIA_TYPE,
        "downloadLocation": f"urn:pbom:object:{release.document}",
        "digest": write_digests((release.document,)),
    }
    return REFERENCE, {"attester": {"id": "urn:pbom:assembler:v1"}, "references": [reference]}


def read_inline(subjects: tuple[Fields, ...], root: Fields) -> ReleaseStatement:
    """A signed PBOM that carries the document: its canonical bytes are what is named.

    Raises:
        FormatError: It is something else.
    """
    document = write_json(root.raw("predicate")) + b"\n"
    return ReleaseStatement(
        subjects=tuple(read_subject(subject) for subject in subjects),
        document=document_digest(document),
        inline=document,
    )


def read_reference(subjects: tuple[Fields, ...], predicate: Fields) -> ReleaseStatement:
    """A signed PBOM that names the document.

    Raises:
        FormatError: It is something else, or names more than one document.
    """
    references = predicate.tables("references", required=True)
    if len(references) != 1:
        raise predicate.error("references", f"expected one, found {len(references)}")
    media_type = references[0].text("mediaType")
    if media_type != MEDIA_TYPE:
        raise references[0].error("mediaType", f"expected {MEDIA_TYPE}")
    digest = read_digests(references[0]).get("sha256")
    if digest is None:
        raise references[0].error("digest", "expected a sha256")
    return ReleaseStatement(
        subjects=tuple(read_subject(subject) for subject in subjects), document=digest
    )
