"""``pnpm-lock``: ``pnpm-lock.yaml``, of versions 5 to 9."""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar, NamedTuple

from pbom.codec.entries import MAX_BYTES, Item, each_table, lock_file, members, optional_text
from pbom.codec.fields import Fields
from pbom.codec.graph import Graph
from pbom.codec.integrity import commit_integrity, read_sri, sort_out
from pbom.codec.npm import npm_origin, split_name
from pbom.codec.yaml import read_yaml
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, LockFile, Problem, Scope, Scripts
from pbom.model.location import Origin, clean_location, git_origin
from pbom.model.purl import package_url

_PATHS = re.compile(r"5(?:\..*)?")
"""Versions in which a key is ``/name/1.0.0_peers``."""
_OLD_KEY = re.compile(r"[^/]*/(?P<name>(?:@[^/]+/)?[^/]+)/(?P<version>[^/_]+)(?:_.*)?")
_LISTS: Mapping[str, Scope] = {
    "dependencies": "required",
    "optionalDependencies": "optional",
    "devDependencies": "development",
}


class PnpmLock:
    """Every package, once for each set of peers."""

    id: ClassVar[str] = "pnpm-lock"
    names: ClassVar[tuple[str, ...]] = ("pnpm-lock.yaml",)

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


class _Named(NamedTuple):
    """A package's name and version, as its key and its members say."""

    name: str
    version: str
    purl: str


def _items(data: bytes) -> Iterator[Item]:
    for document in read_yaml(data, max_bytes=MAX_BYTES):
        root = Fields(document)
        yield from _Reading(root, old=root.text("lockfileVersion")).items()


class _Reading:
    """One document: what its entries need to know of each other."""

    def __init__(self, root: Fields, *, old: str) -> None:
        self._root = root
        self._old = bool(_PATHS.fullmatch(old))
        self._named: dict[str, _Named] = {}
        self._edges: dict[str, tuple[str, ...]] = {}
        self._graph = Graph({}, {})

    def items(self) -> Iterator[Item]:
        """What the file says."""
        packages = self._root.table_or_none("packages")
        if packages is None:
            return
        listed: list[Fields | Problem] = []
        for key, table in members(packages):
            if isinstance(table, Fields):
                self._named[key] = self._name(key, table)
            listed.append(table)
        self._read_edges(packages)
        self._graph = Graph(self._edges, self._roots())
        yield from each_table(listed, lambda table: self._package(_key(packages, table), table))

    def _name(self, key: str, table: Fields) -> _Named:
        name, version = table.maybe("name"), table.maybe("version")
        found_name, found_version = self._of_key(key)
        called = name if isinstance(name, str) else found_name
        given = version if isinstance(version, str) else found_version
        if ":" in given or "/" in given:
            given = ""  # a location, and no version of its own beside it
        return _Named(called, given, package_url("npm", called, given))

    def _of_key(self, key: str) -> tuple[str, str]:
        bare = key.partition("(")[0]
        if self._old:
            found = _OLD_KEY.fullmatch(bare)
            return (found["name"], found["version"]) if found else (bare, "")
        return split_name(bare.removeprefix("/"))

    def _read_edges(self, packages: Fields) -> None:
        """Edges between the keys of packages; from version 9 on they are in the snapshots."""
        snapshots = self._root.table_or_none("snapshots")
        found: dict[str, set[str]] = {}
        for key, table in members(snapshots if snapshots is not None else packages):
            if isinstance(table, Fields):
                at = self._known(key)
                found.setdefault(at, set()).update(self._targets(table, tuple(_LISTS)))
        self._edges = {key: tuple(sorted(others)) for key, others in found.items()}

    def _known(self, key: str) -> str:
        return key if key in self._named else key.partition("(")[0]

    def _targets(self, table: Fields, lists: tuple[str, ...]) -> Iterator[str]:
        for list_ in lists:
            wanted = table.maybe(list_)
            for name, value in wanted.items() if isinstance(wanted, Mapping) else ():
                version = value.get("version") if isinstance(value, Mapping) else value
                found = self._target(name, version) if isinstance(version, str) else ""
                if found:
                    yield found

    def _target(self, name: str, version: str) -> str:
        joined = f"/{name}/{version}" if self._old else f"{name}@{version}"
        for key in (joined, f"/{joined}", version, f"/{version}"):
            at = self._known(key)
            if at in self._named:
                return at
        return ""

    def _roots(self) -> dict[Scope, list[str]]:
        importers = self._root.table_or_none("importers")
        projects = [self._root]
        if importers is not None:
            projects = [table for _, table in members(importers) if isinstance(table, Fields)]
        return {
            scope: [key for project in projects for key in self._targets(project, (list_,))]
            for list_, scope in _LISTS.items()
        }

    def _package(self, key: str, table: Fields) -> Iterator[Item]:
        named = self._named[key]
        if not named.name:
            raise FormatError("nobody can tell the package's name", place=table.place)
        resolution = table.table("resolution")
        origin = _origin(resolution, key)
        text = optional_text(resolution, "integrity")
        values, problems = sort_out(read_sri(text, resolution.path("integrity")))
        wanted = {self._named[other].purl for other in self._edges.get(key, ())}
        yield Dependency(
            ecosystem="npm",
            name=named.name,
            version=named.version,
            purl=named.purl,
            place=table.place,
            origin=origin,
            scope=self._scope(key, table),
            reach=self._graph.reach(key),
            integrity=(*values, *commit_integrity(origin.commit)),
            requires=tuple(sorted(wanted - {named.purl})),
            scripts=self._scripts(table),
        )
        yield from problems
        if not named.version and origin.kind == "registry":
            yield Problem(kind="bad-entry", place=table.place, reason="no version")

    def _scope(self, key: str, table: Fields) -> Scope:
        if table.truth("dev", default=False):
            return "development"
        if table.truth("optional", default=False):
            return "optional"
        return "required" if "dev" in table else self._graph.scope(key)

    def _scripts(self, table: Fields) -> Scripts:
        """Up to version 6 the file says so; later ones do not know."""
        if table.truth("requiresBuild", default=False):
            return "yes"
        return "unknown" if "snapshots" in self._root else "no"


def _key(packages: Fields, table: Fields) -> str:
    return table.place.removeprefix(f"{packages.place}.")


def _origin(resolution: Fields, key: str) -> Origin:
    if "repo" in resolution:
        return git_origin(resolution.text("repo"), optional_text(resolution, "commit"))
    if "directory" in resolution:
        return Origin("path", clean_location(resolution.text("directory")))
    tarball = optional_text(resolution, "tarball")
    if tarball.startswith("file:") or "@file:" in key or key.startswith("file:"):
        return Origin("path", clean_location(tarball.removeprefix("file:")))
    return npm_origin(tarball)


plugin: type[LockReader] = PnpmLock
