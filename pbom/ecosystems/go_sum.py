"""``go-sum``: ``go.sum``, the hashes of every module that Go has looked at."""

import base64
import binascii
from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.entries import Item, bad_entry, lock_file, text_lines
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, Integrity, LockFile
from pbom.model.location import REGISTRY
from pbom.model.purl import package_url

_GO_MOD = "/go.mod"
_BYTES = 32
_WORDS = 3


class GoSum:
    """Every module and version; one of which only ``go.mod`` was read has only that hash."""

    id: ClassVar[str] = "go-sum"
    names: ClassVar[tuple[str, ...]] = ("go.sum", "go.work.sum")

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    found: dict[tuple[str, str], list[Integrity]] = {}
    lines: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text_lines(data), 1):
        words = line[:4096].split()
        if not words:
            continue
        try:
            module, version, value = _parse(words, f"line {number}")
        except FormatError as error:
            yield bad_entry(error)
            continue
        key = (module, version)
        lines.setdefault(key, number)
        if value not in found.setdefault(key, []):
            found[key].append(value)
    for (module, version), values in found.items():
        yield Dependency(
            ecosystem="golang",
            name=module,
            version=version,
            purl=package_url("golang", module, version),
            place=f"line {lines[module, version]}",
            origin=REGISTRY,
            integrity=tuple(values),
            scripts="no",
        )


def _parse(words: list[str], place: str) -> tuple[str, str, Integrity]:
    if len(words) != _WORDS:
        raise FormatError("expected a module, a version and a hash", place=place)
    module, version, text = words
    algorithm, _, value = text.partition(":")
    try:
        size = len(base64.b64decode(value, validate=True))
    except (binascii.Error, ValueError):
        size = 0
    if algorithm != "h1" or size != _BYTES:
        raise FormatError(f"expected h1:base64, found {text!r}"[:200], place=place)
    only_mod = version.endswith(_GO_MOD)
    return (
        module,
        version.removesuffix(_GO_MOD),
        Integrity(
            algorithm="h1",
            value=value,
            covers="go-mod-file" if only_mod else "go-module",
            raw=text,
        ),
    )


plugin: type[LockReader] = GoSum
