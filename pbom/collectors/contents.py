"""Files while a step runs: what they hold, and whether that has changed."""

import hashlib
import os
import stat
import sys
import time

from pbom.codec.trace_eyes import Looked, Resolved
from pbom.collectors.links import follow
from pbom.model.trace import Form

CHUNK = 1024 * 1024
TRIES = 3
_HEAD = 4096
_TEXT = 8192
_BANG = 256
"""So many bytes of a script's first line does the system read."""
_ELF_CLASSES = {1: (28, 42, 4, 16), 2: (32, 54, 8, 32)}
"""Offsets in 32 and 64 bit programs: of the program headers' place and size; the width of a number,
and where in a program header the size in the file stands."""
_PT_INTERP = 3
_CAPABILITIES = "security.capability"
_PACKAGED = (b"/usr/", b"/etc/", b"/opt/", b"/lib", b"/bin/", b"/sbin/")
_NOT_A_FILE = Looked("", "unreadable", regular=False)


class Contents:
    """Eyes for the ledger of a trace."""

    def __init__(self, root: bytes, blob_algorithm: str) -> None:
        """Eyes for a workspace; the algorithm is that of git's objects, empty without git."""
        self._inside = root + b"/"
        self._algorithm = blob_algorithm
        self._known: dict[tuple[int, ...], Looked] = {}
        self._md5: dict[str, str] = {}

    def look(self, path: bytes) -> Looked:
        """A file as it is now."""
        try:
            for _ in range(TRIES):
                looked = self._try(path)
                if looked is not None:
                    return looked
        except (FileNotFoundError, NotADirectoryError):
            return Looked("", "gone")
        except (OSError, ValueError):
            return Looked("", "unreadable")
        return Looked("", "changed")

    def md5(self, sha256: str) -> str:
        """MD5 of a file of the system that was looked at; Debian's database has no better."""
        return self._md5.get(sha256, "")

    def unchanged(self, path: bytes, seen: Looked) -> bool:
        """Whether a file is still what was seen."""
        try:
            return _identity(os.lstat(path)) == seen.identity
        except (OSError, ValueError):
            return False

    def resolve(self, path: bytes, root: bytes) -> Resolved:
        """Where a path leads to."""
        return follow(path, root)

    def is_folder(self, path: bytes) -> bool:
        """Whether there is a directory."""
        try:
            return stat.S_ISDIR(os.lstat(path).st_mode)
        except (OSError, ValueError):
            return False

    def _try(self, path: bytes) -> Looked | None:
        before = os.lstat(path)
        if stat.S_ISLNK(before.st_mode):
            return Looked("", "changed")  # whoever opened it had followed the link
        if not stat.S_ISREG(before.st_mode):
            return _NOT_A_FILE._replace(pipe=stat.S_ISFIFO(before.st_mode))
        identity = _identity(before)
        inside = path.startswith(self._inside)
        packaged = not inside and path.startswith(_PACKAGED)
        key = (*identity, inside, packaged)
        known = self._known.get(key)
        if known is None:
            known = self._read(path, before, packaged=packaged)
            if known is None:
                return None
            self._known[key] = known
        return known._replace(at=time.time())

    def _read(self, path: bytes, before: os.stat_result, *, packaged: bool) -> Looked | None:
        inside = path.startswith(self._inside)
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            head = content = os.read(descriptor, min(before.st_size, CHUNK) + 1)
            hasher = hashlib.sha256(content)
            second = self._second(before.st_size, packaged=packaged)
            lines, last = 0, b""
            while content:
                if second:
                    second.update(content)
                if inside:
                    lines += content.count(b"\n")
                    last = content[-1:]
                content = os.read(descriptor, CHUNK)
                hasher.update(content)
            after = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        identity = _identity(before)
        if _identity(after) != identity:
            return None
        if second and packaged:
            self._md5[hasher.hexdigest()] = second.hexdigest()
        form, interpreter = _form(head[:_HEAD])
        text = inside and b"\0" not in head[:_TEXT]
        return Looked(
            sha256=hasher.hexdigest(),
            form=form,
            lines=lines + (last not in {b"", b"\n"}) if text else 0,
            blob=second.hexdigest() if second and not packaged else "",
            interpreter=interpreter,
            changed=before.st_ctime_ns / 1e9,
            identity=identity,
            privileged=_is_privileged(path, before),
        )

    def _second(self, size: int, *, packaged: bool) -> "hashlib._Hash | None":
        """Another digest to take: what the system's package database, or git, knows a file by."""
        if packaged:
            return hashlib.new("md5", usedforsecurity=False)
        if not self._algorithm:
            return None
        return hashlib.new(self._algorithm, b"blob %d\0" % size, usedforsecurity=False)


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_mode,
    )


def _is_privileged(path: bytes, status: os.stat_result) -> bool:
    """Whether a program is to run with more than whoever starts it may do."""
    if not status.st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH):
        return False
    if status.st_mode & (stat.S_ISUID | stat.S_ISGID):
        return True
    if sys.platform != "linux":
        return False
    try:
        return bool(os.getxattr(path, _CAPABILITIES, follow_symlinks=False))
    except OSError:
        return False


def _form(head: bytes) -> tuple[Form, bytes]:
    """What a file is, and the program that the system runs it with."""
    if head.startswith(b"#!"):
        words = head[2:_BANG].partition(b"\n")[0].split()
        absolute = bool(words) and words[0].startswith(b"/")
        return "script", words[0] if absolute else b""
    if head.startswith(b"\x7fELF") and len(head) > 64:  # noqa: PLR2004 - the header
        kind = int.from_bytes(head[16:18], "little")
        loader = _loader(head)
        if kind in {2, 3}:
            return "program" if kind == 2 or loader else "library", loader  # noqa: PLR2004
    return "data", b""


def _loader(head: bytes) -> bytes:
    """The loader of a program's libraries, as its headers name it."""
    if head[4] not in _ELF_CLASSES or head[5] != 1:
        return b""
    at, sizes, width, in_file = _ELF_CLASSES[head[4]]
    start = int.from_bytes(head[at : at + width], "little")
    size = int.from_bytes(head[sizes : sizes + 2], "little")
    count = int.from_bytes(head[sizes + 2 : sizes + 4], "little")
    for number in range(min(count, 64)):
        entry = head[start + number * size : start + (number + 1) * size]
        if len(entry) < size or size < in_file + width:
            break
        if int.from_bytes(entry[:4], "little") == _PT_INTERP:
            place = int.from_bytes(entry[width : 2 * width], "little")
            length = int.from_bytes(entry[in_file : in_file + width], "little")
            return head[place : place + min(length, _BANG)].partition(b"\0")[0]
    return b""
