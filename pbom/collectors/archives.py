"""What is inside archives: every member with its digest, within limits that bombs cannot pass.

Nothing is unpacked: members are read in chunks and hashed. These are zip archives (wheels, jars),
tar archives with any of the usual compressions (source distributions, npm packages, layers of
images), and image layouts in a tar archive, of which the layers are looked into as well.
"""

import bz2
import gzip
import hashlib
import io
import lzma
import os
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from pbom.collectors.archive_files import EMPTY_ZIP, PACKED, ZIP, archives_among
from pbom.collectors.files import sha256_of
from pbom.model.artifact import Artifact, decode_name, encode_name
from pbom.model.digest import DigestSet
from pbom.model.evidence import Gap
from pbom.model.trace import Member

MAX_MEMBERS = 200_000
MAX_BYTES = 8 * 1024 * 1024 * 1024
"""Of all members of all products of a step together, uncompressed."""
MAX_LAYER = 2 * 1024 * 1024 * 1024
CHUNK = 1024 * 1024
INSIDE = "!"
"""Between the name of a layer and that of its member."""
MAX_READ = 16 * 1024 * 1024
"""Nothing honest that is read at once is longer: a header that claims to be fills the memory."""
_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
)


class Contained(NamedTuple):
    """What was found in the archives.

    Attributes:
        members: Every member.
        gaps: Archives that could not be read, or not to their end.
    """

    members: tuple[Member, ...]
    gaps: tuple[Gap, ...]


class _LimitError(Exception):
    """There is more in the archives than is read."""


class _Budget:
    """How much may still be read."""

    def __init__(self) -> None:
        self.members = MAX_MEMBERS
        self.bytes = MAX_BYTES

    def take(self, size: int) -> None:
        """Read so many bytes.

        Raises:
            _LimitError: That is too much.
        """
        self.bytes -= size
        if self.bytes < 0:
            raise _LimitError

    def next(self) -> None:
        """Go to another member.

        Raises:
            _LimitError: That is one too many.
        """
        self.members -= 1
        if self.members < 0:
            raise _LimitError


def look_into(root: bytes, products: Iterable[Artifact]) -> Contained:
    """The members of those products that are archives."""
    members: list[Member] = []
    gaps: list[Gap] = []
    budget = _Budget()
    for product in archives_among(root, products):
        path = Path(os.fsdecode(os.path.join(root, decode_name(product.name))))
        try:
            listed = list(_members(path, budget))
            if not product.digests.matches(DigestSet.of((sha256_of(path),))):
                raise ValueError("it has changed")
        except _LimitError:
            gaps.append(Gap(kind="archive-limit", detail=product.name))
            continue
        except _BROKEN:
            gaps.append(Gap(kind="archive-unreadable", detail=product.name))
            continue
        members += [
            Member(product=product.name, name=name, digests=DigestSet.sha256(sha256))
            for name, sha256 in listed
        ]
    return Contained(tuple(sorted(members)), tuple(gaps))


def _members(path: Path, budget: _Budget) -> Iterator[tuple[str, str]]:
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        if head in {ZIP, EMPTY_ZIP}:
            yield from _of_zip(file, budget)
        else:
            yield from _of_tar(file, budget, nested=True)


def _of_zip(file: IO[bytes], budget: _Budget) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            budget.next()
            with archive.open(info) as member:
                yield _name(info.filename), _digest(member, budget)


class _Unpacked(io.RawIOBase):
    """The plain bytes of a file that may be compressed, no more of them than the budget allows."""

    def __init__(self, file: IO[bytes], budget: _Budget) -> None:
        head = file.read(6)
        file.seek(0)
        self._plain: IO[bytes] = file
        if head.startswith(PACKED[0]):
            self._plain = gzip.GzipFile(fileobj=file)  # type: ignore[assignment]
        elif head.startswith(PACKED[1]):
            self._plain = bz2.BZ2File(file)
        elif head.startswith(PACKED[2]):
            self._plain = lzma.LZMAFile(file)  # noqa: SIM115 - its file is the caller's
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        """The next bytes.

        Raises:
            ValueError: Somebody asks for more than anybody honest needs at once.
        """
        if not 0 <= size <= MAX_READ:
            raise ValueError("a header that is too long")
        self._budget.take(size)
        return self._plain.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place; what is skipped is read as well."""
        self._budget.take(max(0, offset - self._plain.tell()))
        return self._plain.seek(offset, whence)

    def tell(self) -> int:
        """The place that was reached."""
        return self._plain.tell()


def _of_tar(file: IO[bytes], budget: _Budget, *, nested: bool) -> Iterator[tuple[str, str]]:
    unpacked = _Unpacked(file, budget)
    try:
        archive = tarfile.open(fileobj=unpacked, mode="r:")  # noqa: SIM115 - closed below
    except tarfile.ReadError:
        if nested:
            return  # compressed, and no archive
        raise
    with archive:
        for info in archive:
            name = _name(info.name)
            if info.issym():
                budget.next()
                yield name, hashlib.sha256(os.fsencode(info.linkname)).hexdigest()
            content = info.isreg() or info.islnk()
            member = archive.extractfile(info) if content else None
            if member is None:
                continue
            budget.next()
            if nested and _is_layer(info):
                yield from _of_layer(name, member, budget)
            else:
                yield name, _digest(member, budget)


def _is_layer(info: tarfile.TarInfo) -> bool:
    inside = info.name.startswith("blobs/sha256/") or info.name.endswith("/layer.tar")
    return inside and info.size <= MAX_LAYER


def _of_layer(name: str, member: IO[bytes], budget: _Budget) -> Iterator[tuple[str, str]]:
    """A blob of an image; where it is an archive, its members instead of itself."""
    with tempfile.TemporaryFile() as copy:
        hasher = hashlib.sha256()
        for chunk in _chunks(member, budget):
            hasher.update(chunk)
            copy.write(chunk)
        copy.seek(0)
        try:
            found = list(_of_tar(copy, budget, nested=False))
        except _BROKEN:
            found = []
        for inner, sha256 in found:
            yield f"{name}{INSIDE}{inner}", sha256
        if not found:
            yield name, hasher.hexdigest()


def _digest(member: IO[bytes], budget: _Budget) -> str:
    hasher = hashlib.sha256()
    for chunk in _chunks(member, budget):
        hasher.update(chunk)
    return hasher.hexdigest()


def _chunks(member: IO[bytes], budget: _Budget) -> Iterator[bytes]:
    while chunk := member.read(CHUNK):
        budget.take(len(chunk))
        yield chunk


def _name(name: str) -> str:
    return encode_name(name.encode("utf-8", "surrogateescape"))
