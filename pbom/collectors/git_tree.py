"""The id that git gives to the files of a directory: what a commit of them would have as tree."""

import hashlib
import os
import stat
from collections.abc import Iterator

from msgspec import Struct

MAX_FILES = 100_000
MAX_BYTES = 2 * 1024**3
MAX_DEPTH = 64
_CHUNK = 1024 * 1024


class TreeRefusedError(Exception):
    """A directory that is no checkout: too large, too deep, or with something that git has not."""


def tree_of(folder: bytes) -> str:
    """The id of the tree that a directory's files are, without its ``.git``; no link is followed.

    A directory without files is left out, for git knows none.

    Raises:
        TreeRefusedError: It is too large, or has what git cannot have.
        OSError: Something in it cannot be read.
    """
    return _Trees().id(folder, 0).hex()


class _Trees(Struct):
    """Trees within limits.

    Attributes:
        files: How many were read.
        size: How many bytes they had.
    """

    files: int = 0
    size: int = 0

    def id(self, folder: bytes, depth: int) -> bytes:
        """The id of a directory, as bytes."""
        if depth > MAX_DEPTH:
            raise TreeRefusedError(f"deeper than {MAX_DEPTH} directories")
        return _object(
            b"tree", b"".join(entry for _, entry in sorted(self._entries(folder, depth)))
        )

    def _entries(self, folder: bytes, depth: int) -> Iterator[tuple[bytes, bytes]]:
        """Each entry with what it is sorted by: a directory as if its name had a slash."""
        with os.scandir(folder) as found:
            for entry in found:
                if entry.name == b".git":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    inner = self.id(entry.path, depth + 1)
                    if inner != _EMPTY:
                        yield entry.name + b"/", b"40000 %b\0%b" % (entry.name, inner)
                    continue
                self._count(1, 0)
                mode, blob = self._blob(entry.path, link=entry.is_symlink())
                yield entry.name, b"%b %b\0%b" % (mode, entry.name, blob)

    def _blob(self, path: bytes, *, link: bool) -> tuple[bytes, bytes]:
        if link:
            return b"120000", _object(b"blob", os.readlink(path))
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise TreeRefusedError("has something that is neither a file nor a link")
            self._count(0, status.st_size)
            hasher = hashlib.sha1(b"blob %d\0" % status.st_size, usedforsecurity=False)
            left = status.st_size
            while left and (content := file.read(min(left, _CHUNK))):
                hasher.update(content)
                left -= len(content)
        return b"100755" if status.st_mode & stat.S_IXUSR else b"100644", hasher.digest()

    def _count(self, files: int, size: int) -> None:
        self.files += files
        self.size += size
        if self.files > MAX_FILES or self.size > MAX_BYTES:
            raise TreeRefusedError(f"more than {MAX_FILES:,} files or {MAX_BYTES:,} bytes")


def _object(kind: bytes, content: bytes) -> bytes:
    data = b"%b %d\0%b" % (kind, len(content), content)
    return hashlib.sha1(data, usedforsecurity=False).digest()


_EMPTY = _object(b"tree", b"")
