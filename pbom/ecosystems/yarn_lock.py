"""``yarn-lock``: ``yarn.lock``, of version 1 and of the later ones, which are YAML."""

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from msgspec import Struct, field

from pbom.codec.entries import MAX_BYTES, Item, each, lock_file, optional_text, text_lines
from pbom.codec.fields import Fields
from pbom.codec.graph import Graph, unrequired
from pbom.codec.integrity import commit_integrity, read_hex, read_sri, sort_out
from pbom.codec.npm import npm_origin, split_name
from pbom.codec.yaml import read_yaml
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, Integrity, LockFile, Problem
from pbom.model.location import REGISTRY, Origin, clean_location
from pbom.model.purl import package_url

_BERRY = re.compile(rb"^__metadata:", re.MULTILINE)
_FIELD = re.compile(r'(?P<key>"[^"]*"|[^\s"]+):?\s+(?P<value>.*)')
_HEX = re.compile(r"[0-9a-f]{128}")
_SHA1 = re.compile(r"[0-9a-f]{40}")
_INDENT = 4


class YarnLock:
    """Every package once for each version."""

    id: ClassVar[str] = "yarn-lock"
    names: ClassVar[tuple[str, ...]] = ("yarn.lock",)

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        items = _berry(data) if _BERRY.search(data) else _classic(data)
        return lock_file(name, self.id, items)


