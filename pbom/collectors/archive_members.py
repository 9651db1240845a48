"""Members of archives, and of archives among these, one after the other.

Tools do not agree on what is in a broken archive, so one that is not whole to its last byte is
refused: what it hides from us, it would show to somebody else.
"""

import bz2
import gzip
import hashlib
import io
import json
import lzma
import os
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, NamedTuple
from urllib.parse import quote

from pbom.collectors.archive_files import (
    EMPTY_ZIP,
    HEAD,
    PACKED,
    ZIP,
    ends_as_zip,
    is_archive,
    is_tar,
)
from pbom.model.artifact import MAX_NAME, RAW, encode_name
from pbom.model.trace import INSIDE

SCRIPT = b"#!"
DEPTH = 4
"""Archives in archives in archives are looked into so deep."""
CHUNK = 1024 * 1024
MAX_READ = 16 * 1024 * 1024
"""Nothing honest that is read at once is longer: a header that claims to be fills the memory."""
MAX_NOTE = 4 * 1024 * 1024
"""A longer text of an image is none that its tools have written."""
BROKEN = (
    OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error, lzma.LZMAError,
    tarfile.TarError, zipfile.BadZipFile,
)  # fmt: skip


class TooMuchError(Exception):
    """There is more in the archives than is read."""


class Budget:
    """How much may still be read, and how git names what is read (not at all, where empty)."""

    def __init__(self, members: int, size: int, algorithm: str = "") -> None:
        self.members = members
        self.bytes = size
        self.algorithm = algorithm

    def take(self, size: int) -> None:
        """Read so many bytes.

        Raises:
            TooMuchError: That is too much.
        """
        self.bytes -= size
        if self.bytes < 0:
            raise TooMuchError

    def next(self) -> None:
        """Go to another member.

        Raises:
            TooMuchError: That is one too many.
        """
        self.members -= 1
        if self.members < 0:
            raise TooMuchError


class _Entry(NamedTuple):
    """One member: its name, and its content or, of a link, its target."""

    name: str
    content: IO[bytes]
    size: int


class Inside(NamedTuple):
    """One member that was read.

    Attributes:
        name: Its name, with those of the archives that it is in.
        sha256: Of its content.
        blob: Its git object id; empty where nobody asked.
    """

    name: str
    sha256: str
    blob: str = ""


def members_of(file: IO[bytes], budget: Budget, depth: int = 0) -> Iterator[Inside]:
    """Every member, and of every member of those that are archives.

    The name of an archive that could not be looked into comes once more, with ``!`` at its end.

    Raises:
        TooMuchError: It is more than is read.
        ValueError: It is broken, as it also is for any other exception that its readers raise.
    """
    for entry in _entries(file, budget):
        budget.next()
        if len(entry.name) > MAX_NAME:
            raise TooMuchError
        yield from _member(entry, budget, depth)


def _entries(file: IO[bytes], budget: Budget) -> Iterator[_Entry]:
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(PACKED) or is_tar(head):
        return _of_tar(file, budget)
    return _of_zip(file, optional=not head.startswith((ZIP, EMPTY_ZIP)))


def _member(entry: _Entry, budget: Budget, depth: int) -> Iterator[Inside]:
    name, content, size = entry
    with tempfile.SpooledTemporaryFile(max_size=CHUNK) as copy:
        hasher = hashlib.sha256()
        blob = _blob(budget.algorithm, size)
        kept = _is_blob(name)
        for number, chunk in enumerate(_chunks(content, budget)):
            kept = kept or (not number and (is_archive(chunk) or chunk.startswith(SCRIPT)))
            hasher.update(chunk)
            if blob:
                blob.update(chunk)
            if kept:
                copy.write(chunk)
        whole = Inside(name, hasher.hexdigest(), blob.hexdigest() if blob else "")
        yield whole
        copy.seek(0)
        try:
            inside = _inside(name, copy, budget, depth) if kept else []
        except BROKEN:
            inside = [whole._replace(name="")]
        for inner in inside:
            yield inner._replace(name=f"{name}{INSIDE}{inner.name}")


def _blob(algorithm: str, size: int) -> "hashlib._Hash | None":
    if not algorithm:
        return None
    return hashlib.new(algorithm, b"blob %d\0" % size, usedforsecurity=False)


