"""Artifacts: files by name and digest, and the names that are allowed."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from pbom.model.digest import DigestSet

Mode = Literal["100644", "100755", "120000", "160000"]
"""git's file modes: a file, an executable file, a symbolic link, a submodule."""

RAW = "raw:"
"""Prefix of a name that stands for bytes which are not plain text; they are percent-encoded."""

MAX_NAME = 4096
_PLAIN = r"(?:[\w@+=,~-][\w@+=,~. -]*/)*[\w@+=,~-][\w@+=,~. -]*"
"""Most names, seen to be right at a glance: no part of them begins with a dot."""
_PLAIN_NAME = re.compile(_PLAIN, re.ASCII)
_PLAIN_PATHS = re.compile(rb"(?:%s\n)*+" % _PLAIN.encode())


def name_problem(name: str) -> str:
    """What is wrong with a path as the name of an artifact; empty where nothing is.

    Names are relative, use ``/`` and stay inside their root.
    """
    if _PLAIN_NAME.fullmatch(name) and len(name) <= MAX_NAME:
        return ""
    return _look_closely(name)


def _look_closely(name: str) -> str:
    if not name or len(name) > MAX_NAME:
        return f"a name has 1 to {MAX_NAME} characters"
    if not name.isprintable() and any(
        unicodedata.category(character) in {"Cc", "Cs"} for character in name
    ):
        return "a name has no control characters"
    if "\\" in name:
        return "a name has no backslash"
    if name.startswith("/"):
        return "a name is relative"
    if any(part in {"", ".", ".."} for part in name.split("/")) and name != ".":
        return "a name has no empty, '.' or '..' part"
    return ""


def encode_name(path: bytes) -> str:
    """The name of a file whose relative path is these bytes.

    Plain UTF-8 paths are their own name. Any other (invalid UTF-8, control characters, a
    backslash, or the prefix itself) becomes ``raw:`` and percent-encoded bytes, so that every
    path has exactly one name.
    """
    try:
        name = path.decode("utf-8")
    except UnicodeDecodeError:
        name = ""
    if name and not name_problem(name) and not name.startswith(RAW):
        return name
    plain = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+@")
    return RAW + "".join(chr(byte) if byte in plain else f"%{byte:02X}" for byte in path)


def encode_names(paths: Sequence[bytes]) -> list[str]:
    """The names of many paths: where all are plain that is seen at one glance."""
    lines = b"\n".join((*paths, b""))
    plain = lines.count(b"\n") == len(paths) and _PLAIN_PATHS.fullmatch(lines)
    if plain and max(map(len, paths), default=0) <= MAX_NAME:
        return lines.decode("ascii").splitlines()
    return [encode_name(path) for path in paths]


def decode_name(name: str) -> bytes:
    """The relative path that a name stands for; the inverse of ``encode_name``."""
    if not name.startswith(RAW):
        return name.encode("utf-8")
    return unquote_to_bytes(name.removeprefix(RAW))


class Artifact(Struct, frozen=True, order=True, kw_only=True):
    """One file, as it was when it was read.

    Attributes:
        name: Path relative to the root of the workspace, ``/`` between parts.
        digests: Of the content; of the target's bytes for a symbolic link.
        mode: The kind of file.
    """

    name: str
    digests: DigestSet
    mode: Mode = "100644"
