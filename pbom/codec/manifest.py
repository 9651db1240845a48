"""Manifests: long lists of files, kept outside the signed statement and named by digest in it."""

import hashlib
from collections.abc import Callable, Iterable
from json.encoder import encode_basestring

from pbom.codec.digests import read_artifact, read_digests, write_artifact, write_digests
from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.artifact import Artifact
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Material, MaterialState

TYPE = "urn:pbom:manifest:v1"
MAX_INLINE = 1000
"""More entries than this go into a manifest (sigstore-go refuses more than 1024 subjects)."""
MAX_ENTRIES = 2_000_000
_STATES: dict[str, MaterialState] = {
    "modified": "modified",
    "added": "added",
    "deleted": "deleted",
    "untracked": "untracked",
    "submodule": "submodule",
    "lfs": "lfs",
    "file": "file",
}

Bodies = Callable[[Digest], bytes | None]
"""Looks a content-addressed object up; ``None`` where there is none."""


def no_bodies(_digest: Digest) -> None:
    """The look-up of somebody who has no objects."""


def write_material(material: Material) -> dict[str, Json]:
    """A material as a resource descriptor."""
    if material.expected is None:
        return write_artifact(material.artifact, pbom_state=material.state)
    return write_artifact(
        material.artifact,
        pbom_state=material.state,
        pbom_expected=write_digests(material.expected),
    )


def read_material(fields: Fields) -> Material:
    """A material from its resource descriptor.

    Raises:
        FormatError: It is something else.
    """
    annotations = fields.table("annotations")
    state = annotations.text("pbom_state")
    if state not in _STATES:
        raise annotations.error("pbom_state", f"unknown state {state!r}"[:100])
    expected = (
        read_digests(annotations, "pbom_expected") if "pbom_expected" in annotations else None
    )
    return Material(artifact=read_artifact(fields), state=_STATES[state], expected=expected)


def write_materials(materials: Iterable[Material]) -> bytes:
    """A manifest of materials."""
    return _write_manifest(
        _plain_entry(material.artifact, f'"annotations":{{"pbom_state":"{material.state}"}},')
        if material.expected is None and _is_plain(material.artifact)
        else _write(write_material(material))
        for material in materials
    )


def write_products(products: Iterable[Artifact]) -> bytes:
    """A manifest of products."""
    return _write_manifest(
        _plain_entry(product, "") if _is_plain(product) else _write(write_artifact(product))
        for product in products
    )


def _write_manifest(entries: Iterable[str]) -> bytes:
    return f'{{"entries":[{",".join(entries)}],"type":"{TYPE}"}}\n'.encode()


def _write(descriptor: dict[str, Json]) -> str:
    return write_json(descriptor).decode("utf-8")


def _is_plain(artifact: Artifact) -> bool:
    """Whether it is like nearly all files: an ordinary one with a SHA-256 alone."""
    digests = artifact.digests.digests
    return artifact.mode == "100644" and len(digests) == 1 and digests[0].algorithm == "sha256"


def _plain_entry(artifact: Artifact, annotations: str) -> str:
    """What ``write_json`` makes of such an artifact, in a tenth of the time."""
    value = artifact.digests.digests[0].value
    name = encode_basestring(artifact.name)
    return f'{{{annotations}"digest":{{"sha256":"{value}"}},"name":{name}}}'


def name_manifest(role: str, manifest: bytes, count: int) -> dict[str, Json]:
    """The resource descriptor by which a statement names a manifest."""
    return {
        "name": f"pbom:{role}",
        "digest": {"sha256": hashlib.sha256(manifest).hexdigest()},
        "annotations": {"pbom_count": count},
    }


def open_manifest(named: Fields, bodies: Bodies) -> tuple[Fields, ...]:
    """The entries of the manifest that a resource descriptor names.

    Raises:
        EvidenceMissingError: The object is not there.
        FormatError: The object has another digest, another form or another number of entries.
    """
    data, digest = open_body(named, bodies)
    try:
        root = Fields(read_json(data))
        if root.text("type") != TYPE:
            raise root.error("type", f"expected {TYPE}")
        entries = root.tables("entries", required=True)
    except FormatError as error:
        raise error.within(f"object {digest.short}") from error
    count = named.table("annotations").integer("pbom_count")
    if len(entries) != count or count > MAX_ENTRIES:
        raise named.error("annotations.pbom_count", f"{count}, the object has {len(entries)}")
    return entries


def open_body(named: Fields, bodies: Bodies) -> tuple[bytes, Digest]:
    """The object that a resource descriptor names, and its SHA-256.

    Raises:
        EvidenceMissingError: The object is not there.
        FormatError: The object has another digest.
    """
    digest = read_digests(named).get("sha256")
    if digest is None:
        raise named.error("digest", "expected a sha256")
    data = bodies(digest)
    if data is None:
        raise EvidenceMissingError(f"the evidence object {digest} is not there")
    if hashlib.sha256(data).hexdigest() != digest.value:
        raise named.error("digest", f"the object named {digest.short} has another content")
    return data, digest


def subject_of_manifest(manifest: bytes) -> tuple[str, DigestSet]:
    """Name and digest of a manifest of products as the subject of its statement."""
    return "pbom:products", DigestSet.sha256(hashlib.sha256(manifest).hexdigest())


def read_products(entries: Iterable[Fields]) -> tuple[Artifact, ...]:
    """Products from their resource descriptors; each has a SHA-256.

    Raises:
        FormatError: One is something else, or a name comes twice.
    """
    products = tuple(_read_product(entry) for entry in entries)
    refuse_twins(product.name for product in products)
    return products


def _read_product(entry: Fields) -> Artifact:
    product = read_artifact(entry)
    if product.digests.get("sha256") is None:
        raise entry.error("digest", "expected a sha256")
    return product


def refuse_twins(names: Iterable[str]) -> None:
    """Refuse a list in which one name comes twice.

    Raises:
        FormatError: One does.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FormatError(f"the name {name!r} comes twice"[:300])
        seen.add(name)
