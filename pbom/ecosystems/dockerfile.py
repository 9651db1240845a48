"""``dockerfile``: the images that a container is built from and with."""

import re
from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct, field

from pbom.codec.entries import MAX_LINE, Item, pipeline_file, text_lines
from pbom.codec.image import image_component
from pbom.codec.integrity import read_tagged, sort_out
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import LockFile, PipelineComponent, Problem
from pbom.model.location import clean_location

_DIRECTIVE = re.compile(r"#\s*(?P<key>[A-Za-z]+)\s*=\s*(?P<value>\S.*?)\s*")
_WORD = re.compile(r"(?:[^\s\"'\\]|\\.|\"(?:[^\"\\]|\\.)*\"|'[^']*')+")
_HEREDOC = re.compile(r"\d*<<(?P<dash>-?)(?P<quote>[\"']?)(?P<end>[A-Za-z_][\w.-]*)(?P=quote)")
_VARIABLE = re.compile(
    r"\$(?:(?P<bare>[A-Za-z_]\w*)|\{(?P<name>[A-Za-z_]\w*)(?::?(?P<sign>[-+?])(?P<other>[^{}]*))?\})"
)
_HEREDOC_IN = frozenset({"RUN", "COPY", "ADD"})
_INDEX = re.compile(r"\d{1,4}")
_MAX_VALUE = 4096


class Dockerfile:
    """Base images, images that files are copied or mounted from, the syntax, and downloads."""

    id: ClassVar[str] = "dockerfile"
    names: ClassVar[tuple[str, ...]] = (
        "Dockerfile",
        "Dockerfile.*",
        "*.Dockerfile",
        "*.dockerfile",
        "Containerfile",
        "Containerfile.*",
        "!*.dockerignore",
        "!*.erb",
        "!*.j2",
        "!*.tmLanguage",
        "!*.tmpl",
        "!*.tt",
    )

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return pipeline_file(name, self.id, _items(data))


class _Instruction(Struct):
    """An instruction, its continuation lines joined and its here-documents left out."""

    line: int
    verb: str
    flags: dict[str, list[str]]
    words: list[str]

    @property
    def place(self) -> str:
        """Where it begins."""
        return f"line {self.line}"


class _State(Struct):
    """What an instruction may refer to."""

    arguments: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    stages: list[str] = field(default_factory=list)


def _items(data: bytes) -> Iterator[Item]:
    lines = text_lines(data)
    directives, first = _directives(lines)
    syntax = directives.get("syntax")
    if syntax:
        yield from _image(syntax[1], f"line {syntax[0]}", "syntax", "frontend")
    escape = directives.get("escape", (0, "\\"))[1]
    state = _State()
    for instruction in _instructions(lines, first, "`" if escape == "`" else "\\"):
        try:
            yield from _of(instruction, state)
        except FormatError as error:
            yield Problem(kind="bad-entry", place=instruction.place, reason=error.problem)
    if not state.stages:
        raise FormatError("no FROM: not a Dockerfile")


def _directives(lines: list[str]) -> tuple[dict[str, tuple[int, str]], int]:
    """The parser's directives, which only the first lines can be, and where they end."""
    found: dict[str, tuple[int, str]] = {}
    for index, line in enumerate(lines):
        match = _DIRECTIVE.fullmatch(line[:_MAX_VALUE].strip())
        key = match["key"].lower() if match else ""
        if not match or key in found or key not in {"syntax", "escape", "check"}:
            return found, index
        found[key] = (index + 1, match["value"])
    return found, len(lines)


def _instructions(lines: list[str], first: int, escape: str) -> Iterator[_Instruction]:
    at = first
    while at < len(lines):
        start, text, at = _logical(lines, at, escape)
        if not text:
            continue
        words = _WORD.findall(text[:MAX_LINE])
        verb = words.pop(0).upper() if words else ""
        if verb == "ONBUILD" and words:
            verb = words.pop(0).upper()
        if verb in _HEREDOC_IN:
            at = _after_heredocs(lines, at, words)
        flags: dict[str, list[str]] = {}
        while words and words[0].startswith("--"):
            name, _, value = words.pop(0)[2:].partition("=")
            flags.setdefault(name.lower(), []).append(_unquoted(value))
        yield _Instruction(start + 1, verb, flags, words)


