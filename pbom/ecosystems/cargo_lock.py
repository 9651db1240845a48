"""``cargo-lock``: ``Cargo.lock``, of versions 1 to 4."""

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from pbom.codec.entries import MAX_BYTES, Item, bad_entry, lock_file, optional_text, tables
from pbom.codec.fields import Fields
from pbom.codec.graph import Graph
from pbom.codec.integrity import commit_integrity, read_hex, sort_out
from pbom.codec.toml import read_toml
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, LockFile, Problem
from pbom.model.location import UNKNOWN, Origin, clean_location, git_origin
from pbom.model.purl import package_url


class CargoLock:
    """Every crate; those without a source are of the checkout itself."""

    id: ClassVar[str] = "cargo-lock"
    names: ClassVar[tuple[str, ...]] = ("Cargo.lock",)

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


class _Crate(NamedTuple):
    """A crate, read as far as others need it."""

    table: Fields
    name: str
    version: str
    source: str

    @property
    def key(self) -> str:
        """What the edges of other crates call it."""
        return f"{self.name} {self.version} ({self.source})"

    @property
    def purl(self) -> str:
        """Package URL."""
        return package_url("cargo", self.name, self.version)


def _items(data: bytes) -> Iterator[Item]:
    root = read_toml(data, max_bytes=MAX_BYTES)
    metadata = root.table_or_none("metadata")
    old = metadata or Fields({}, "$.metadata")
    crates: dict[str, _Crate] = {}
    listed: list[Fields | Problem] = list(tables(root, "package"))
    if "root" in root:
        listed.append(root.table("root"))
    for table in listed:
        try:
            if isinstance(table, Problem):
                yield table
                continue
            source = optional_text(table, "source")
            crate = _Crate(table, table.text("name"), table.text("version"), source)
            crates[crate.key] = crate
        except FormatError as error:
            yield bad_entry(error)
    names: dict[str, list[_Crate]] = {}
    for crate in crates.values():
        names.setdefault(crate.name, []).append(crate)
    edges: dict[str, tuple[str, ...]] = {}
    for key, crate in crates.items():
        try:
            edges[key] = tuple(_targets(crate, names))
        except FormatError as error:
            yield bad_entry(error)
    asked = [
        other for key, crate in crates.items() if not crate.source for other in edges.get(key, ())
    ]
    graph = Graph(edges, {"unknown": asked})
    for key, crate in crates.items():
        wanted = {crates[other].purl for other in edges.get(key, ())}
        yield from _crate(crate, old, graph, wanted)


def _targets(crate: _Crate, names: dict[str, list[_Crate]]) -> Iterator[str]:
    for text in crate.table.texts("dependencies"):
        name, _, rest = text.partition(" ")
        version, _, source = rest.partition(" ")
        for other in names.get(name, ()):
            if version in {"", other.version} and source in {"", f"({other.source})"}:
                yield other.key


def _crate(crate: _Crate, old: Fields, graph: Graph, wanted: set[str]) -> Iterator[Item]:
    origin = _origin(crate.source)
    checksum = ""
    key = f"checksum {crate.key}"
    place = crate.table.place
    found: list[Problem] = []
    try:
        checksum = optional_text(crate.table, "checksum") or optional_text(old, key)
    except FormatError as error:
        found.append(bad_entry(error))
    given = () if checksum in {"", "<none>"} else (read_hex("sha256", checksum, place),)
    values, problems = sort_out((*given, *found))
    yield Dependency(
        ecosystem="cargo",
        name=crate.name,
        version=crate.version,
        purl=crate.purl,
        place=place,
        origin=origin,
        reach="direct" if origin.kind == "workspace" else graph.reach(crate.key),
        integrity=(*values, *commit_integrity(origin.commit)),
        requires=tuple(sorted(wanted - {crate.purl})),
    )
    yield from problems


def _origin(source: str) -> Origin:
    if not source:
        return Origin("workspace")
    kind, _, url = source.partition("+")
    if kind in {"registry", "sparse"}:
        return Origin("registry", clean_location(url))
    return git_origin(source) if kind == "git" else UNKNOWN


plugin: type[LockReader] = CargoLock
