"""``gemfile-lock``: ``Gemfile.lock``."""

import re
from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct, field

from pbom.codec.entries import Item, each, lock_file, text_lines
from pbom.codec.graph import Graph
from pbom.codec.integrity import commit_integrity, read_hex, sort_out
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, Integrity, LockFile, PipelineComponent, Problem
from pbom.model.location import REGISTRY, Origin, clean_location, git_origin
from pbom.model.purl import package_url

_SPEC = re.compile(r"(?P<name>[^\s(]+) \((?P<version>[^\s()]+)\)")
_WANTED = re.compile(r"(?P<name>[^\s(!]+)(?: \([^()]*\))?!?")
_CHECKSUM = re.compile(r"(?P<name>[^\s(]+) \((?P<version>[^\s()]+)\)(?: (?P<values>\S+))?")
_PLACES = frozenset({"GEM", "GIT", "PATH", "PLUGIN SOURCE"})
_LONGEST = 4096
_SPEC_INDENT, _WANTED_INDENT = 4, 6


class GemfileLock:
    """Every gem, once for each platform."""

    id: ClassVar[str] = "gemfile-lock"
    names: ClassVar[tuple[str, ...]] = ("Gemfile.lock", "gems.locked", "*.gemfile.lock")

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


class _Gem(Struct):
    """A gem of one version and platform."""

    place: str
    name: str
    version: str
    origin: Origin
    wanted: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        """Package URL."""
        version, _, platform = self.version.partition("-")
        return package_url("gem", self.name, version, {"platform": platform})


class _Document(Struct):
    """What the sections say."""

    gems: list[_Gem] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    checksums: dict[tuple[str, str], list[Integrity]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    section: str = ""
    options: dict[str, str] = field(default_factory=dict)
    known: bool = False
    bundler: str = ""
    bundler_place: str = ""


def _items(data: bytes) -> Iterator[Item]:
    document = _Document()
    for number, line in enumerate(text_lines(data), 1):
        if line.strip():
            _line(document, f"line {number}", line[:_LONGEST])
    if not document.known:
        raise FormatError("no section of gems: not a lock file of bundler")
    yield from document.problems
    by_name: dict[str, list[_Gem]] = {}
    for gem in document.gems:
        by_name.setdefault(gem.name, []).append(gem)
    edges = {gem.name: tuple(gem.wanted) for gem in document.gems}
    graph = Graph(edges, {"unknown": document.asked})
    yield from each(document.gems, lambda gem: _gem(gem, document, by_name, graph))
    if document.bundler:
        yield _bundler(document)


def _line(document: _Document, place: str, line: str) -> None:
    indent = len(line) - len(line.lstrip(" "))
    text = line.strip()
    if indent == 0:
        document.section = text
        document.options = {}
        document.known = document.known or text in _PLACES or text == "DEPENDENCIES"
    elif document.section in _PLACES:
        _in_place(document, place, indent, text)
    elif document.section == "DEPENDENCIES":
        found = _WANTED.fullmatch(text)
        if found:
            document.asked.append(found["name"])
    elif document.section == "CHECKSUMS":
        _checksum(document, place, text)
    elif document.section == "BUNDLED WITH":
        document.bundler, document.bundler_place = text, place


def _in_place(document: _Document, place: str, indent: int, text: str) -> None:
    if indent < _SPEC_INDENT:
        key, _, value = text.partition(": ")
        document.options[key] = value
        return
    if indent >= _WANTED_INDENT:
        found = _WANTED.fullmatch(text)
        if found and document.gems:
            document.gems[-1].wanted.append(found["name"])
        return
    spec = _SPEC.fullmatch(text)
    if not spec:
        reason = f"expected a gem and its version, found {text!r}"[:200]
        document.problems.append(Problem(kind="bad-entry", place=place, reason=reason))
        return
    origin = _origin(document.section, document.options)
    document.gems.append(_Gem(place, spec["name"], spec["version"], origin))


def _checksum(document: _Document, place: str, text: str) -> None:
    found = _CHECKSUM.fullmatch(text)
    if not found:
        reason = f"no checksum: {text!r}"[:200]
        document.problems.append(Problem(kind="bad-entry", place=place, reason=reason))
        return
    given = (part.partition("=") for part in (found["values"] or "").split(",") if part)
    values, problems = sort_out(read_hex(key, value, place) for key, _, value in given)
    document.checksums.setdefault((found["name"], found["version"]), []).extend(values)
    document.problems.extend(problems)


def _gem(
    gem: _Gem, document: _Document, by_name: dict[str, list[_Gem]], graph: Graph
) -> Iterator[Item]:
    version, _, platform = gem.version.partition("-")
    values = document.checksums.get((gem.name, gem.version), ())
    wanted = {other.purl for name in gem.wanted for other in by_name.get(name, ())}
    yield Dependency(
        ecosystem="gem",
        name=gem.name,
        version=version,
        purl=gem.purl,
        place=gem.place,
        origin=gem.origin,
        groups=(platform,) if platform else (),
        reach=graph.reach(gem.name),
        integrity=(*values, *commit_integrity(gem.origin.commit)),
        requires=tuple(sorted(wanted - {gem.purl})),
    )


def _bundler(document: _Document) -> PipelineComponent:
    version = document.bundler
    return PipelineComponent(
        kind="distribution",
        name="bundler",
        version=version,
        purl=package_url("gem", "bundler", version),
        place=document.bundler_place,
        use="bundled with",
        integrity=tuple(document.checksums.get(("bundler", version), ())),
    )


def _origin(section: str, options: dict[str, str]) -> Origin:
    remote = options.get("remote", "")
    match section:
        case "GIT":
            return git_origin(remote, options.get("revision", ""))
        case "PATH":
            return Origin("path", clean_location(remote))
    return Origin("registry", clean_location(remote)) if remote else REGISTRY


plugin: type[LockReader] = GemfileLock