def _logical(lines: list[str], at: int, escape: str) -> tuple[int, str, int]:
    """An instruction from a line on: where it begins, its text, where the next one begins."""
    start = at
    parts: list[str] = []
    while at < len(lines):
        line = lines[at]
        at += 1
        text = line.strip()
        if not text or text.startswith("#"):
            if parts:
                continue
            return start, "", at
        body = line.rstrip()
        if not body.endswith(escape):
            parts.append(body)
            break
        parts.append(body[:-1])
    return start, "".join(parts).strip(), at


def _after_heredocs(lines: list[str], at: int, words: list[str]) -> int:
    for word in words:
        found = _HEREDOC.match(word)
        if not found:
            continue
        end = found["end"]
        while at < len(lines):
            line = lines[at].lstrip("\t") if found["dash"] else lines[at]
            at += 1
            if line == end:
                break
    return at


def _of(instruction: _Instruction, state: _State) -> Iterator[Item]:
    place = instruction.place
    match instruction.verb:
        case "FROM":
            yield from _from(instruction, state)
        case "ARG":
            _argument(instruction, state)
        case "COPY" | "ADD":
            for source in instruction.flags.get("from", ()):
                yield from _used(source, place, "copy from", state)
            if instruction.verb == "ADD":
                yield from _downloads(instruction)
        case "RUN":
            for mount in instruction.flags.get("mount", ()):
                options = dict(part.partition("=")[::2] for part in mount.split(","))
                if "from" in options:
                    yield from _used(options["from"], place, "mount from", state)


def _from(instruction: _Instruction, state: _State) -> Iterator[Item]:
    words = instruction.words
    named = len(words) > 2 and words[1].upper() == "AS"  # noqa: PLR2004 - image AS name
    state.own = {}
    known = tuple(state.stages)
    state.stages.append(words[2].lower() if named else "")
    if not words:
        raise FormatError("FROM without an image")
    image = _substituted(_unquoted(words[0]), state.arguments)
    if image.lower() in {"scratch", *filter(None, known)}:
        return
    yield from _image(image, instruction.place, words[2] if named else "base")


def _argument(instruction: _Instruction, state: _State) -> None:
    for word in instruction.words:
        name, given, value = word.partition("=")
        scope = state.own if state.stages else state.arguments
        if given:
            scope[name] = _substituted(_unquoted(value), state.arguments | state.own)
        elif state.stages and name in state.arguments:
            scope[name] = state.arguments[name]


def _used(source: str, place: str, use: str, state: _State) -> Iterator[Item]:
    """An image that something is taken from, unless it is an earlier stage."""
    name = _substituted(source, state.own)
    if _INDEX.fullmatch(name) and int(name) < len(state.stages):
        return
    if name.lower() in state.stages or name.lower() == "scratch" or not name:
        return
    yield from _image(name, place, use)


def _image(reference: str, place: str, use: str, kind: str = "image") -> Iterator[Item]:
    if "$" in reference:
        reason = f"the image depends on an argument of the build: {reference!r}"[:300]
        yield Problem(kind="unresolved", place=place, reason=reason)
        return
    yield image_component(reference, place, use, "frontend" if kind == "frontend" else "image")


def _downloads(instruction: _Instruction) -> Iterator[Item]:
    place = instruction.place
    for word in instruction.words[:-1]:
        url = _unquoted(word)
        if not url.startswith(("http://", "https://", "git@", "ssh://")):
            continue
        given = instruction.flags.get("checksum", ())
        values, problems = sort_out(read_tagged(text, place, clean_location(url)) for text in given)
        yield PipelineComponent(
            kind="download",
            name=clean_location(url),
            version="",
            purl="",
            place=place,
            use="add",
            integrity=values,
        )
        yield from problems


def _substituted(text: str, values: dict[str, str]) -> str:
    """The text with its variables replaced, as far as they are known."""

    def value(found: re.Match[str]) -> str:
        name = found["bare"] or found["name"]
        known = values.get(name, "")
        if found["sign"] == "-":
            return known or found["other"]
        if found["sign"] == "+":
            return found["other"] if known else ""
        return known or found[0]

    return _VARIABLE.sub(value, text)[:_MAX_VALUE]


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


plugin: type[LockReader] = Dockerfile
