"""Inventories: everything that the lock files of one checkout name, and one view over all of it."""

from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from pbom.model.dependency import (
    Dependency,
    Integrity,
    LockFile,
    PipelineComponent,
    Problem,
    Reach,
    Scope,
    Scripts,
)
from pbom.model.digest import DigestSet
from pbom.model.resolution import Resolution, asked
from pbom.model.upstream import Upstream, UpstreamLook, UpstreamStanding, join_looks, stand

_SCOPES: tuple[Scope, ...] = ("required", "optional", "development", "unknown")
_REACHES: tuple[Reach, ...] = ("direct", "transitive", "unknown")
_SCRIPTS: tuple[Scripts, ...] = ("yes", "unknown", "no")


class RecordedLock(Struct, frozen=True, kw_only=True):
    """A lock file as it was read.

    Attributes:
        digests: Of the bytes that were read; ``None`` where none could be.
        file: What they say.
    """

    digests: DigestSet | None
    file: LockFile

    @property
    def key(self) -> tuple[str, str]:
        """Name and content: two that agree in both are one file."""
        return (self.file.name, str(self.digests or "unread"))


class Place(Struct, frozen=True, order=True):
    """Where something is named: a file, and a place in it."""

    file: str
    place: str

    def __str__(self) -> str:
        return f"{self.file} {self.place}"


class Package(Struct, frozen=True, kw_only=True):
    """A package at one version, as all lock files together know it.

    Attributes:
        known: The sum of what they say; its place is the first of all.
        places: Every place that names it.
    """

    known: Dependency
    places: tuple[Place, ...]


class Component(Struct, frozen=True, kw_only=True):
    """A pipeline component.

    Attributes:
        known: What the files say of it.
        places: Every place that names it.
        resolutions: What it came to on the machines that were looked at.
    """

    known: PipelineComponent
    places: tuple[Place, ...]
    resolutions: tuple[Resolution, ...] = ()


class Inventory(Struct, frozen=True, kw_only=True, dict=True):
    """What the lock files of a checkout name.

    Attributes:
        locks: The files, by name.
        resolutions: What pipeline components came to on the machine, sorted; of the same checkout
            on several machines there may be several of one component.
        upstream: What documents say of where the locked files come from; ``None`` where nobody
            looked for any.
    """

    locks: tuple[RecordedLock, ...]
    resolutions: tuple[Resolution, ...] = ()
    upstream: UpstreamLook | None = None

    @cached_property
    def packages(self) -> tuple[Package, ...]:
        """Every package once, by package URL."""
        return merge_packages(lock.file for lock in self.locks)

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Every pipeline component once, in the order of their names."""
        found = merge_components(lock.file for lock in self.locks)
        if not self.resolutions:
            return found
        told: dict[tuple[str, ...], list[Resolution]] = {}
        for item in self.resolutions:
            told.setdefault(item.key, []).append(item)
        return tuple(
            replace(item, resolutions=tuple(told.get(asked(item.known), ()))) for item in found
        )

    def upstream_of(self, package: Package) -> UpstreamStanding:
        """What is known of where the files of a package come from."""
        if self.upstream is None:
            return UpstreamStanding(state="not-looked")
        return stand(package.known, self._documents.get(package.known.purl, ()))

    @cached_property
    def _documents(self) -> dict[str, list[Upstream]]:
        found: dict[str, list[Upstream]] = {}
        for item in self.upstream.found if self.upstream else ():
            found.setdefault(item.purl, []).append(item)
        return found

    @cached_property
    def problems(self) -> tuple[tuple[str, Problem], ...]:
        """What could not be read, each with the name of its file."""
        return tuple(
            (lock.file.name, problem) for lock in self.locks for problem in lock.file.problems
        )

    @property
    def count(self) -> int:
        """How many entries the files have."""
        return sum(len(lock.file.dependencies) + len(lock.file.components) for lock in self.locks)


def join(inventories: Iterable[Inventory]) -> Inventory:
    """One inventory of all files in several; a file that was read twice alike is one."""
    listed = tuple(inventories)
    found: dict[tuple[str, str], RecordedLock] = {}
    for inventory in listed:
        for lock in inventory.locks:
            found.setdefault(lock.key, lock)
    return Inventory(
        locks=tuple(found[key] for key in sorted(found)),
        resolutions=tuple(sorted({one for item in listed for one in item.resolutions})),
        upstream=join_looks(item.upstream for item in listed if item.upstream),
    )


def merge_packages(files: Iterable[LockFile]) -> tuple[Package, ...]:
    """Every package once, by package URL.

    Two that have one package URL and contradict each other in a digest stay two.
    """
    found: dict[str, list[Package]] = {}
    for file in files:
        for item in file.dependencies:
            at = Place(file.name, item.place)
            same = found.setdefault(item.purl, [])
            for index, other in enumerate(same):
                if not _contradict(other.known, item):
                    same[index] = _merged(other, item, at)
                    break
            else:
                same.append(Package(known=item, places=(at,)))
    return tuple(package for purl in sorted(found) for package in found[purl])


def merge_components(files: Iterable[LockFile]) -> tuple[Component, ...]:
    """Every pipeline component once, in the order of their kinds and names."""
    places: dict[tuple[str, ...], list[Place]] = {}
    known: dict[tuple[str, ...], PipelineComponent] = {}
    for file in files:
        for item in file.components:
            digests = (f"{value.algorithm}:{value.value}" for value in item.integrity)
            key = (item.kind, item.name, item.version, item.purl, *digests)
            known.setdefault(key, item)
            places.setdefault(key, []).append(Place(file.name, item.place))
    return tuple(Component(known=known[key], places=tuple(places[key])) for key in sorted(known))


def _contradict(one: Dependency, other: Dependency) -> bool:
    """Whether they have different digests of what must be one file."""
    if not (one.integrity and other.integrity) or one.integrity == other.integrity:
        return False
    values = {
        (item.covers, item.file, item.algorithm): item.value
        for item in one.integrity
        if item.covers != "file" or item.file or one.ecosystem != "pypi"
    }
    return any(
        values.get((item.covers, item.file, item.algorithm), item.value) != item.value
        for item in other.integrity
    )


def _merged(package: Package, item: Dependency, at: Place) -> Package:
    known = package.known
    together = replace(
        known,
        origin=item.origin if known.origin.kind in {"other", "registry"} and item.origin.url
        and not known.origin.url else known.origin,
        scope=min(known.scope, item.scope, key=_SCOPES.index),
        reach=min(known.reach, item.reach, key=_REACHES.index),
        scripts=min(known.scripts, item.scripts, key=_SCRIPTS.index),
        groups=_union(known.groups, item.groups),
        requires=_union(known.requires, item.requires),
        integrity=_values(known.integrity, item.integrity),
    )  # fmt: skip
    return Package(known=together, places=(*package.places, at))


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return one if one == other or not other else tuple(sorted({*one, *other}))


def _values(one: tuple[Integrity, ...], other: tuple[Integrity, ...]) -> tuple[Integrity, ...]:
    return one if one == other or not other else tuple(dict.fromkeys((*one, *other)))
