"""``pdm-lock``: ``pdm.lock``."""

import re
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
from pbom.codec.integrity import commit_integrity, read_tagged, sort_out
from pbom.codec.toml import read_toml
from pbom.ecosystems import LockReader
from pbom.model.dependency import Dependency, Integrity, LockFile, Problem
from pbom.model.location import REGISTRY, Origin, clean_location, git_origin
from pbom.model.purl import package_url, python_name

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


class PdmLock:
    """Every package with the hashes of each of its files."""

    id: ClassVar[str] = "pdm-lock"
    names: ClassVar[tuple[str, ...]] = ("pdm.lock", "pdm.*.lock")

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _Reading(data).items())


class _Reading:
    """One file: what its entries need to know of each other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._purls: dict[str, set[str]] = {}
        self._old: Fields | None = None

    def items(self) -> Iterator[Item]:
        """What the file says."""
        root = read_toml(self._data, max_bytes=MAX_BYTES)
        metadata = root.table_or_none("metadata")
        self._old = metadata.table_or_none("files") if metadata else None
        listed = list(tables(root, "package"))
        for table in listed:
            if isinstance(table, Fields):
                name, version = table.maybe("name"), table.maybe("version")
                if isinstance(name, str):
                    name = python_name(name)
                    purl = package_url("pypi", name, version if isinstance(version, str) else "")
                    self._purls.setdefault(name, set()).add(purl)
        yield from each_table(listed, self._package)

    def _package(self, table: Fields) -> Iterator[Item]:
        name = python_name(table.text("name"))
        version = optional_text(table, "version")
        origin = _origin(table)
        purl = package_url("pypi", name, version)
        found = (_NAME.match(text) for text in table.texts("dependencies"))
        wanted = {
            other
            for match in found
            if match
            for other in self._purls.get(python_name(match[1]), ())
        }
        groups = table.texts("groups")
        files, problems = sort_out(self._files(table))
        yield Dependency(
            ecosystem="pypi",
            name=name,
            version=version,
            purl=purl,
            place=table.place,
            origin=origin,
            scope="required" if "default" in groups else "unknown",
            groups=tuple(sorted(groups)),
            integrity=(*files, *commit_integrity(origin.commit)),
            requires=tuple(sorted(wanted - {purl})),
            scripts="yes" if files and not any(_is_wheel(item) for item in files) else "unknown",
        )
        yield from problems

    def _files(self, table: Fields) -> Iterator[Integrity | Problem]:
        listed = table.tables("files")
        if not listed and self._old is not None:
            listed = self._old.tables(f"{table.text('name')} {optional_text(table, 'version')}")
        for file in listed:
            location = location_of(file, "url", "file")
            yield read_tagged(file.text("hash"), file.path("hash"), location)


def _is_wheel(item: Integrity) -> bool:
    return item.file.partition("#")[0].endswith((".whl", ".egg"))


def _origin(table: Fields) -> Origin:
    for vcs in ("git", "hg", "svn", "bzr"):
        if vcs in table:
            return git_origin(table.text(vcs), optional_text(table, "revision"))
    if "path" in table:
        return Origin("path", clean_location(table.text("path")))
    if "url" in table:
        return Origin("url", clean_location(table.text("url")))
    return REGISTRY


plugin: type[LockReader] = PdmLock
