"""``gradle-lock``: Gradle's dependency locking, which keeps versions and no hashes."""

import re
from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.entries import Item, each_line, lock_file, text_lines
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, LockFile
from pbom.model.location import REGISTRY
from pbom.model.purl import package_url

_LINE = re.compile(r"(?P<group>[^:=\s]+):(?P<name>[^:=\s]+):(?P<version>[^:=\s]+)(?:=(?P<in>.*))?")


class GradleLock:
    """Every module, with the configurations that it is locked for."""

    id: ClassVar[str] = "gradle-lock"
    names: ClassVar[tuple[str, ...]] = (
        "gradle.lockfile",
        "*-gradle.lockfile",
        "dependency-locks/*.lockfile",
    )

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    yield from each_line(text_lines(data), _line)


def _line(number: int, line: str) -> Iterator[Item]:
    text = line.strip()
    if not text or text.startswith(("#", "empty=")):
        return
    found = _LINE.fullmatch(text)
    if not found:
        raise FormatError(f"expected group:name:version=configurations, found {text!r}"[:200])
    name = f"{found['group']}/{found['name']}"
    yield Dependency(
        ecosystem="maven",
        name=name,
        version=found["version"],
        purl=package_url("maven", name, found["version"]),
        place=f"line {number}",
        origin=REGISTRY,
        groups=tuple(sorted(filter(None, (found["in"] or "").split(",")))),
        scripts="no",
    )


plugin: type[LockReader] = GradleLock
