"""``installed-apk``: the packages of Alpine."""

import base64
import binascii
from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct, field

from pbom.ecosystems import Files, InstalledReader
from pbom.model.dependency import Dependency, Integrity, Problem
from pbom.model.digest import Digest, DigestSet
from pbom.model.installed import Installed, InstalledFile
from pbom.model.location import REGISTRY
from pbom.model.purl import package_url

_PLACES = ("lib/apk/db", "usr/lib/apk/db")
_SHA1 = 20
_MEMBERS = {"P": "name", "V": "version", "A": "arch", "C": "checksum"}


class _Package(Struct):
    """A package as the database has it; ``owned`` are paths with the sums of their content."""

    name: str = ""
    version: str = ""
    arch: str = ""
    checksum: str = ""
    owned: list[tuple[str, str]] = field(default_factory=list)

    @property
    def purl(self) -> str:
        """Package URL."""
        return package_url("apk", f"alpine/{self.name}", self.version, {"arch": self.arch})


class InstalledApk:
    """The database of apk."""

    id: ClassVar[str] = "installed-apk"

    def places(self, files: Files, root: str) -> Iterator[str]:
        """The database, where there is one."""
        for place in _PLACES:
            folder = f"{root.rstrip('/')}/{place}"
            if any(entry.name == "installed" for entry in files.entries(folder)):
                yield folder

    def read(self, files: Files, place: str) -> Installed:
        """The packages that are installed."""
        found = [_dependency(package) for package in _packages(files, place)]
        problems = () if found else (
            Problem(kind="nothing-found", place=place, reason="no package is installed"),
        )  # fmt: skip
        return Installed(root=place, format=self.id, dependencies=tuple(found), problems=problems)

    def installed_files(self, files: Files, place: str) -> Iterator[InstalledFile]:
        """The files of each package, with the SHA-1 that the database has for it."""
        root = next(place.removesuffix(f"/{known}") for known in reversed(_PLACES)
                    if place.endswith(f"/{known}"))  # fmt: skip
        for package in _packages(files, place):
            for path, written in package.owned:
                value = _sha1(written)
                yield InstalledFile(
                    path=f"{root}/{path}",
                    package=package.purl,
                    digests=DigestSet.of((Digest("sha1", value),)) if value else None,
                    basis="apk installed",
                )


def _packages(files: Files, place: str) -> Iterator[_Package]:
    text = (files.read(f"{place}/installed") or b"").decode("utf-8", "replace")
    package, folder = _Package(), ""
    for line in (*text.split("\n"), ""):
        key, _, value = line.partition(":")
        match key:
            case "" if not line:
                if package.name and package.version:
                    yield package
                package, folder = _Package(), ""
            case "P" | "V" | "A" | "C":
                setattr(package, _MEMBERS[key], value)
            case "F":
                folder = value
            case "R":
                package.owned.append((f"{folder}/{value}".lstrip("/"), ""))
            case "Z" if package.owned:
                package.owned[-1] = (package.owned[-1][0], value)


def _dependency(package: _Package) -> Dependency:
    value = package.checksum
    integrity = (Integrity(algorithm="sha1", value=value, covers="other"),) if value else ()
    return Dependency(
        ecosystem="apk",
        name=package.name,
        version=package.version,
        purl=package.purl,
        place=package.name,
        origin=REGISTRY,
        integrity=integrity,
    )


def _sha1(written: str) -> str:
    """The SHA-1 in apk's form, ``Q1`` and base64; empty where it is something else."""
    try:
        digest = base64.b64decode(written.removeprefix("Q1"), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return digest.hex() if written.startswith("Q1") and len(digest) == _SHA1 else ""


plugin: type[InstalledReader] = InstalledApk
