"""Packages that a step used: of which it was seen to read or execute a file.

A file belongs to a package because the package's own record has this very content, or, where no
package manager keeps such records, because it lies where one lays the package out. The second says
only what the place is called.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple
from urllib.parse import unquote

from msgspec import Struct

from pbom.model.dependency import Dependency
from pbom.model.installed import Installed
from pbom.model.inventory import Inventory
from pbom.model.purl import python_name
from pbom.model.reasons import COMPILED
from pbom.model.trace import Trace

Basis = Literal["content", "place"]
MACHINE = frozenset({"deb", "apk"})
"""Ecosystems of the machine itself: no lock file of a project names their packages."""

_URL = re.compile(r"pkg:(?P<type>[a-z]+)/(?P<name>[^@?#]+)(?:@(?P<version>[^?#]*))?")
_VERSION = r"(?P<version>v?\d[^/]*)"
_PLACES = (
    ("npm", re.compile(
        r".*/node_modules/\.pnpm/[^/]+?@(?P<version>\d[^/_(]*)[^/]*"
        r"/node_modules/(?P<name>@[^/]+/[^/]+|[^@./][^/]*)/.+")),
    ("npm", re.compile(r".*/node_modules/(?P<name>@[^/]+/[^/]+|[^@./][^/]*)/.+")),
    ("cargo", re.compile(rf".*/registry/src/[^/]+/(?P<name>[^/]+?)-{_VERSION}/.+")),
    ("golang", re.compile(r".*/pkg/mod/(?!cache/)(?P<name>.+?)@(?P<version>v[^/]+)/.+")),
    ("gem", re.compile(rf".*/gems/(?P<name>[^/]+?)-{_VERSION}/.+")),
    ("maven", re.compile(
        r".*/files-2\.1/(?P<group>[^/]+)/(?P<name>[^/]+)/(?P<version>[^/]+)/[0-9a-f]+/[^/]+")),
    ("maven", re.compile(
        rf".*/\.m2/repository/(?P<group>.+)/(?P<name>[^/]+)/{_VERSION}/(?P=name)-[^/]+")),
    ("pypi", re.compile(
        rf".*/(?:site|dist)-packages/(?P<name>[^/]+?)-{_VERSION}\.(?:dist|egg)-info/.+")),
)  # fmt: skip
"""Where package managers lay out what they install; the first that fits is the innermost."""
_SITE = re.compile(r".*/(?:site|dist)-packages/.+")
_BANG = re.compile(r"!([a-z])")


class Named(NamedTuple):
    """A package by its name; the version is empty where only the place says the name."""

    ecosystem: str
    name: str
    version: str = ""

    def __str__(self) -> str:
        return f"{self.ecosystem} {self.name} {self.version}".rstrip()


class Used(Struct, frozen=True, kw_only=True):
    """A package of which a step read something.

    Attributes:
        package: The package.
        files: How many of its files were read.
        example: The first of them by name.
        basis: ``content`` if its record has the content of at least one of them.
    """

    package: Named
    files: int
    example: str
    basis: Basis


class Usage(Struct, frozen=True, kw_only=True):
    """What a step used, against what is locked and what is installed.

    Attributes:
        used: Everything, the machine's own packages aside, by name.
        strangers: Used, and neither locked nor installed.
        unlocked: Used, installed and not locked, in ecosystems of which something is locked.
        unread: Locked, and nothing of it was read, in ecosystems of which something was used.
        machine: How many packages of the machine's own it used.
        ownerless: Files that were read where Python packages are installed, and whose content no
            package's record has.
    """

    used: tuple[Used, ...]
    strangers: tuple[Used, ...]
    unlocked: tuple[Used, ...]
    unread: tuple[Dependency, ...]
    machine: int
    ownerless: tuple[str, ...]


def used_packages(trace: Trace) -> tuple[Used, ...]:
    """The packages of which a step was seen to read or execute something, by name."""
    found: dict[Named, tuple[set[str], Basis]] = {}
    for index in trace.inputs:
        file = trace.files[index]
        by_content = _read_url(file.package) if file.package else None
        named = by_content or package_at(file.name)
        if named:
            names, basis = found.get(named, (set(), "place"))
            names.add(file.name)
            found[named] = names, "content" if by_content else basis
    return tuple(
        Used(package=named, files=len(names), example=min(names), basis=basis)
        for named, (names, basis) in sorted(found.items())
    )


def compare_usage(trace: Trace, inventory: Inventory, installed: Iterable[Installed]) -> Usage:
    """What a step used, held against lock files and installations."""
    everything = used_packages(trace)
    used = tuple(item for item in everything if item.package.ecosystem not in MACHINE)
    known = [item.known for item in inventory.packages]
    locked = _Names(known)
    present = _Names(item for place in installed for item in place.dependencies)
    ecosystems = {item.ecosystem for item in known if not item.local}
    touched = {item.package.ecosystem for item in used}
    read = _Names(item.package for item in used)
    return Usage(
        used=used,
        strangers=tuple(
            item for item in used if not (locked.has(item.package) or present.has(item.package))
        ),
        unlocked=tuple(
            item
            for item in used
            if item.package.ecosystem in ecosystems
            and present.has(item.package)
            and not locked.has(item.package)
        ),
        unread=tuple(
            item
            for item in known
            if item.ecosystem in touched and not item.local and not read.has(_named(item))
        ),
        machine=len(everything) - len(used),
        ownerless=tuple(sorted(set(_ownerless(trace)))),
    )


class _Names:
    """Packages by name; one without a version is met by any version, on either side."""

    def __init__(self, packages: Iterable[Dependency | Named]) -> None:
        self._all: set[Named] = set()
        self._names: set[tuple[str, str]] = set()
        self._open: set[tuple[str, str]] = set()
        for item in packages:
            named = _named(item) if isinstance(item, Dependency) else item
            self._all.add(named)
            self._names.add(named[:2])
            if not named.version:
                self._open.add(named[:2])

    def has(self, named: Named) -> bool:
        """Whether one of them is meant."""
        if not named.version:
            return named[:2] in self._names
        return named in self._all or named[:2] in self._open


def _named(item: Dependency) -> Named:
    return Named(item.ecosystem, item.name, item.version)


def package_at(name: str) -> Named | None:
    """The package that a file belongs to by its place; ``None`` where no place says so."""
    path = f"/{name.lstrip('/')}"
    for ecosystem, pattern in _PLACES:
        match = pattern.fullmatch(path)
        if match:
            parts = match.groupdict()
            return _placed(ecosystem, parts)
    return None


def _placed(ecosystem: str, parts: dict[str, str]) -> Named:
    name, version = parts["name"], parts.get("version", "")
    match ecosystem:
        case "golang":
            plain = _BANG.sub(lambda found: found[1].upper(), name)
            return Named(ecosystem, plain, _BANG.sub(lambda found: found[1].upper(), version))
        case "maven":
            return Named(ecosystem, f"{parts['group'].replace('/', '.')}/{name}", version)
        case "pypi":
            return Named(ecosystem, python_name(name), version)
    return Named(ecosystem, name, version)


def _read_url(url: str) -> Named | None:
    match = _URL.match(url)
    if match is None:
        return None
    name = unquote(match["name"])
    if match["type"] in MACHINE:  # the vendor is no part of the name
        name = name.rpartition("/")[2]
    return Named(match["type"], name, unquote(match["version"] or ""))


def _ownerless(trace: Trace) -> Iterator[str]:
    """Files in directories of Python packages of which no record has the content.

    What the commit has is its own, and what was compiled belongs to what it was compiled from.
    """
    for index in trace.inputs:
        file = trace.files[index]
        known = file.package or file.commit in {"same", "elsewhere"} or file.makers
        unknown = not (known or file.basis.startswith(COMPILED))
        if unknown and _SITE.fullmatch(f"/{file.name}") and package_at(file.name) is None:
            yield file.name
