"""``pylock``: ``pylock.toml`` (PEP 751)."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.entries import (
    MAX_BYTES,
    Item,
    each_table,
    location_of,
    lock_file,
    optional_text,
    tables,
)
from pbom.codec.fields import Fields
from pbom.codec.integrity import commit_integrity, read_hex, sort_out
from pbom.codec.toml import read_toml
from pbom.ecosystems import LockReader
from pbom.model.dependency import Dependency, Integrity, LockFile, Problem
from pbom.model.location import REGISTRY, Origin, clean_location, git_origin
from pbom.model.purl import package_url, python_name


class Pylock:
    """Every package with the hashes of each of its files."""

    id: ClassVar[str] = "pylock"
    names: ClassVar[tuple[str, ...]] = ("pylock.toml", "pylock.*.toml")

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    root = read_toml(data, max_bytes=MAX_BYTES)
    listed = list(tables(root, "packages"))
    purls: dict[str, list[str]] = {}
    for table in listed:
        if isinstance(table, Fields):
            name = table.maybe("name")
            version = table.maybe("version")
            if isinstance(name, str):
                purl = package_url("pypi", python_name(name), _text(version))
                purls.setdefault(python_name(name), []).append(purl)
    yield from each_table(listed, lambda table: _package(table, purls))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _package(table: Fields, purls: dict[str, list[str]]) -> Iterator[Item]:
    name = python_name(table.text("name"))
    version = table.text("version", "")
    origin = _origin(table)
    files, problems = sort_out(
        (*_files(table, "sdist"), *_files(table, "archive"), *_wheels(table))
    )
    wanted = {
        purl
        for other in table.tables("dependencies")
        for purl in purls.get(python_name(other.text("name")), ())
        if not other.text("version", "") or purl.endswith(f"@{other.text('version', '')}")
    }
    yield Dependency(
        ecosystem="pypi",
        name=name,
        version=version,
        purl=package_url("pypi", name, version),
        place=table.place,
        origin=origin,
        integrity=(*files, *commit_integrity(origin.commit)),
        requires=tuple(sorted(wanted)),
        scripts="yes" if not _has_wheel(table) and origin.kind == "registry" else "unknown",
    )
    yield from problems
    if not files and origin.kind in {"registry", "url"}:
        yield Problem(kind="bad-entry", place=table.place, reason="no file of it has a hash")


def _has_wheel(table: Fields) -> bool:
    return bool(table.sequence("wheels"))


def _origin(table: Fields) -> Origin:
    vcs = table.table_or_none("vcs")
    if vcs:
        place = optional_text(vcs, "url") or optional_text(vcs, "path")
        return git_origin(place, vcs.text("commit-id"))
    directory = table.table_or_none("directory")
    if directory:
        return Origin("path", clean_location(directory.text("path")))
    archive = table.table_or_none("archive")
    if archive:
        if "url" in archive:
            return Origin("url", clean_location(archive.text("url")))
        return Origin("path", clean_location(archive.text("path")))
    return Origin("registry", clean_location(table.text("index"))) if "index" in table else REGISTRY


def _wheels(table: Fields) -> Iterator[Integrity | Problem]:
    for wheel in table.tables("wheels"):
        yield from _hashes(wheel)


def _files(table: Fields, key: str) -> Iterator[Integrity | Problem]:
    file = table.table_or_none(key)
    if file:
        yield from _hashes(file)


def _hashes(file: Fields) -> Iterator[Integrity | Problem]:
    location = location_of(file, "url", "path", "name")
    hashes = file.table("hashes")
    for algorithm in hashes:
        yield read_hex(algorithm, hashes.text(algorithm), hashes.path(algorithm), location)


plugin: type[LockReader] = Pylock
