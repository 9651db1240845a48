"""``maven-lock``: ``lockfile.json`` of the Maven lockfile plugin."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from pbom.codec.entries import Item, each_table, json_root, lock_file, optional_text, tables
from pbom.codec.fields import Fields
from pbom.codec.integrity import read_hex, sort_out
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, LockFile, Reach, Scope
from pbom.model.location import Origin, clean_location
from pbom.model.purl import package_url

_SCOPES: dict[str, Scope] = {
    "compile": "required",
    "runtime": "required",
    "provided": "development",
    "system": "required",
    "test": "development",
}
_LISTS = ("dependencies", "mavenPlugins")


class MavenLock:
    """Every artifact of the tree, and the plugins that the build itself runs."""

    id: ClassVar[str] = "maven-lock"
    names: ClassVar[tuple[str, ...]] = ("lockfile.json",)

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    root, twins = json_root(data)
    yield from twins
    lower = {key.lower() for key in root}
    if not {"artifactid", "groupid"} <= lower:
        raise FormatError("no artifactId: not a lock file of Maven")
    for key in _LISTS:
        group = "" if key == "dependencies" else "plugin"
        yield from each_table(tables(root, key), partial(_artifact, "direct", group))


def _artifact(reach: Reach, group: str, table: Fields) -> Iterator[Item]:
    name = f"{table.text('groupId')}/{table.text('artifactId')}"
    version = table.text("version")
    url = clean_location(optional_text(table, "resolved"))
    checksum = optional_text(table, "checksum")
    algorithm = optional_text(table, "checksumAlgorithm")
    given = (read_hex(algorithm, checksum, table.path("checksum"), url),) if checksum else ()
    values, problems = sort_out(given)
    children = list(tables(table, "children")) + list(tables(table, "dependencies"))
    wanted = {
        package_url(
            "maven", f"{child.text('groupId')}/{child.text('artifactId')}", child.text("version")
        )
        for child in children
        if isinstance(child, Fields)
    }
    yield Dependency(
        ecosystem="maven",
        name=name,
        version=version,
        purl=package_url("maven", name, version),
        place=table.place,
        origin=Origin("registry", url),
        scope=_SCOPES.get(optional_text(table, "scope"), "unknown"),
        groups=(group,) if group else (),
        reach=reach,
        integrity=values,
        requires=tuple(sorted(wanted)),
        scripts="yes" if group else "no",
    )
    yield from problems
    yield from each_table(children, partial(_artifact, "transitive", group))


plugin: type[LockReader] = MavenLock
