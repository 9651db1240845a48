"""``pipfile-lock``: ``Pipfile.lock``."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from pbom.codec.entries import Item, each_member, json_root, lock_file, optional_text
from pbom.codec.fields import Fields
from pbom.codec.integrity import commit_integrity, read_tagged, sort_out
from pbom.ecosystems import LockReader
from pbom.model.dependency import Dependency, LockFile, Problem, Scope
from pbom.model.location import REGISTRY, Origin, clean_location, git_origin
from pbom.model.purl import package_url, python_name

_SCOPES: dict[str, Scope] = {"default": "required", "develop": "development"}


class PipfileLock:
    """Every package with the hashes of its files, whose names the format does not keep."""

    id: ClassVar[str] = "pipfile-lock"
    names: ClassVar[tuple[str, ...]] = ("Pipfile.lock",)

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    root, twins = json_root(data)
    yield from twins
    meta = root.table_or_none("_meta")
    indexes: dict[str, str] = {}
    for source in meta.tables("sources") if meta else ():
        indexes[source.text("name", "")] = clean_location(source.text("url", ""))
    for category in root:
        if category == "_meta":
            continue
        yield from each_member(root.table(category), partial(_package, category, indexes))


def _package(group: str, indexes: dict[str, str], name: str, table: Fields) -> Iterator[Item]:
    origin = _origin(table, indexes)
    version = optional_text(table, "version").removeprefix("==")
    normal = python_name(name)
    hashes, problems = sort_out(
        read_tagged(text, f"{table.path('hashes')}[{index}]")
        for index, text in enumerate(table.texts("hashes"))
    )
    yield Dependency(
        ecosystem="pypi",
        name=normal,
        version=version,
        purl=package_url("pypi", normal, version),
        place=table.place,
        origin=origin,
        scope=_SCOPES.get(group, "unknown"),
        groups=(group,),
        integrity=(*hashes, *commit_integrity(origin.commit)),
    )
    yield from problems
    if version in {"", "*"} and origin.kind == "registry":
        yield Problem(kind="unresolved", place=table.place, reason="no version is locked")


def _origin(table: Fields, indexes: dict[str, str]) -> Origin:
    if "git" in table:
        return git_origin(table.text("git"), optional_text(table, "ref"))
    if "path" in table:
        return Origin("path", clean_location(table.text("path")))
    if "file" in table:
        return Origin("url", clean_location(table.text("file")))
    index = indexes.get(optional_text(table, "index"), "")
    return Origin("registry", index) if index else REGISTRY


plugin: type[LockReader] = PipfileLock