def _inside(name: str, copy: IO[bytes], budget: Budget, depth: int) -> list[Inside]:
    head = copy.read(HEAD)
    if is_archive(head) or ends_as_zip(copy):
        if depth == DEPTH:
            raise ValueError("archives in archives without end")
        copy.seek(0)
        return list(members_of(copy, budget, depth + 1))
    if _is_blob(name):
        copy.seek(0)
        note = copy.read(MAX_NOTE + 1)
        if len(note) > MAX_NOTE or not isinstance(json.loads(note), dict | list):
            raise ValueError("a part of an image that is neither a layer nor a text about it")
    return []


def _is_blob(name: str) -> bool:
    """Whether it is a part of an image: a layer, or a text about the image."""
    return name.startswith("blobs/sha256/") or name.endswith("/layer.tar")


def _of_zip(file: IO[bytes], *, optional: bool) -> Iterator[_Entry]:
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        if optional:
            return  # it only looked like one
        raise
    with archive:
        for info in archive.infolist():
            if not info.is_dir():
                with archive.open(info) as member:
                    yield _Entry(_name(info.filename), member, info.file_size)


class _Unpacked(io.RawIOBase):
    """The plain bytes of a file that may be compressed, no more of them than the budget allows."""

    def __init__(self, file: IO[bytes], budget: Budget) -> None:
        head = file.read(6)
        file.seek(0)
        self._plain: IO[bytes] = file
        if head.startswith(PACKED[0]):
            self._plain = gzip.GzipFile(fileobj=file, mode="rb")  # type: ignore[assignment]
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

    def seekable(self) -> bool:
        """Whether one can go to a place."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place; what is skipped is read as well."""
        self._budget.take(max(0, offset - self._plain.tell()))
        return self._plain.seek(offset, whence)

    def tell(self) -> int:
        """The place that was reached."""
        return self._plain.tell()


def _of_tar(file: IO[bytes], budget: Budget) -> Iterator[_Entry]:
    head = file.read(HEAD)
    file.seek(0)
    unpacked = _Unpacked(file, budget)
    try:
        archive = tarfile.open(fileobj=unpacked, mode="r:")  # noqa: SIM115 - closed below
    except tarfile.ReadError:
        if not head.startswith(PACKED):
            raise
        _expect_no_header(file, budget)
        return  # compressed, and no archive
    with archive:
        for info in archive:
            if info.issym():
                target = os.fsencode(info.linkname)
                yield _Entry(_name(info.name), io.BytesIO(target), len(target))
            content = info.isreg() or info.islnk()
            member = archive.extractfile(info) if content else None
            if member is not None:
                yield _Entry(_name(info.name), member, _size(member))
        unpacked.seek(archive.offset)
        _expect_nothing(unpacked)


def _size(member: IO[bytes]) -> int:
    """How long it is; of a second name the header does not tell."""
    size = member.seek(0, os.SEEK_END)
    member.seek(0)
    return size


def _expect_nothing(rest: "_Unpacked") -> None:
    """After the last member there is nothing: some readers go on after a broken one.

    Raises:
        ValueError: There is something.
    """
    while chunk := rest.read(CHUNK):
        if chunk.strip(b"\0"):
            raise ValueError("something after the last member")


def _expect_no_header(file: IO[bytes], budget: Budget) -> None:
    """It is no archive; not one either of which only the beginning is broken.

    Raises:
        ValueError: It is one.
    """
    file.seek(0)
    rest = _Unpacked(file, budget)
    while chunk := rest.read(CHUNK):
        if any(is_tar(chunk[at : at + HEAD]) for at in range(0, len(chunk), HEAD)):
            raise ValueError("an archive with a broken beginning")


def _chunks(member: IO[bytes], budget: Budget) -> Iterator[bytes]:
    while chunk := member.read(CHUNK):
        budget.take(len(chunk))
        yield chunk


def _name(name: str) -> str:
    """The name of a member; what stands between an archive and its member is in no name."""
    path = name.encode("utf-8", "surrogateescape")
    plain = encode_name(path)
    return plain if INSIDE not in plain else RAW + quote(path, safe="/+@")
