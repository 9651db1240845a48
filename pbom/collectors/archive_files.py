"""Which products are archives, told by their first bytes."""

import os
from collections.abc import Iterable
from pathlib import Path

from pbom.model.artifact import Artifact, decode_name

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
"""gzip, bzip2, xz."""
_TAR = (257, b"ustar")
_HEAD = 512


def archives_among(root: bytes, products: Iterable[Artifact]) -> tuple[Artifact, ...]:
    """Those of the products that look like archives, or like something compressed."""
    return tuple(
        product
        for product in products
        if product.mode in {"100644", "100755"} and _is_archive(root, product)
    )


def _is_archive(root: bytes, product: Artifact) -> bool:
    path = Path(os.fsdecode(os.path.join(root, decode_name(product.name))))
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    at, mark = _TAR
    return head.startswith((ZIP, EMPTY_ZIP, *PACKED)) or head[at : at + len(mark)] == mark
