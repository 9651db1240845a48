"""``poetry-lock``: ``poetry.lock``, of versions 0.x to 2.x."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from pbom.codec.entries import (
    MAX_BYTES,
    Item,
    each_table,
    lock_file,
    names_of,
    optional_text,
    tables,
)
from pbom.codec.fields import Fields
from pbom.codec.graph import unrequired
from pbom.codec.integrity import commit_integrity, read_hex, read_tagged, sort_out
from pbom.codec.toml import read_toml
from pbom.ecosystems import LockReader
from pbom.model.dependency import Dependency, Integrity, LockFile, Problem, Scope
from pbom.model.location import REGISTRY, UNKNOWN, Origin, clean_location, git_origin, is_commit
from pbom.model.purl import package_url, python_name

_SCOPES: dict[str, Scope] = {"main": "required", "dev": "development"}


class PoetryLock:
    """Every package with the hashes of each of its files."""

    id: ClassVar[str] = "poetry-lock"
    names: ClassVar[tuple[str, ...]] = ("poetry.lock",)

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _Reading(data).items())


class _Reading:
    """One file: what its entries need to know of each other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._purls: dict[str, list[str]] = {}
        self._asked: frozenset[str] = frozenset()
        self._old: Fields | None = None

    def items(self) -> Iterator[Item]:
        """What the file says."""
        root = read_toml(self._data, max_bytes=MAX_BYTES)
        metadata = root.table_or_none("metadata")
        if metadata:
            self._old = metadata.table_or_none("files") or metadata.table_or_none("hashes")
        listed = list(tables(root, "package"))
        edges: dict[str, tuple[str, ...]] = {}
        for table in listed:
            name, version = _name_and_version(table)
            if name:
                self._purls.setdefault(name, []).append(package_url("pypi", name, version))
                edges[name] = ()
        for table in listed:
            name, _ = _name_and_version(table)
            if name and isinstance(table, Fields) and _is_table(table, "dependencies"):
                edges[name] = tuple(python_name(other) for other in table.table("dependencies"))
        self._asked = unrequired(edges)
        yield from each_table(listed, self._package)

    def _package(self, table: Fields) -> Iterator[Item]:
        name = python_name(table.text("name"))
        version = table.text("version")
        origin = _origin(table)
        wanted = {
            purl
            for other in names_of(table, "dependencies")
            for purl in self._purls.get(python_name(other), ())
        }
        files, problems = sort_out(self._files(table, name, version))
        only_source = files and not any(item.file.endswith((".whl", ".egg")) for item in files)
        named = all(item.file for item in files)
        groups = names_of(table, "groups") or names_of_old(table)
        yield Dependency(
            ecosystem="pypi",
            name=name,
            version=version,
            purl=package_url("pypi", name, version),
            place=table.place,
            origin=origin,
            scope=_scope(table, groups),
            groups=tuple(sorted(groups)),
            reach="direct" if name in self._asked else "unknown",
            integrity=(*files, *commit_integrity(origin.commit)),
            requires=tuple(sorted(wanted)),
            scripts="yes" if only_source and named else "unknown",
        )
        yield from problems

    def _files(self, table: Fields, name: str, version: str) -> Iterator[Integrity | Problem]:
        for file in table.tables("files"):
            yield read_tagged(file.text("hash"), file.path("hash"), optional_text(file, "file"))
        if "files" in table or self._old is None:
            return
        key = next((key for key in self._old if python_name(key) == name), None)
        several = len(self._purls.get(name, ())) > 1
        for index, value in enumerate(self._old.sequence(key) if key else ()):
            place = f"{self._old.path(name)}[{index}]"
            if isinstance(value, str):
                if not several:
                    yield read_hex("sha256", value, place)
                continue
            file = Fields(value, place)
            called = optional_text(file, "file")
            if not several or _is_of(called, version):
                yield read_tagged(file.text("hash"), file.path("hash"), called)


def names_of_old(table: Fields) -> tuple[str, ...]:
    """The group of a package as versions before 1.5 have it.

    Raises:
        FormatError: It is no text.
    """
    category = optional_text(table, "category")
    return (category,) if category else ()


def _is_of(file: str, version: str) -> bool:
    """Whether a file name has this version: one list there was for all versions of a project."""
    return f"-{version}-" in file or any(
        file.endswith(f"-{version}{suffix}") for suffix in (".tar.gz", ".zip", ".tar.bz2")
    )


def _scope(table: Fields, groups: tuple[str, ...]) -> Scope:
    if table.truth("optional", default=False):
        return "optional"
    found = {_SCOPES.get(group, "unknown") for group in groups}
    if "required" in found:
        return "required"
    return "development" if found == {"development"} else "unknown"


def _origin(table: Fields) -> Origin:
    source = table.table_or_none("source")
    if source is None:
        return REGISTRY
    url = optional_text(source, "url")
    match source.text("type"):
        case "git" | "hg" | "svn":
            named = optional_text(source, "resolved_reference") or optional_text(
                source, "reference"
            )
            return git_origin(url, named if is_commit(named) else "")
        case "url":
            return Origin("url", clean_location(url))
        case "directory" | "file":
            return Origin("path", clean_location(url))
        case "legacy":
            return Origin("registry", clean_location(url))
    return UNKNOWN


def _name_and_version(table: object) -> tuple[str, str]:
    if not isinstance(table, Fields):
        return "", ""
    name, version = table.maybe("name"), table.maybe("version")
    if isinstance(name, str) and isinstance(version, str):
        return python_name(name), version
    return "", ""


def _is_table(table: Fields, key: str) -> bool:
    return isinstance(table.maybe(key), Mapping)


plugin: type[LockReader] = PoetryLock
