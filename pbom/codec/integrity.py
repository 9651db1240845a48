"""Integrity values as lock files write them, with what each of them covers."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator

from pbom.model.dependency import Covers, Integrity, Problem
from pbom.model.digest import LENGTHS

_ALGORITHMS = {"sha1": 20, "sha256": 32, "sha384": 48, "sha512": 64}
"""Of Subresource Integrity, and npm's old ``sha1``, with the bytes of each."""
_HEX = re.compile(r"[0-9a-fA-F]+")
_LEGACY = {"md5": 32, "sha224": 56}
"""Further algorithms that lock files use, with their hexadecimal digits."""


def read_sri(text: str, place: str, covers: Covers = "file") -> Iterator[Integrity | Problem]:
    """The values of a Subresource Integrity text: ``sha512-<base64>``, one or more."""
    for part in text.split():
        yield _one_sri(part, place, covers)


def _one_sri(part: str, place: str, covers: Covers) -> Integrity | Problem:
    value = part.partition("?")[0]
    algorithm, dash, encoded = value.partition("-")
    size = _ALGORITHMS.get(algorithm)
    if not dash or size is None:
        return _bad(f"expected algorithm-base64, found {part!r}", place)
    try:
        digest = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return _bad(f"not base64: {part!r}", place)
    if len(digest) != size:
        return _bad(f"{len(digest)} bytes are no {algorithm}", place)
    return Integrity(algorithm=algorithm, value=digest.hex(), covers=covers, raw=part)


def read_tagged(text: str, place: str, file: str = "") -> Integrity | Problem:
    """The value of ``sha256:<hex>``, the digest of a file."""
    algorithm, colon, value = text.partition(":")
    if not colon:
        return _bad(f"expected algorithm:hex, found {text!r}", place)
    return read_hex(algorithm, value, place, file)


def read_hex(algorithm: str, value: str, place: str, file: str = "") -> Integrity | Problem:
    """The hexadecimal digest of a file."""
    name = algorithm.lower().replace("-", "")
    wanted = LENGTHS[name][0] if name in _ALGORITHMS else _LEGACY.get(name)
    if wanted is None:
        return _bad(f"unknown algorithm {algorithm!r}", place)
    if len(value) != wanted or not _HEX.fullmatch(value):
        return _bad(f"{value!r} is no {name} in hexadecimal", place)
    lower = value.lower()
    raw = "" if value == lower else value
    return Integrity(algorithm=name, value=lower, raw=raw, file=file)


def sort_out(
    values: Iterable[Integrity | Problem],
) -> tuple[tuple[Integrity, ...], tuple[Problem, ...]]:
    """The values, each once, and apart from them what could not be read."""
    found = dict.fromkeys(values)
    return (
        tuple(item for item in found if isinstance(item, Integrity)),
        tuple(item for item in found if isinstance(item, Problem)),
    )


def commit_integrity(commit: str) -> tuple[Integrity, ...]:
    """The commit that a repository is locked at; none where there is none."""
    if not commit:
        return ()
    return (Integrity(algorithm="gitCommit", value=commit, covers="git-commit"),)


def _bad(reason: str, place: str) -> Problem:
    return Problem(kind="bad-entry", place=place[:300], reason=reason[:200])
