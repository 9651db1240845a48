"""``package-lock``: npm's ``package-lock.json`` and ``npm-shrinkwrap.json``, of versions 1 to 3."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.entries import Item, each_member, json_root, lock_file, names_of, optional_text
from pbom.codec.fields import Fields
from pbom.codec.graph import unrequired
from pbom.codec.integrity import commit_integrity, read_sri, sort_out
from pbom.codec.npm import npm_origin, split_name
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, LockFile, Problem, Reach, Scope
from pbom.model.location import Origin
from pbom.model.purl import package_url

_MODULES = "node_modules/"
_WANTED = ("dependencies", "optionalDependencies", "peerDependencies")


class PackageLock:
    """Every package at every place of the tree, as npm lays it out."""

    id: ClassVar[str] = "package-lock"
    names: ClassVar[tuple[str, ...]] = ("package-lock.json", "npm-shrinkwrap.json")

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    root, twins = json_root(data)
    yield from twins
    packages = root.table_or_none("packages")
    if packages is not None:
        yield from _Packages(packages).items()
    elif "dependencies" in root:
        yield from _Tree(root.table("dependencies")).items()
    elif "lockfileVersion" not in root:
        raise FormatError("no lockfileVersion: not a lock file of npm")


class _Packages:
    """The ``packages`` of versions 2 and 3: places in the tree, the root at the empty one."""

    def __init__(self, packages: Fields) -> None:
        self._packages = packages
        self._purls: dict[str, str] = {}
        self._links: dict[str, str] = {}
        self._called: dict[str, str] = {}
        self._direct: set[str] = set()

    def items(self) -> Iterator[Item]:
        """What the file says."""
        ours = [""]
        for path, table in _readable(self._packages):
            link = table.maybe("link")
            if link is True:
                target = str(table.maybe("resolved"))
                self._links[path] = target
                self._called[target] = path.rpartition(_MODULES)[2]
        for path, table in _readable(self._packages):
            link = table.maybe("link")
            if path and link is not True:
                version = table.maybe("version")
                text = version if isinstance(version, str) else ""
                self._purls[path] = package_url("npm", self._name(path, table), text)
            if path and _MODULES not in path and link is not True:
                ours.append(path)
        for path in ours:
            if path in self._packages:
                self._direct.update(self._wanted(path, (*_WANTED, "devDependencies")))
        yield from each_member(self._packages, self._package)

    def _wanted(self, path: str, keys: tuple[str, ...]) -> Iterator[str]:
        table = self._packages.table(path)
        for key in keys:
            for name in _names(table, key):
                found = self._resolve(path, name)
                if found:
                    yield found

    def _resolve(self, path: str, name: str) -> str:
        """Where a package finds another one: below itself, else below whoever it is below of."""
        at = path
        while True:
            place = f"{at}/{_MODULES}{name}" if at else _MODULES + name
            place = self._links.get(place, place)
            if place in self._purls:
                return place
            if not at:
                return ""
            cut = at.rfind(f"/{_MODULES}")
            at = at[:cut] if cut >= 0 else ""

    def _package(self, path: str, table: Fields) -> Iterator[Item]:
        if not path:
            return
        if table.truth("link", default=False):
            target = table.text("resolved")
            if target not in self._purls:
                yield Problem(kind="bad-entry", place=table.place, reason="a link to nothing")
            return
        name = self._name(path, table)
        version = optional_text(table, "version")
        inside = _MODULES in path
        resolved = optional_text(table, "resolved")
        origin = npm_origin(resolved) if inside else Origin("workspace", path)
        wanted = {self._purls[place] for place in self._wanted(path, _WANTED)}
        values, problems = sort_out(read_sri(optional_text(table, "integrity"), table.place))
        yield Dependency(
            ecosystem="npm",
            name=name,
            version=version,
            purl=self._purls[path],
            place=table.place,
            origin=origin,
            scope=_scope(table),
            reach=self._reach(path),
            integrity=(*values, *commit_integrity(origin.commit)),
            requires=tuple(sorted(wanted)),
            scripts="yes" if table.truth("hasInstallScript", default=False) else "no",
        )
        yield from problems
        if not version and origin.kind == "registry":
            yield Problem(kind="bad-entry", place=table.place, reason="no version")

    def _name(self, path: str, table: Fields) -> str:
        """As the entry says, else as the link to it is called, else as its place is."""
        given = table.maybe("name")
        if isinstance(given, str) and given:
            return given
        return self._called.get(path) or path.rpartition(_MODULES)[2]

    def _reach(self, path: str) -> Reach:
        return "direct" if path in self._direct or _MODULES not in path else "transitive"


class _Tree:
    """The nested ``dependencies`` of version 1."""

    def __init__(self, top: Fields) -> None:
        self._top = top
        self._asked: frozenset[str] = frozenset()

    def items(self) -> Iterator[Item]:
        """What the file says."""
        edges: dict[str, tuple[str, ...]] = {}
        for name, table in _readable(self._top):
            edges[name] = _names(table, "requires")
        self._asked = unrequired(edges)
        yield from self._level(self._top, ())

    def _level(self, level: Fields, above: tuple[Fields, ...]) -> Iterator[Item]:
        scopes = (level, *above)
        yield from each_member(level, lambda name, table: self._package(name, table, scopes))

    def _package(self, name: str, table: Fields, scopes: tuple[Fields, ...]) -> Iterator[Item]:
        purl, called, version = _old_purl(name, table)
        written = table.text("version")
        origin = npm_origin(optional_text(table, "resolved") or _location(written))
        below = table.table_or_none("dependencies")
        around = (below, *scopes) if below else scopes
        wanted = {_find(other, around) for other in _names(table, "requires")} - {""}
        values, problems = sort_out(read_sri(optional_text(table, "integrity"), table.place))
        direct = len(scopes) == 1 and name in self._asked
        yield Dependency(
            ecosystem="npm",
            name=called,
            version=version,
            purl=purl,
            place=table.place,
            origin=origin,
            scope=_scope(table),
            reach="direct" if direct else "unknown" if len(scopes) == 1 else "transitive",
            integrity=(*values, *commit_integrity(origin.commit)),
            requires=tuple(sorted(wanted)),
        )
        yield from problems
        if below:
            yield from self._level(below, scopes)


def _find(name: str, scopes: tuple[Fields, ...]) -> str:
    """The package URL of what a name means, seen from inside of these levels."""
    for level in scopes:
        if name in level:
            try:
                return _old_purl(name, level.table(name))[0]
            except FormatError:
                return ""
    return ""


def _old_purl(name: str, table: Fields) -> tuple[str, str, str]:
    version = table.text("version")
    if version.startswith("npm:"):
        name, version = split_name(version.removeprefix("npm:"))
    if _location(version):
        version = ""
    return package_url("npm", name, version), name, version


def _location(version: str) -> str:
    """The location that version 1 has in the place of a version, where it has one."""
    return version if ":" in version and not version.startswith("npm:") else ""


def _readable(table: Fields) -> Iterator[tuple[str, Fields]]:
    for key in table:
        try:
            yield key, table.table(key)
        except FormatError:
            continue  # it is a problem when its turn comes


def _names(table: Fields, key: str) -> tuple[str, ...]:
    """Names that a member lists; nothing where it is not an object."""
    try:
        return names_of(table, key)
    except FormatError:
        return ()


def _scope(table: Fields) -> Scope:
    if table.truth("dev", default=False):
        return "development"
    optional = ("optional", "devOptional", "peer")
    return "optional" if any(table.truth(key, default=False) for key in optional) else "required"


plugin: type[LockReader] = PackageLock
