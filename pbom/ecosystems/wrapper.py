"""``wrapper``: the Gradle or Maven that a project's wrapper fetches and runs."""

import re
from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.entries import Item, lock_file, text_lines
from pbom.codec.integrity import read_hex, sort_out
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import LockFile, PipelineComponent
from pbom.model.location import clean_location
from pbom.model.purl import package_url

_PROPERTY = re.compile(r"\s*(?P<key>[A-Za-z0-9.]+)\s*[=:]\s*(?P<value>.*?)\s*")
_ESCAPE = re.compile(r"\\(.)")
_FILE = re.compile(r"(?P<name>[a-z-]+?)-(?P<version>\d[\w.+-]*?)(?:-(?:bin|all))?\.(?:zip|tar\.gz)")
_LONGEST = 4096


class Wrapper:
    """The distribution, pinned where its SHA-256 is there."""

    id: ClassVar[str] = "wrapper"
    names: ClassVar[tuple[str, ...]] = (
        "gradle-wrapper.properties",
        "maven-wrapper.properties",
    )

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    found: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(text_lines(data), 1):
        match = _PROPERTY.fullmatch(line[:_LONGEST])
        if match:
            found[match["key"]] = (number, _ESCAPE.sub(r"\1", match["value"]))
    if "distributionUrl" not in found:
        raise FormatError("no distributionUrl: not the properties of a wrapper")
    number, url = found["distributionUrl"]
    place = f"line {number}"
    at, checksum = found.get("distributionSha256Sum", (0, ""))
    location = clean_location(url)
    given = (read_hex("sha256", checksum, f"line {at}", location),) if checksum else ()
    values, problems = sort_out(given)
    file = _FILE.fullmatch(location.rpartition("/")[2])
    name, version = (file["name"], file["version"]) if file else (location, "")
    yield PipelineComponent(
        kind="distribution",
        name=name,
        version=version,
        purl=package_url("generic", name, version, {"download_url": location}) if file else "",
        place=place,
        use="wrapper",
        integrity=values,
    )
    yield from problems


plugin: type[LockReader] = Wrapper