class _Block(Struct):
    """An entry of version 1: descriptors, members, and the lists of names below them."""

    line: int
    descriptors: tuple[str, ...]
    members: dict[str, str] = field(default_factory=dict)
    wanted: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Where it begins."""
        return f"line {self.line}"


def _classic(data: bytes) -> Iterator[Item]:
    lines = text_lines(data)
    blocks = list(_blocks(lines))
    if not blocks and not any("yarn lockfile v1" in line for line in lines[:5]):
        raise FormatError("not a lock file of yarn")
    index = {text: block for block in blocks for text in block.descriptors}
    edges = {block.place: _targets(block, index) for block in blocks}
    asked = unrequired({place: [to.place for to in found] for place, found in edges.items()})
    yield from each(blocks, lambda block: _of_block(block, edges[block.place], asked))


def _blocks(lines: list[str]) -> Iterator[_Block]:
    block: _Block | None = None
    below = False
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip(" "))
        if indent == 0:
            if block:
                yield block
            given = text.removesuffix(":").split(",")
            names = tuple(_unquote(part.strip()) for part in given)
            block, below = _Block(number, names), False
            continue
        if block is None:
            continue
        if indent < _INDENT:
            below = text.endswith(":")
        found = _FIELD.fullmatch(text)
        if below and indent >= _INDENT and found:
            block.wanted.append(f"{_unquote(found['key'])}@{_unquote(found['value'])}")
        elif not below and found:
            block.members[_unquote(found["key"])] = _unquote(found["value"])
    if block:
        yield block


def _unquote(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _targets(block: _Block, index: dict[str, _Block]) -> list[_Block]:
    return [index[text] for text in block.wanted if text in index]


def _identity(block: _Block) -> tuple[str, str]:
    name, asked = split_name(block.descriptors[0])
    if asked.startswith("npm:"):
        name = split_name(asked.removeprefix("npm:"))[0]
    return name, block.members.get("version", "")


def _of_block(block: _Block, targets: list[_Block], asked: frozenset[str]) -> Iterator[Item]:
    name, version = _identity(block)
    if not version or not name:
        raise FormatError("an entry without a version", place=block.place)
    resolved = block.members.get("resolved", "")
    _, wanted = split_name(block.descriptors[0])
    local = wanted if wanted.startswith(("file:", "link:")) else ""
    origin = npm_origin(resolved or local)
    written = block.members.get("integrity", "")
    values, problems = sort_out(read_sri(written, block.place))
    sha1 = resolved.rpartition("#")[2]
    if not written and origin.kind in {"registry", "url"} and _SHA1.fullmatch(sha1):
        values = (Integrity(algorithm="sha1", value=sha1),)
    yield Dependency(
        ecosystem="npm",
        name=name,
        version=version,
        purl=package_url("npm", name, version),
        place=block.place,
        origin=origin,
        reach="direct" if block.place in asked else "unknown",
        integrity=(*values, *commit_integrity(origin.commit)),
        requires=tuple(sorted({package_url("npm", *_identity(to)) for to in targets})),
    )
    yield from problems


def _berry(data: bytes) -> Iterator[Item]:
    documents = read_yaml(data, max_bytes=MAX_BYTES)
    root = Fields(documents[0] if documents else None)
    index: dict[str, Fields] = {}
    entries: list[Fields] = []
    for key in root:
        if key == "__metadata":
            continue
        try:
            table = root.table(key)
            table.text("resolution")
            table.text("version")
        except FormatError as error:
            yield Problem(kind="bad-entry", place=error.place[:300], reason=error.problem)
            continue
        entries.append(table)
        for text in key.split(", "):
            index[text] = table
    edges: dict[str, tuple[str, ...]] = {}
    roots: list[str] = []
    for table in entries:
        found = [other.place for other in _wanted(table, index)]
        edges[table.place] = tuple(found)
        if "@workspace:" in table.text("resolution"):
            roots.extend(found)
    graph = Graph(edges, {"unknown": roots})
    purls = {table.place: _berry_purl(table) for table in entries}
    yield from each(entries, lambda table: _of_berry(table, purls, edges, graph))


def _wanted(table: Fields, index: dict[str, Fields]) -> Iterator[Fields]:
    for key in ("dependencies", "optionalDependencies"):
        wanted = table.maybe(key)
        for name, range_ in wanted.items() if isinstance(wanted, dict) else ():
            for text in (f"{name}@{range_}", f"{name}@npm:{range_}"):
                if text in index:
                    yield index[text]
                    break


def _berry_purl(table: Fields) -> str:
    name, _ = split_name(table.text("resolution"))
    version = table.text("version")
    return package_url("npm", name, "" if version == "0.0.0-use.local" else version)


def _of_berry(
    table: Fields, purls: dict[str, str], edges: dict[str, tuple[str, ...]], graph: Graph
) -> Iterable[Item]:
    name, where = split_name(table.text("resolution"))
    origin = _berry_origin(where)
    version = table.text("version")
    checksum = optional_text(table, "checksum")
    values, problems = sort_out(_checksum(checksum, table.path("checksum")))
    yield Dependency(
        ecosystem="npm",
        name=name,
        version="" if version == "0.0.0-use.local" else version,
        purl=purls[table.place],
        place=table.place,
        origin=origin,
        reach="direct" if origin.kind == "workspace" else graph.reach(table.place),
        integrity=(*values, *commit_integrity(origin.commit)),
        requires=tuple(sorted({purls[place] for place in edges[table.place]})),
    )
    yield from problems


def _checksum(text: str, place: str) -> Iterator[Integrity | Problem]:
    """Of the archive in yarn's own cache: it depends on how that packs, so no file has it."""
    if not text:
        return
    value = text.rpartition("/")[2]
    if not _HEX.fullmatch(value):
        yield read_hex("sha512", value, place)  # says what is wrong with it
        return
    raw = text if "/" in text else ""
    yield Integrity(algorithm="sha512", value=value, covers="yarn-cache", raw=raw)


def _berry_origin(where: str) -> Origin:
    if where.startswith("npm:"):
        _, mark, archive = where.partition("::__archiveUrl=")
        if not mark:
            return REGISTRY
        from urllib.parse import unquote  # noqa: PLC0415 - seldom

        return npm_origin(unquote(archive))
    if where.startswith("patch:"):
        return Origin("path", clean_location(where))
    return npm_origin(where)


plugin: type[LockReader] = YarnLock
