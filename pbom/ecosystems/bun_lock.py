"""``bun-lock``: ``bun.lock``; of the binary ``bun.lockb`` only that it is there."""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from pbom.codec.entries import Item, bad_entry, json_root, lock_file, names_of
from pbom.codec.fields import Fields
from pbom.codec.graph import Graph
from pbom.codec.integrity import commit_integrity, read_sri, sort_out
from pbom.codec.npm import npm_origin, split_name
from pbom.codec.values import read_text
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, LockFile, Problem, Scope
from pbom.model.location import REGISTRY, Origin, clean_location
from pbom.model.purl import package_url

_TRAILING = re.compile(rb'(?P<kept>"(?:[^"\\]++|\\.)*+")|//[^\n]*+|,(?=\s*+[\]}])', re.DOTALL)
"""What bun writes beyond JSON: a comma after the last member, and comments."""
_SRI = re.compile(r"sha(?:1|256|384|512)-")
_LISTS: dict[str, Scope] = {
    "dependencies": "required",
    "optionalDependencies": "optional",
    "peerDependencies": "optional",
    "devDependencies": "development",
}
_NOT_REGISTRY = re.compile(r"[a-z+]+:|\./|\.\./|/")


class BunLock:
    """Every package at every place of the tree."""

    id: ClassVar[str] = "bun-lock"
    names: ClassVar[tuple[str, ...]] = ("bun.lock", "bun.lockb")

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        if name.endswith(".lockb"):
            reason = "the binary form is not read: let bun write `bun.lock`"
            problem = Problem(kind="unsupported", place="$", reason=reason)
            return lock_file(name, self.id, (problem,))
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    root, twins = json_root(_TRAILING.sub(lambda found: found["kept"] or b"", data))
    yield from twins
    if "lockfileVersion" not in root:
        raise FormatError("no lockfileVersion: not a lock file of bun")
    yield from _Reading(root).items()


class _Reading:
    """One file: what its entries need to know of each other."""

    def __init__(self, root: Fields) -> None:
        self._root = root
        self._packages = root.table_or_none("packages") or Fields({}, "$.packages")
        self._purls: dict[str, str] = {}

    def items(self) -> Iterator[Item]:
        """What the file says."""
        for key in self._packages:
            try:
                self._purls[key] = self._identity(key)[2]
            except FormatError:
                continue  # it is a problem when its turn comes
        edges = {key: tuple(self._wanted(key)) for key in self._purls}
        graph = Graph(edges, self._roots())
        for key in self._packages:
            try:
                yield from self._package(key, edges.get(key, ()), graph)
            except FormatError as error:
                yield bad_entry(error)

    def _identity(self, key: str) -> tuple[str, str, str]:
        """Name, version or location, and package URL."""
        parts = self._packages.sequence(key)
        place = self._packages.path(key)
        if not parts:
            raise FormatError("an empty list", place=place)
        name, rest = split_name(read_text(parts[0], f"{place}[0]"))
        version = "" if _NOT_REGISTRY.match(rest) else rest
        return name, rest, package_url("npm", name, version)

    def _info(self, key: str) -> Fields | None:
        for value in self._packages.sequence(key)[1:3]:
            if isinstance(value, dict):
                return Fields(value, self._packages.path(key))
        return None

    def _wanted(self, key: str) -> Iterator[str]:
        try:
            info = self._info(key)
            for list_ in ("dependencies", "optionalDependencies", "peerDependencies"):
                for name in names_of(info, list_) if info else ():
                    found = self._resolve(key, name)
                    if found:
                        yield found
        except FormatError:
            return

    def _resolve(self, key: str, name: str) -> str:
        parts = _parts(key)
        for length in range(len(parts), -1, -1):
            place = "/".join((*parts[:length], name))
            if place in self._purls:
                return place
        return ""

    def _roots(self) -> dict[Scope, list[str]]:
        roots: dict[Scope, list[str]] = {scope: [] for scope in _LISTS.values()}
        workspaces = self._root.table_or_none("workspaces")
        for path in workspaces or ():
            project = workspaces.table(path) if workspaces else None
            own = project.text("name", "") if project else ""
            for list_, scope in _LISTS.items():
                for name in names_of(project, list_) if project else ():
                    found = self._resolve(own, name) or self._resolve("", name)
                    if found:
                        roots[scope].append(found)
        return roots

    def _package(self, key: str, wanted: tuple[str, ...], graph: Graph) -> Iterator[Item]:
        name, rest, purl = self._identity(key)
        place = self._packages.path(key)
        origin = self._origin(key, rest)
        texts = [item for item in self._packages.sequence(key)[1:] if isinstance(item, str)]
        written = next((text for text in texts if _SRI.match(text)), "")
        values, problems = sort_out(read_sri(written, place))
        yield Dependency(
            ecosystem="npm",
            name=name,
            version="" if _NOT_REGISTRY.match(rest) else rest,
            purl=purl,
            place=place,
            origin=origin,
            scope=graph.scope(key),
            reach=graph.reach(key),
            integrity=(*values, *commit_integrity(origin.commit)),
            requires=tuple(sorted({self._purls[other] for other in wanted} - {purl})),
        )
        yield from problems

    def _origin(self, key: str, rest: str) -> Origin:
        if rest.startswith("workspace:"):
            return Origin("workspace", clean_location(rest.removeprefix("workspace:")))
        if rest.startswith("root:"):
            return Origin("workspace")
        if _NOT_REGISTRY.match(rest):
            return npm_origin(rest)
        values: Sequence[object] = self._packages.sequence(key)
        second = values[1] if len(values) > 1 else ""
        if isinstance(second, str) and second.startswith("http"):
            return Origin("registry", clean_location(second))
        return REGISTRY


def _parts(key: str) -> tuple[str, ...]:
    """The names in a place of the tree; a scope belongs to the name after it."""
    parts: list[str] = []
    for part in key.split("/") if key else ():
        if parts and parts[-1].startswith("@") and "/" not in parts[-1]:
            parts[-1] += f"/{part}"
        else:
            parts.append(part)
    return tuple(parts)


plugin: type[LockReader] = BunLock
