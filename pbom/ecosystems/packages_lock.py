"""``packages-lock``: NuGet's ``packages.lock.json``."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from pbom.codec.entries import (
    Item,
    each_member,
    json_root,
    lock_file,
    members,
    names_of,
    optional_text,
)
from pbom.codec.fields import Fields
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, Integrity, LockFile, Problem, Reach
from pbom.model.location import REGISTRY, Origin
from pbom.model.purl import package_url

_REACH: dict[str, Reach] = {
    "direct": "direct",
    "transitive": "transitive",
    "centraltransitive": "transitive",
    "project": "unknown",
}


class PackagesLock:
    """Every package once for each target framework."""

    id: ClassVar[str] = "packages-lock"
    names: ClassVar[tuple[str, ...]] = ("packages.lock.json", "packages.*.lock.json")

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    root, twins = json_root(data)
    yield from twins
    if "dependencies" not in root:
        raise FormatError("no dependencies: not a lock file of NuGet")
    for framework, table in members(root.table("dependencies")):
        if isinstance(table, Problem):
            yield table
            continue
        purls: dict[str, str] = {}
        for name, package in members(table):
            version = package.maybe("resolved") if isinstance(package, Fields) else None
            text = version if isinstance(version, str) else ""
            purls[name.lower()] = package_url("nuget", name, text)
        yield from each_member(table, partial(_package, framework, purls))


def _package(framework: str, purls: dict[str, str], name: str, table: Fields) -> Iterator[Item]:
    kind = table.text("type", "").lower()
    content = optional_text(table, "contentHash")
    integrity = (
        (Integrity(algorithm="sha512", value=content, covers="nuget-content"),) if content else ()
    )
    wanted = {
        purls[other.lower()] for other in names_of(table, "dependencies") if other.lower() in purls
    }
    version = optional_text(table, "resolved")
    yield Dependency(
        ecosystem="nuget",
        name=name,
        version=version,
        purl=package_url("nuget", name, version),
        place=table.place,
        origin=Origin("workspace") if kind == "project" else REGISTRY,
        groups=(framework,),
        reach=_REACH.get(kind, "unknown"),
        integrity=integrity,
        requires=tuple(sorted(wanted)),
    )
    if not version and kind != "project":
        yield Problem(kind="bad-entry", place=table.place, reason="no version")


plugin: type[LockReader] = PackagesLock
