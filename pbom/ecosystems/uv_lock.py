"""``uv-lock``: ``uv.lock``."""

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from pbom.codec.entries import (
    MAX_BYTES,
    Item,
    bad_entry,
    location_of,
    lock_file,
    optional_text,
    tables,
)
from pbom.codec.fields import Fields
from pbom.codec.graph import Graph
from pbom.codec.integrity import commit_integrity, read_tagged, sort_out
from pbom.codec.toml import read_toml
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, Integrity, LockFile, Problem, Scope
from pbom.model.location import UNKNOWN, Origin, clean_location, git_origin
from pbom.model.purl import package_url, python_name

_OURS = frozenset({"editable", "virtual"})


class UvLock:
    """Every package with the hashes of each of its files, and who asks for it."""

    id: ClassVar[str] = "uv-lock"
    names: ClassVar[tuple[str, ...]] = ("uv.lock",)

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


class _Package(NamedTuple):
    """A package, read as far as others need it.

    Attributes:
        table: All of it.
        name: Normalised.
        version: Empty where it is dynamic.
        purl: Package URL.
        source: The kind of its source, as uv names it.
        place: The value of the source.
    """

    table: Fields
    name: str
    version: str
    purl: str
    source: str
    place: str


def _items(data: bytes) -> Iterator[Item]:
    root = read_toml(data, max_bytes=MAX_BYTES)
    packages: list[_Package] = []
    for table in tables(root, "package"):
        try:
            if isinstance(table, Problem):
                yield table
            else:
                packages.append(_package(table))
        except FormatError as error:
            yield bad_entry(error)
    by_name: dict[str, list[_Package]] = {}
    for package in packages:
        by_name.setdefault(package.name, []).append(package)
    manifest = root.table_or_none("manifest")
    ours = {python_name(name) for name in manifest.texts("members")} if manifest else set()
    yield from _dependencies(packages, by_name, ours)


def _dependencies(
    packages: list[_Package], by_name: dict[str, list[_Package]], ours: set[str]
) -> Iterator[Item]:
    edges: dict[str, tuple[str, ...]] = {}
    roots: dict[Scope, list[str]] = {"required": [], "optional": [], "development": []}
    readable = []
    for package in packages:
        try:
            wanted = _wanted(package, by_name)
        except FormatError as error:
            yield bad_entry(error)
            wanted = {}
        if package.source in _OURS and (package.name in ours or package.place == "."):
            for scope, purls in wanted.items():
                roots[scope].extend(purls)
        flat = {purl for purls in wanted.values() for purl in purls}
        edges[package.purl] = tuple(sorted(flat))
        readable.append(package)
    graph = Graph(edges, roots)
    for package in readable:
        try:
            yield from _dependency(package, graph, edges[package.purl])
        except FormatError as error:
            yield bad_entry(error)


def _package(table: Fields) -> _Package:
    name = python_name(table.text("name"))
    version = table.text("version", "")
    source = table.table_or_none("source")
    kind = next(iter(source), "") if source else ""
    place = source.text(kind) if source and kind else ""
    return _Package(table, name, version, package_url("pypi", name, version), kind, place)


def _wanted(package: _Package, by_name: dict[str, list[_Package]]) -> dict[Scope, set[str]]:
    found: dict[Scope, set[str]] = {"required": set(), "optional": set(), "development": set()}
    found["required"].update(_targets(package.table, "dependencies", by_name))
    lists: tuple[tuple[str, Scope], ...] = (
        ("optional-dependencies", "optional"),
        ("dev-dependencies", "development"),
    )
    for key, scope in lists:
        groups = package.table.table_or_none(key)
        for group in groups or ():
            found[scope].update(_targets(groups, group, by_name) if groups else ())
    return found


def _targets(table: Fields, key: str, by_name: dict[str, list[_Package]]) -> Iterator[str]:
    for entry in table.tables(key):
        version = optional_text(entry, "version")
        for other in by_name.get(python_name(entry.text("name")), ()):
            if not version or other.version == version:
                yield other.purl


def _dependency(package: _Package, graph: Graph, requires: tuple[str, ...]) -> Iterator[Item]:
    table, origin = package.table, _origin(package)
    files, problems = sort_out(_files(table))
    registry = origin.kind == "registry"
    yield Dependency(
        ecosystem="pypi",
        name=package.name,
        version=package.version,
        purl=package.purl,
        place=table.place,
        origin=origin,
        scope=graph.scope(package.purl),
        reach=graph.reach(package.purl),
        integrity=(*files, *commit_integrity(origin.commit)),
        requires=requires,
        scripts="yes" if registry and not table.sequence("wheels") else "unknown",
    )
    yield from problems


def _origin(package: _Package) -> Origin:
    match package.source:
        case "registry":
            return Origin("registry", clean_location(package.place))
        case "git":
            return git_origin(package.place)
        case "url":
            return Origin("url", clean_location(package.place))
        case "path" | "directory":
            return Origin("path", clean_location(package.place))
        case "editable" | "virtual":
            return Origin("workspace", clean_location(package.place))
    return UNKNOWN


def _files(table: Fields) -> Iterator[Integrity | Problem]:
    sdist = table.table_or_none("sdist")
    for file in (*((sdist,) if sdist else ()), *table.tables("wheels")):
        if "hash" in file:
            location = location_of(file, "url", "path", "filename")
            yield read_tagged(file.text("hash"), file.path("hash"), location)


plugin: type[LockReader] = UvLock
