"""``composer-lock``: ``composer.lock``."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from pbom.codec.entries import (
    Item,
    each_table,
    json_root,
    lock_file,
    names_of,
    optional_text,
    tables,
)
from pbom.codec.fields import Fields
from pbom.codec.graph import unrequired
from pbom.codec.integrity import commit_integrity, read_hex, sort_out
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, LockFile, Scope
from pbom.model.location import UNKNOWN, Origin, clean_location, git_origin, is_commit
from pbom.model.purl import package_url

_LISTS: dict[str, Scope] = {"packages": "required", "packages-dev": "development"}


class ComposerLock:
    """Every package, with the commit it was made from, and the archive's hash where one is."""

    id: ClassVar[str] = "composer-lock"
    names: ClassVar[tuple[str, ...]] = ("composer.lock",)

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    root, twins = json_root(data)
    yield from twins
    if not any(key in root for key in _LISTS):
        raise FormatError("no packages: not a lock file of composer")
    listed = {"packages": list(tables(root, "packages"))}
    if root.maybe("packages-dev") is not None:  # null where nobody asked for any
        listed["packages-dev"] = list(tables(root, "packages-dev"))
    purls: dict[str, str] = {}
    edges: dict[str, tuple[str, ...]] = {}
    for found in listed.values():
        for table in found:
            if isinstance(table, Fields):
                name, version = table.maybe("name"), table.maybe("version")
                if isinstance(name, str):
                    text = version if isinstance(version, str) else ""
                    purls[name.lower()] = package_url("composer", name, text)
                    required = table.maybe("require")
                    edges[name.lower()] = tuple(required) if isinstance(required, dict) else ()
    asked = unrequired(edges)
    for key, found in listed.items():
        yield from each_table(found, partial(_package, key, purls, asked))


def _package(
    list_: str, purls: dict[str, str], asked: frozenset[str], table: Fields
) -> Iterator[Item]:
    name = table.text("name").lower()
    version = table.text("version")
    origin = _origin(table)
    dist = table.table_or_none("dist") if table.maybe("dist") is not None else None
    shasum = optional_text(dist, "shasum") if dist else ""
    url = clean_location(optional_text(dist, "url")) if dist else ""
    given = (read_hex("sha1", shasum, table.place, url),) if shasum else ()
    values, problems = sort_out(given)
    commit = origin.commit or _reference(dist)
    wanted = {purls[key] for other in names_of(table, "require") if (key := other.lower()) in purls}
    yield Dependency(
        ecosystem="composer",
        name=name,
        version=version,
        purl=package_url("composer", name, version),
        place=table.place,
        origin=origin,
        scope=_LISTS[list_],
        reach="direct" if name in asked else "unknown",
        integrity=(*values, *commit_integrity(commit)),
        requires=tuple(sorted(wanted)),
        scripts="yes" if table.text("type", "") == "composer-plugin" else "no",
    )
    yield from problems


def _reference(dist: Fields | None) -> str:
    found = optional_text(dist, "reference") if dist else ""
    return found if is_commit(found) else ""


def _origin(table: Fields) -> Origin:
    """Packages of a registry have the address that installations are reported to."""
    source = table.table_or_none("source") if table.maybe("source") is not None else None
    dist = table.table_or_none("dist") if table.maybe("dist") is not None else None
    for place in (dist, source):
        if place and optional_text(place, "type") == "path":
            return Origin("path", clean_location(optional_text(place, "url")))
    reference = optional_text(source, "reference") if source else ""
    commit = reference if is_commit(reference) else ""
    if table.text("notification-url", ""):
        return Origin(
            "registry", clean_location(optional_text(dist, "url") if dist else ""), commit
        )
    if source:
        return git_origin(optional_text(source, "url"), commit)
    return Origin("url", clean_location(optional_text(dist, "url"))) if dist else UNKNOWN


plugin: type[LockReader] = ComposerLock
