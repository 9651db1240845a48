"""Lists of the images that a container engine, or an OCI layout, has at hand."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pbom.codec.entries import optional_text
from pbom.codec.fields import Fields
from pbom.codec.image import image_component
from pbom.codec.strict_json import read_json
from pbom.errors import FormatError
from pbom.model.dependency import Integrity

MAX_BYTES = 64 * 1024 * 1024
_NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")


class StoredImage(NamedTuple):
    """An image under one of its names.

    Attributes:
        repository: With its host, as references are normalised.
        tag: Of the name.
        integrity: What it is.
    """

    repository: str
    tag: str
    integrity: Integrity


def read_docker(data: bytes) -> Iterator[StoredImage]:
    """Docker's ``repositories.json``: names and digests by which the same image is known.

    An image that was built here has no manifest yet; its id is that of its configuration.

    Raises:
        FormatError: It is something else.
    """
    repositories = Fields(read_json(data, max_bytes=MAX_BYTES)).table("Repositories")
    for _, table in repositories.named_tables():
        manifests: dict[str, list[Integrity]] = {}
        for name in table:
            digest = name.rpartition("@")[2]
            if digest != name:
                manifests.setdefault(table.text(name), []).append(_manifest(digest, table, name))
        for name in table:
            if "@" not in name:
                image = table.text(name)
                found = manifests.get(image) or [_configuration(image, table, name)]
                yield from _named(name, found)


def read_containers(data: bytes) -> Iterator[StoredImage]:
    """The ``images.json`` of Podman, Buildah and CRI-O.

    Raises:
        FormatError: It is something else.
    """
    value = read_json(data, max_bytes=MAX_BYTES)
    root = Fields({"images": value})
    for item in root.each_table("images"):
        digest = optional_text(item, "digest")
        if not digest:
            continue
        for name in item.texts("names") if item.maybe("names") is not None else ():
            yield from _named(name, [_manifest(digest, item, "digest")])


def read_layout(data: bytes) -> Iterator[StoredImage]:
    """The ``index.json`` of an OCI image layout, whose images are named whole.

    Raises:
        FormatError: It is something else.
    """
    for item in Fields(read_json(data, max_bytes=MAX_BYTES)).each_table("manifests"):
        notes = item.present_table("annotations")
        names = [optional_text(notes, key) for key in _NAMES] if notes else []
        whole = next((name for name in names if "/" in name), "")
        if whole:
            yield from _named(whole, [_manifest(item.text("digest"), item, "digest")])


def _named(name: str, found: Iterable[Integrity]) -> Iterator[StoredImage]:
    known = image_component(name, "$", "")
    for integrity in found:
        yield StoredImage(known.name, known.version, integrity)


def _manifest(digest: str, table: Fields, key: str) -> Integrity:
    return Integrity(algorithm="sha256", value=_hex(digest, table, key), covers="oci-manifest")


def _configuration(image: str, table: Fields, key: str) -> Integrity:
    value = _hex(image, table, key)
    return Integrity(algorithm="sha256", value=value, covers="other", raw=f"image-id:{value}")


def _hex(digest: str, table: Fields, key: str) -> str:
    algorithm, _, value = digest.partition(":")
    if algorithm != "sha256" or len(value) != 64 or value.strip("0123456789abcdef"):  # noqa: PLR2004
        raise FormatError(f"no sha256 digest: {digest!r}"[:200], place=table.path(key)[:300])
    return value
