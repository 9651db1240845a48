"""``installed-python``: what is installed in Python environments, by their RECORD files."""

import base64
import binascii
import csv
import re
from collections.abc import Iterator
from posixpath import normpath
from typing import ClassVar

from pbom.codec.entries import optional_text
from pbom.codec.fields import Fields
from pbom.codec.integrity import commit_integrity
from pbom.codec.stanzas import read_stanzas
from pbom.codec.strict_json import read_json
from pbom.ecosystems import Files, InstalledReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, Problem
from pbom.model.digest import Digest, DigestSet
from pbom.model.installed import Installed, InstalledFile
from pbom.model.location import REGISTRY, Origin, clean_location, git_origin
from pbom.model.purl import package_url, python_name

_VERSIONS = re.compile(r"(?:python|pypy)\d+(?:\.\d+)?t?")
_PACKAGES = ("site-packages", "dist-packages")
_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}
_ROW = 2


class InstalledPython:
    """Environments in a directory, and one level below it."""

    id: ClassVar[str] = "installed-python"

    def places(self, files: Files, root: str) -> Iterator[str]:
        """Directories of packages: of the directory itself, and of those in it."""
        base = root.rstrip("/")
        for folder in (base, *(f"{base}/{name}" for name in _folders(files, root))):
            for lib in _folders(files, folder or "/"):
                if lib not in {"lib", "lib64"}:
                    continue
                for name in _folders(files, f"{folder}/{lib}"):
                    if _VERSIONS.fullmatch(name):
                        yield from _packages_below(files, f"{folder}/{lib}/{name}")

    def read(self, files: Files, place: str) -> Installed:
        """The packages that are installed there."""
        found: list[Dependency] = []
        problems: list[Problem] = []
        for folder in _infos(files, place):
            try:
                found.append(_package(files, place, folder))
            except FormatError as error:
                problems.append(Problem(kind="bad-entry", place=folder, reason=error.problem))
        return Installed(
            root=place, format=self.id, dependencies=tuple(found), problems=tuple(problems)
        )

    def installed_files(self, files: Files, place: str) -> Iterator[InstalledFile]:
        """The files that these packages say they own; none outside of the environment."""
        prefix = normpath(f"{place}/../../..") + "/"
        for folder in _infos(files, place):
            try:
                purl = _package(files, place, folder).purl
            except FormatError:
                continue
            data = files.read(f"{place}/{folder}/RECORD")
            for name, written in _rows(data or b""):
                path = normpath(name if name.startswith("/") else f"{place}/{name}")
                if path.startswith(prefix):
                    yield InstalledFile(
                        path=path, package=purl, digests=_digests(written), basis="RECORD"
                    )


def _folders(files: Files, folder: str) -> Iterator[str]:
    """Directories in a directory; a link is another name of one that is found elsewhere."""
    return (entry.name for entry in files.entries(folder) if entry.kind == "folder")


def _packages_below(files: Files, folder: str) -> Iterator[str]:
    for name in _folders(files, folder):
        if name in _PACKAGES:
            yield f"{folder}/{name}"


def _infos(files: Files, place: str) -> Iterator[str]:
    for entry in files.entries(place):
        if entry.kind == "folder" and entry.name.endswith((".dist-info", ".egg-info")):
            yield entry.name


def _package(files: Files, place: str, folder: str) -> Dependency:
    document = "METADATA" if folder.endswith(".dist-info") else "PKG-INFO"
    data = files.read(f"{place}/{folder}/{document}")
    if data is None:
        raise FormatError(f"no {document}")
    head = next(read_stanzas(data.decode("utf-8", "replace")), {})
    if not (head.get("Name") and head.get("Version")):
        raise FormatError(f"{document} has no name or no version")
    name, version = python_name(head["Name"]), head["Version"]
    origin = _origin(files.read(f"{place}/{folder}/direct_url.json"))
    asked = files.read(f"{place}/{folder}/REQUESTED") is not None
    return Dependency(
        ecosystem="pypi",
        name=name,
        version=version,
        purl=package_url("pypi", name, version),
        place=folder,
        origin=origin,
        reach="direct" if asked else "unknown",
        integrity=commit_integrity(origin.commit),
    )


def _origin(data: bytes | None) -> Origin:
    """Where a package came from that came from elsewhere (PEP 610)."""
    if data is None:
        return REGISTRY
    root = Fields(read_json(data))
    url = root.text("url", "")
    vcs = root.table_or_none("vcs_info")
    if vcs:
        return git_origin(url, optional_text(vcs, "commit_id"))
    return Origin("path" if url.startswith("file:") else "url", clean_location(url))


def _rows(data: bytes) -> Iterator[tuple[str, str]]:
    """Names and hashes of a RECORD; what is no row is left out."""
    try:
        for row in csv.reader(data.decode("utf-8", "replace").splitlines()):
            if len(row) >= _ROW and row[0]:
                yield row[0], row[1]
    except csv.Error:
        return


def _digests(written: str) -> DigestSet | None:
    algorithm, equals, value = written.partition("=")
    size = _SIZES.get(algorithm)
    if not equals or size is None:
        return None
    try:
        digest = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except (binascii.Error, ValueError):
        return None
    return DigestSet.of((Digest(algorithm, digest.hex()),)) if len(digest) == size else None


plugin: type[InstalledReader] = InstalledPython
