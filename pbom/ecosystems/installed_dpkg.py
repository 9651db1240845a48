"""``installed-dpkg``: the packages of Debian and its kin."""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from pbom.codec.stanzas import read_stanzas
from pbom.ecosystems import Files, InstalledReader
from pbom.model.dependency import Dependency, Problem
from pbom.model.digest import Digest, DigestSet
from pbom.model.installed import Installed, InstalledFile
from pbom.model.location import REGISTRY
from pbom.model.purl import package_url

_PLACE = "var/lib/dpkg"
_SUM = re.compile(r"(?P<md5>[0-9a-f]{32})\s+(?P<path>\S.*)")
_MERGED = frozenset({"bin", "sbin", "lib", "lib32", "lib64", "libx32"})
_NAME = re.compile(r"[a-z0-9][a-z0-9+.-]+")


class InstalledDpkg:
    """The database of dpkg, and the pieces of it that images without dpkg have."""

    id: ClassVar[str] = "installed-dpkg"

    def places(self, files: Files, root: str) -> Iterator[str]:
        """The database, where there is one."""
        place = f"{root.rstrip('/')}/{_PLACE}"
        if any(entry.name in {"status", "status.d"} for entry in files.entries(place)):
            yield place

    def read(self, files: Files, place: str) -> Installed:
        """The packages that are installed."""
        vendor = _vendor(files, place)
        found = [_package(stanza, vendor) for stanza in _stanzas(files, place)]
        problems = () if found else (
            Problem(kind="nothing-found", place=place, reason="no package is installed"),
        )  # fmt: skip
        return Installed(root=place, format=self.id, dependencies=tuple(found), problems=problems)

    def installed_files(self, files: Files, place: str) -> Iterator[InstalledFile]:
        """The files of each package, with the MD5 that its own list has for it."""
        root = place.removesuffix(_PLACE).rstrip("/")
        merged = {entry.name for entry in files.entries(root or "/") if entry.kind == "link"}
        lists = {entry.name for entry in files.entries(f"{place}/info")}
        vendor = _vendor(files, place)
        for stanza in _stanzas(files, place):
            name, arch = stanza["Package"], stanza.get("Architecture", "")
            purl = _package(stanza, vendor).purl
            base = next((n for n in (f"{name}:{arch}", name) if f"{n}.list" in lists), "")
            if not base:
                continue
            sums = _sums(files.read(f"{place}/info/{base}.md5sums"))
            listed = files.read(f"{place}/info/{base}.list") or b""
            for path in listed.decode("utf-8", "replace").split("\n"):
                if path.startswith("/") and path != "/.":
                    yield InstalledFile(
                        path=root + _moved(path, merged & _MERGED),
                        package=purl,
                        digests=sums.get(path[1:]),
                        basis="dpkg md5sums",
                    )


def _moved(path: str, merged: set[str] | frozenset[str]) -> str:
    """Where a file is whose directory has become a link into ``/usr``."""
    top = path[1:].partition("/")[0]
    return f"/usr{path}" if top in merged else path


def _sums(data: bytes | None) -> Mapping[str, DigestSet]:
    found = {}
    for line in (data or b"").decode("utf-8", "replace").split("\n"):
        match = _SUM.fullmatch(line[:8192])
        if match:
            found[match["path"]] = DigestSet.of((Digest("md5", match["md5"]),))
    return found


def _stanzas(files: Files, place: str) -> Iterator[Mapping[str, str]]:
    pieces = [f"{place}/status"]
    pieces += [
        f"{place}/status.d/{entry.name}"
        for entry in files.entries(f"{place}/status.d")
        if not entry.name.endswith(".md5sums")
    ]
    for piece in pieces:
        text = (files.read(piece) or b"").decode("utf-8", "replace")
        for stanza in read_stanzas(text):
            state = stanza.get("Status", "install ok installed").split()
            named = _NAME.fullmatch(stanza.get("Package", ""))
            if named and stanza.get("Version") and state[-1:] == ["installed"]:
                yield stanza


def _vendor(files: Files, place: str) -> str:
    data = files.read(f"{place.removesuffix(_PLACE)}etc/os-release")
    data = data or files.read(f"{place.removesuffix(_PLACE)}usr/lib/os-release")
    for line in (data or b"").decode("utf-8", "replace").split("\n"):
        if line.startswith("ID="):
            return line.removeprefix("ID=").strip("\"'\r ") or "debian"
    return "debian"


def _package(stanza: Mapping[str, str], vendor: str) -> Dependency:
    name, version = stanza["Package"], stanza["Version"]
    return Dependency(
        ecosystem="deb",
        name=name,
        version=version,
        purl=package_url(
            "deb", f"{vendor}/{name}", version, {"arch": stanza.get("Architecture", "")}
        ),
        place=name,
        origin=REGISTRY,
    )


plugin: type[InstalledReader] = InstalledDpkg
