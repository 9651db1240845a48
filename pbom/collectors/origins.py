"""Where the files of a trace come from: the commit, an installed package, a declared toolchain."""

import os
import re
from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from pbom.codec.trace_eyes import Looked
from pbom.collectors.contents import Contents
from pbom.collectors.owners import Owners
from pbom.model.artifact import decode_name
from pbom.model.digest import DigestSet
from pbom.model.evidence import Material
from pbom.model.installed import InstalledFile
from pbom.model.reasons import COMPILED, DIFFERS
from pbom.model.toolchain import Toolchain
from pbom.model.trace import Standing, Trace, TracedFile

_PYC = re.compile(r"(?P<folder>.*/)?__pycache__/(?P<name>[^/]+?)\.[a-z]+-\d+(?:\.opt-[12])?\.pyc")
_HEADER = 16


class Ground(Struct, frozen=True, kw_only=True):
    """What files can come from.

    Attributes:
        root: Absolute path of the workspace.
        blobs: Object id of every file of the commit, by path; ``None`` without a commit.
        materials: Files that were not plainly the commit's when the step began.
        toolchains: Those that the project declares.
        owners: The installed packages.
    """

    root: bytes
    blobs: Mapping[bytes, str] | None
    materials: tuple[Material, ...] = ()
    toolchains: tuple[Toolchain, ...] = ()
    owners: Owners = field(default_factory=Owners)


def with_origins(trace: Trace, ground: Ground, eyes: Contents) -> Trace:
    """The trace, with what is known of where each file comes from."""
    origins = _Origins(trace, ground, eyes)
    return replace(trace, files=tuple(map(origins.of, trace.files)))


class _Origins:
    def __init__(self, trace: Trace, ground: Ground, eyes: Contents) -> None:
        self._ground = ground
        self._eyes = eyes
        self._known = frozenset((ground.blobs or {}).values())
        self._promised = {
            material.artifact.name: material.artifact.digests
            for material in ground.materials
            if material.from_commit
        }
        self._touched = {change.name for change in trace.changes}
        self._touched.update(change.other for change in trace.changes if change.verb == "rename")
        self._dirty = {material.artifact.name for material in ground.materials}
        self._toolchains = {
            (name, sha256): toolchain
            for toolchain in ground.toolchains
            for name, sha256 in toolchain.files
        }
        paths = {self._path(file) for file in trace.files if not file.makers}
        sources = {source for path in paths if (source := self._source(path))}
        self._owners: dict[str, list[InstalledFile]] = {}
        for owned in ground.owners.of(paths | sources):
            self._owners.setdefault(owned.path, []).append(owned)

    def of(self, file: TracedFile) -> TracedFile:
        """One file, with its origins."""
        standing = self._standing(file)
        package, basis = ("", "") if standing == "same" or file.makers else self._package(file)
        return replace(file, commit=standing, package=package, basis=basis)

    def _standing(self, file: TracedFile) -> Standing:
        blobs = self._ground.blobs
        if blobs is None:
            return ""
        if file.outside:
            return self._elsewhere(file)
        promised = blobs.get(decode_name(file.name))
        blob = file.digests.get("gitBlob") if file.digests else None
        large = self._promised.get(file.name)
        if (blob and blob.value == promised) or (
            large and file.digests and large.matches(file.digests)
        ):
            return "same"
        if promised is not None:
            return "same" if self._was_clean(file) else "other"
        return self._elsewhere(file) or "absent"

    def _elsewhere(self, file: TracedFile) -> Standing:
        """Whether the commit has this content at another name."""
        blob = file.digests.get("gitBlob") if file.digests else None
        return "elsewhere" if blob and blob.value in self._known else ""

    def _was_clean(self, file: TracedFile) -> bool:
        """Whether it was read as the step found it, and that was the commit's content.

        So it is where the step itself changed a file of a clean checkout so soon after it was read
        that nobody could look at it in between.
        """
        replaced = file.unknown in {"changed", "gone"} and not file.makers
        return replaced and file.name not in self._dirty and self._is_touched(file.name)

    def _is_touched(self, name: str) -> bool:
        """Whether the step was seen to change what a name means; else somebody else did."""
        parts = name.split("/")
        return any("/".join(parts[:count]) in self._touched for count in range(1, len(parts) + 1))

    def _package(self, file: TracedFile) -> tuple[str, str]:
        sha256 = file.digests.get("sha256") if file.digests else None
        if sha256 is None:
            return "", ""
        toolchain = self._toolchains.get((file.name, sha256.value))
        if toolchain:
            return toolchain.package, str(toolchain.digest)
        path = self._path(file)
        listed = [owned for owned in self._owners.get(path, ()) if owned.digests]
        for owned in listed:
            if owned.digests and self._fits(owned.digests, sha256.value):
                return owned.package, owned.basis
        return ("", f"{DIFFERS}{listed[0].package}") if listed else self._compiled(path)

    def _fits(self, recorded: DigestSet, sha256: str) -> bool:
        md5 = recorded.get("md5")
        if md5:
            return md5.value == self._eyes.md5(sha256)
        return recorded.matches(DigestSet.sha256(sha256))

    def _compiled(self, path: str) -> tuple[str, str]:
        """Python's compiled files are made where they are installed; their source is recorded.

        What is in them was not compared: they name the size and time of the source, no more.
        """
        source = self._source(path)
        if not source:
            return "", ""
        looked = self._eyes.look(os.fsencode(source))
        if not looked.sha256 or not _is_compiled_from(path, looked):
            return "", ""
        for owned in self._owners.get(source, ()):
            if owned.digests and self._fits(owned.digests, looked.sha256):
                return owned.package, COMPILED + owned.basis
        inside = os.fsencode(source).removeprefix(self._ground.root + b"/")
        if looked.blob and (self._ground.blobs or {}).get(inside) == looked.blob:
            return "", f"{COMPILED}the commit"
        for toolchain in self._ground.toolchains:
            if (source, looked.sha256) in toolchain.files:
                return toolchain.package, f"{COMPILED}{toolchain.digest}"
        return "", ""

    def _source(self, path: str) -> str:
        source = _source_of(path)
        return os.fsdecode(self._eyes.resolve(os.fsencode(source), b"/").path) if source else ""

    def _path(self, file: TracedFile) -> str:
        name = os.fsdecode(decode_name(file.name.removeprefix("/")))
        return f"/{name}" if file.outside else f"{os.fsdecode(self._ground.root)}/{name}"


def _source_of(path: str) -> str:
    match = _PYC.fullmatch(path)
    return f"{match['folder'] or ''}{match['name']}.py" if match else ""


def _is_compiled_from(path: str, source: Looked) -> bool:
    """Whether the header of a compiled file has the time and size of its source."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a few bytes of one of many
            header = file.read(_HEADER)
    except OSError:
        return False
    _, _, size, modified, *_ = source.identity
    wanted = (modified // 10**9 & 0xFFFFFFFF).to_bytes(4, "little") + size.to_bytes(4, "little")
    return header[4:8] == bytes(4) and header[8:16] == wanted
