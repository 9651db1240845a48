"""``gradle-verification``: ``gradle/verification-metadata.xml``, the hashes of every artifact."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.entries import Item, each, lock_file
from pbom.codec.integrity import read_hex, sort_out
from pbom.codec.xml import Element, read_xml
from pbom.ecosystems import LockReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, Integrity, LockFile, Problem
from pbom.model.location import REGISTRY
from pbom.model.purl import package_url

_ALGORITHMS = ("md5", "sha1", "sha256", "sha512")


class GradleVerification:
    """Every component with the hashes of its artifacts; PGP keys are not read."""

    id: ClassVar[str] = "gradle-verification"
    names: ClassVar[tuple[str, ...]] = ("gradle/verification-metadata.xml",)

    def read(self, name: str, data: bytes) -> LockFile:
        """What the file of that name says; never raises for what is in it."""
        return lock_file(name, self.id, _items(data))


def _items(data: bytes) -> Iterator[Item]:
    root = read_xml(data)
    if root.tag != "verification-metadata":
        raise FormatError(f"expected verification-metadata, found {root.tag!r}"[:200])
    components = root.first("components")
    yield from each(components.all("component") if components else (), _component)


def _component(element: Element) -> Iterator[Item]:
    name = f"{element.attribute('group')}/{element.attribute('name')}"
    version = element.attribute("version")
    values, problems = sort_out(_values(element))
    yield Dependency(
        ecosystem="maven",
        name=name,
        version=version,
        purl=package_url("maven", name, version),
        place=element.place,
        origin=REGISTRY,
        integrity=values,
        scripts="no",
    )
    yield from problems


def _values(component: Element) -> Iterator[Integrity | Problem]:
    for artifact in component.all("artifact"):
        file = artifact.attributes.get("name", "")
        for child in artifact.children:
            if child.tag not in _ALGORITHMS:
                continue
            for given in (child, *child.all("also-trust")):
                value = given.attributes.get("value", "")
                yield read_hex(child.tag, value, given.place, file)


plugin: type[LockReader] = GradleVerification
