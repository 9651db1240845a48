"""Which products are archives, told by their first and last bytes."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from pbom.model.artifact import Artifact, decode_name

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
_LISTED = b"PK\x01\x02"
PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
"""gzip, bzip2, xz."""
HEAD = 512
_SUM = slice(148, 156)
_NUMBER = re.compile(rb" *([0-7]{1,7})[ \0]+")
_TAIL = 22 + 65535
"""The end of a zip archive, with the longest comment."""


def archives_among(root: bytes, products: Iterable[Artifact]) -> tuple[Artifact, ...]:
    """Those of the products that look like archives, or like something compressed."""
    return tuple(
        product
        for product in products
        if product.mode in {"100644", "100755"} and _is_one(root, product)
    )


def is_archive(head: bytes) -> bool:
    """Whether something begins as archives do."""
    return head.startswith((ZIP, EMPTY_ZIP, *PACKED)) or is_tar(head[:HEAD])


def is_tar(block: bytes) -> bool:
    """Whether 512 bytes are a header of a tar archive; old ones are told by their sum alone."""
    number = _NUMBER.fullmatch(block[_SUM])
    if number is None or len(block) < HEAD:
        return False
    return int(number[1], 8) == sum(block) - sum(block[_SUM]) + 8 * ord(" ")


def ends_as_zip(file: IO[bytes]) -> bool:
    """Whether there is a zip archive behind something else, such as what runs it."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    end = tail.rfind(EMPTY_ZIP)
    if end < 0 or len(tail) < end + 22:
        return False
    listed = int.from_bytes(tail[end + 12 : end + 16], "little")
    start = size - len(tail) + end - listed
    if not listed or start < 0:
        return False
    file.seek(start)
    return file.read(len(_LISTED)) == _LISTED


def _is_one(root: bytes, product: Artifact) -> bool:
    path = Path(os.fsdecode(os.path.join(root, decode_name(product.name))))
    try:
        with path.open("rb") as file:
            return is_archive(file.read(HEAD)) or ends_as_zip(file)
    except OSError:
        return False
