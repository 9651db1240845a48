"""``requirements``: pip's requirements files, with hashes or without."""

import re
from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.entries import Item, each_line, lock_file, text_lines
from pbom.codec.integrity import commit_integrity, read_hex, read_tagged, sort_out
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, Integrity, LockFile, Problem
from pbom.model.location import Origin, clean_location, git_origin
from pbom.model.purl import package_url, python_name

_COMMENT = re.compile(r"(?:^|\s)#.*$")
_HASH = re.compile(r"--hash[=\s]\s*(\S+)")
_OPTION = re.compile(r"\s--?(?:global-option|config-settings?|hash|C)\b.*$")
_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(?P<rest>.*)"
)
_EXACT = re.compile(r"\(?===?\s*(?P<version>[A-Za-z0-9][A-Za-z0-9._+!-]*)\)?")
_EGG = re.compile(r"[#&]egg=(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)")
_URL_HASH = re.compile(r"[#&](?P<algorithm>sha(?:1|224|256|384|512)|md5)=(?P<value>[0-9A-Fa-f]+)")
_WHEEL = re.compile(r"(?P<name>[A-Za-z0-9_.]+)-(?P<version>[A-Za-z0-9_.!+]+)-[^/]*\.whl")
_SDIST = re.compile(r"(?P<name>[A-Za-z0-9_.-]+)-(?P<version>\d[A-Za-z0-9_.!+]*)\.(?:tar\.gz|zip)")
_INDEX = re.compile(r"(?:-i|--index-url|--pypi-url)[=\s]\s*(?P<url>\S+)")
_INCLUDE = re.compile(r"(?:-r|-c|--requirement|--constraint)[=\s]?\s*(?P<file>\S+)")
_KNOWN = re.compile(r"(?:.*/)?(?:[^/]*requirements[^/]*|[^/]*constraints[^/]*)\.(?:txt|pip)")
_VCS = ("git+", "hg+", "svn+", "bzr+")


class Requirements:
    """Every requirement; those without one exact version are problems too."""

    id: ClassVar[str] = "requirements"
    names: ClassVar[tuple[str, ...]] = (
        "*requirements*.txt",
        "*constraints*.txt",
        "*requirements*.pip",
        "requirements/*.txt",
    )

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    lines = list(_logical(text_lines(data)))
    index = next((found["url"] for line in lines if (found := _INDEX.match(line))), "")
    registry = Origin("registry", clean_location(index))
    yield from each_line(lines, lambda number, line: _line(f"line {number}", line, registry))


def _logical(lines: list[str]) -> Iterator[str]:
    """The lines with continuations joined; what was joined leaves empty lines behind."""
    pending: list[str] = []
    for line in lines:
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            pending.append(line[:-1])
            continue
        joined = " ".join((*pending, line))
        yield _COMMENT.sub("", joined).strip()
        yield from ("" for _ in pending)
        pending = []
    if pending:
        yield _COMMENT.sub("", " ".join(pending)).strip()


def _line(place: str, line: str, registry: Origin) -> Iterator[Item]:
    if not line:
        return
    editable = re.match(r"(?:-e|--editable)[=\s]\s*(?P<rest>.*)", line)
    if editable:
        line = editable["rest"]
    elif line.startswith("-"):
        included = _INCLUDE.match(line)
        if included and not _KNOWN.fullmatch(included["file"]):
            reason = f"what it includes is not read: {clean_location(included['file'])}"
            yield Problem(kind="unresolved", place=place, reason=reason)
        return
    hashes, problems = sort_out(read_tagged(text, place) for text in _HASH.findall(line))
    yield from problems
    text = _OPTION.sub("", line).partition(" ;")[0].strip()
    if text.startswith((*_VCS, "http://", "https://", "file:", "./", "../", "/")) or text == ".":
        yield from _located(place, "", text, hashes)
        return
    found = _REQUIREMENT.fullmatch(text)
    if not found:
        if "/" in text or text.endswith((".whl", ".gz", ".zip")):
            yield from _located(place, "", text, hashes)
            return
        raise FormatError(f"no requirement: {text!r}"[:200])
    rest = found["rest"].partition(";")[0].strip()
    if rest.startswith("@"):
        yield from _located(place, found["name"], rest[1:].strip(), hashes)
    elif rest.startswith("/"):
        yield from _located(place, "", text, hashes)
    else:
        yield from _named(place, found["name"], rest, hashes, registry=registry)


def _named(
    place: str, name: str, rest: str, hashes: tuple[Integrity, ...], *, registry: Origin
) -> Iterator[Item]:
    exact = _EXACT.fullmatch(rest)
    version = exact["version"] if exact else ""
    yield _dependency(place, (name, version), registry, hashes)
    if not exact:
        reason = f"not one exact version: {rest!r}" if rest else "any version"
        yield Problem(kind="unresolved", place=place, reason=f"{name}: {reason}"[:300])


def _located(place: str, name: str, url: str, hashes: tuple[Integrity, ...]) -> Iterator[Item]:
    file = url.partition("#")[0].partition("?")[0].rpartition("/")[2]
    known = _WHEEL.fullmatch(file) or _SDIST.fullmatch(file)
    egg = _EGG.search(url)
    called = name or (egg["name"] if egg else known["name"] if known else "")
    if not called:
        if url.startswith((*_VCS, "http")):
            raise FormatError(f"nobody can tell the package's name: {clean_location(url)}"[:200])
        called = clean_location(url).rstrip("/.").rpartition("/")[2] or "local"
    version = known["version"] if known else ""
    given = _URL_HASH.search(url)
    if given and not url.startswith(_VCS):
        more, problems = sort_out((read_hex(given["algorithm"], given["value"], place),))
        hashes = (*hashes, *more)
        yield from problems
    if url.startswith(_VCS):
        bare = url.partition("+")[2].partition("#")[0]
        head, at, revision = bare.rpartition("@")
        origin = git_origin(head, revision) if at and "/" in head[8:] else git_origin(bare)
    elif url.startswith("http"):
        origin = Origin("url", clean_location(url.partition("#")[0]))
        hashes = tuple(_of_file(item, origin.url) for item in hashes)
    else:
        origin = Origin("path", clean_location(url))
    yield _dependency(place, (called, version), origin, hashes)


def _dependency(
    place: str, what: tuple[str, str], origin: Origin, hashes: tuple[Integrity, ...]
) -> Dependency:
    name, version = python_name(what[0]), what[1]
    return Dependency(
        ecosystem="pypi",
        name=name,
        version=version,
        purl=package_url("pypi", name, version),
        place=place,
        origin=origin,
        integrity=(*hashes, *commit_integrity(origin.commit)),
    )


def _of_file(item: Integrity, url: str) -> Integrity:
    return Integrity(algorithm=item.algorithm, value=item.value, raw=item.raw, file=url)


plugin: type[LockReader] = Requirements
