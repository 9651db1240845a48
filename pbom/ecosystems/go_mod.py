"""``go-mod``: ``go.mod``, the modules that a Go module asks for."""

import re
from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.entries import Item, each, lock_file, text_lines
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, LockFile, PipelineComponent
from pbom.model.location import REGISTRY, Origin, clean_location
from pbom.model.purl import package_url

_LONGEST = 4096
_TOOLCHAIN = re.compile(r"go(?P<version>\d[\w.+-]*)")
_PAIR = 2


class GoMod:
    """Every required module, with what replaces it."""

    id: ClassVar[str] = "go-mod"
    names: ClassVar[tuple[str, ...]] = ("go.mod",)

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    required: list[tuple[str, list[str], bool]] = []
    replaced: dict[str, list[str]] = {}
    module = ""
    for place, verb, words, comment in _directives(text_lines(data)):
        match verb:
            case "require":
                required.append((place, words, "indirect" in comment))
            case "replace" if "=>" in words:
                at = words.index("=>")
                replaced["@".join(words[:at])] = words[at + 1 :]
            case "module":
                module = " ".join(words)
            case "toolchain":
                yield from _toolchain(place, words)
    if not (module or required):
        raise FormatError("neither a module nor requirements: not a go.mod")
    yield from each(required, lambda entry: (_module(entry, replaced),))
    if not required:
        yield _itself(module)


def _directives(lines: list[str]) -> Iterator[tuple[str, str, list[str], str]]:
    block = ""
    for number, line in enumerate(lines, 1):
        code, _, comment = line[:_LONGEST].partition("//")
        words = [word.strip('"`') for word in code.split()]
        if not words:
            continue
        if block and words[0] == ")":
            block = ""
        elif block:
            yield f"line {number}", block, words, comment
        elif words[-1] == "(":
            block = words[0]
        else:
            yield f"line {number}", words[0], words[1:], comment


def _module(entry: tuple[str, list[str], bool], replaced: dict[str, list[str]]) -> Dependency:
    place, words, indirect = entry
    if len(words) != _PAIR:
        raise FormatError("expected a module and a version", place=place)
    name, version = words
    instead = replaced.get(f"{name}@{version}") or replaced.get(name)
    origin = REGISTRY
    if instead and len(instead) == _PAIR:
        name, version = instead
    elif instead:
        origin = Origin("path", clean_location(instead[0]))
    return Dependency(
        ecosystem="golang",
        name=name,
        version=version,
        purl=package_url("golang", name, version),
        place=place,
        origin=origin,
        reach="transitive" if indirect else "direct",
        scripts="no",
    )


def _itself(module: str) -> Dependency:
    """A module that requires nothing: there was something to read, and this is all of it."""
    return Dependency(
        ecosystem="golang",
        name=module,
        version="",
        purl=package_url("golang", module),
        place="module",
        origin=Origin("workspace", "."),
        scripts="no",
    )


def _toolchain(place: str, words: list[str]) -> Iterator[PipelineComponent]:
    found = _TOOLCHAIN.fullmatch(" ".join(words))
    if found:
        yield PipelineComponent(
            kind="distribution",
            name="go",
            version=found["version"],
            purl=package_url("generic", "go", found["version"]),
            place=place,
            use="toolchain",
        )


plugin: type[LockReader] = GoMod
