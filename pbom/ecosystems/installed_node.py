"""``installed-node``: what lies in ``node_modules``, by the packages' own descriptions."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.entries import optional_text
from pbom.codec.fields import Fields
from pbom.codec.integrity import read_sri, sort_out
from pbom.codec.npm import npm_origin
from pbom.codec.strict_json import read_json
from pbom.ecosystems import Files, InstalledReader
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, Problem, Scripts
from pbom.model.installed import Installed, InstalledFile
from pbom.model.purl import package_url

MAX_DEPTH = 32
MAX_PACKAGES = 100_000
_HOOKS = frozenset({"preinstall", "install", "postinstall"})
_MODULES = "node_modules"


class InstalledNode:
    """``node_modules`` of a directory, and of those up to two levels below it."""

    id: ClassVar[str] = "installed-node"

    def places(self, files: Files, root: str) -> Iterator[str]:
        """The directories of that name; what lies in one of them belongs to it."""
        level = [root.rstrip("/")]
        for _ in range(3):
            below: list[str] = []
            for folder in level:
                for entry in files.entries(folder or "/"):
                    if entry.kind != "folder" or entry.name.startswith("."):
                        continue
                    if entry.name == _MODULES:
                        yield f"{folder}/{_MODULES}"
                    else:
                        below.append(f"{folder}/{entry.name}")
            level = below

    def read(self, files: Files, place: str) -> Installed:
        """The packages that are installed there."""
        locked = _locked(files, place)
        found: list[Dependency] = []
        problems: list[Problem] = []
        for folder in _folders(files, place):
            if len(found) >= MAX_PACKAGES:
                reason = f"more than {MAX_PACKAGES:,} packages"
                problems.append(Problem(kind="unsupported", place=place, reason=reason))
                break
            try:
                package = _package(files, place, folder, locked)
            except FormatError as error:
                problems.append(Problem(kind="bad-entry", place=folder, reason=error.problem))
                continue
            if package:
                found.append(package)
        return Installed(
            root=place, format=self.id, dependencies=tuple(found), problems=tuple(problems)
        )

    def installed_files(self, files: Files, place: str) -> Iterator[InstalledFile]:
        """The directory of each package: nobody keeps a list of its files."""
        for package in self.read(files, place).dependencies:
            yield InstalledFile(
                path=f"{place}/{package.place}/",
                package=package.purl,
                digests=None,
                basis="node_modules",
            )


def _folders(files: Files, place: str) -> Iterator[str]:
    """Directories that can be packages, relative to the place; links are not followed."""
    todo = [""]
    while todo:
        at = todo.pop()
        if at.count("/") > MAX_DEPTH:
            continue
        for entry in reversed(files.entries(f"{place}/{at}".rstrip("/"))):
            if entry.kind != "folder":
                continue
            path = f"{at}/{entry.name}".lstrip("/")
            if entry.name == ".pnpm":
                todo.extend(
                    f"{path}/{inner.name}/{_MODULES}" for inner in files.entries(f"{place}/{path}")
                )
            elif entry.name.startswith("@"):
                todo.append(path)
            elif not entry.name.startswith("."):
                yield path
                todo.append(f"{path}/{_MODULES}")


def _locked(files: Files, place: str) -> Fields | None:
    """What npm wrote down of the tree it laid out."""
    data = files.read(f"{place}/.package-lock.json")
    if data is None:
        return None
    try:
        return Fields(read_json(data)).table_or_none("packages")
    except FormatError:
        return None


def _package(files: Files, place: str, folder: str, locked: Fields | None) -> Dependency | None:
    data = files.read(f"{place}/{folder}/package.json")
    if data is None:
        return None
    root = Fields(read_json(data))
    name = optional_text(root, "name") or folder.rpartition(f"{_MODULES}/")[2]
    version = optional_text(root, "version")
    entry = None
    if locked is not None and f"{_MODULES}/{folder}" in locked:
        entry = locked.table(f"{_MODULES}/{folder}")
    text = optional_text(entry, "integrity") if entry else ""
    values, _ = sort_out(read_sri(text, folder))
    return Dependency(
        ecosystem="npm",
        name=name,
        version=version,
        purl=package_url("npm", name, version),
        place=folder,
        origin=npm_origin(optional_text(entry, "resolved") if entry else ""),
        integrity=values,
        scripts=_scripts(files, f"{place}/{folder}", root),
    )


def _scripts(files: Files, folder: str, root: Fields) -> Scripts:
    given = root.maybe("scripts")
    if isinstance(given, dict) and _HOOKS & set(given):
        return "yes"
    return "yes" if files.read(f"{folder}/binding.gyp") is not None else "no"


plugin: type[InstalledReader] = InstalledNode
