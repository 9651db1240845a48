"""SHA-256 of many files, on all processors, each with its stamp of the same moment."""

import contextlib
import hashlib
import os
import stat
import struct
from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple

from msgspec import Struct

from pbom.collectors.copies import Lots, Work, one_by_one, shared
from pbom.collectors.stamps import FORMAT, NONE, RawStamp, stamp_in
from pbom.model.artifact import Artifact, Mode, decode_name
from pbom.model.digest import DigestSet
from pbom.model.evidence import Gap
from pbom.model.snapshot import Stamp

MANY = 512
"""From so many files on, or from so many bytes on, copies of this process pay for themselves."""
MUCH = 32 * 1024 * 1024
TRIES = 3
CHUNK = 1024 * 1024
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
_MODES: dict[int, Mode] = {1: "100644", 2: "100755", 3: "120000"}
_FILE, _EXECUTABLE, _LINK, _OTHER, _CHANGED, _ERROR = 1, 2, 3, 4, 5, 6
_DIGEST = 32
_RECORD = struct.Struct(f"=B{_DIGEST}s{FORMAT}")
"""What came of a file: which of the above, its digest or the system's error, its stamp."""

Watch = Callable[[int, int], None]
"""Hears how many files of how many are done; also in between, when one takes long."""


def unwatched(_done: int, _total: int) -> None:
    """Tell nobody."""


class Unreadable(Struct, frozen=True):
    """A file that could not be hashed.

    Attributes:
        gap: Which, and why.
    """

    gap: Gap


class Look(NamedTuple):
    """What a look at a file brought.

    Attributes:
        found: The file with its digest, or why it has none.
        stamp: Of the file at that moment; none where there is neither a file nor a link.
    """

    found: Artifact | Unreadable
    stamp: Stamp | None


LotsOfLooks = Generator[tuple[int, list[Look]], None, None]
"""Where a lot begins in the list of names, and what was seen. Who stops early has to close it."""


def hash_files(root: bytes, names: Sequence[str], watch: Watch = unwatched) -> list[Look]:
    """What each of the named files below a directory holds, in the order of the names.

    Links are not followed. A file that changes while it is read is read again, at most three times.

    Raises:
        OSError: The directory cannot be opened.
    """
    with contextlib.closing(hash_in_lots(root, names, watch)) as lots:
        found = dict(lots)
    return [look for start in sorted(found) for look in found[start]]


def hash_in_lots(root: bytes, names: Sequence[str], watch: Watch = unwatched) -> LotsOfLooks:
    """The same in lots, as they are done: whoever makes something of them need not wait for all.

    Raises:
        OSError: The directory cannot be opened.
    """
    top = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    done = 0
    watch(done, len(names))
    try:
        with contextlib.closing(_lots(top, names)) as lots:
            for lot in lots:
                if lot:
                    start, records = lot
                    end = start + len(records) // _RECORD.size
                    yield start, list(map(_decode, names[start:end], _RECORD.iter_unpack(records)))
                    done += end - start
                watch(done, len(names))
    finally:
        os.close(top)
        watch(len(names), len(names))


def _lots(top: int, names: Sequence[str]) -> Lots:
    work = _worker(top)
    if len(names) >= MANY or _bytes_in(top, names) >= MUCH:
        return shared(names, work)
    return one_by_one(names, work)


def _bytes_in(top: int, names: Sequence[str]) -> int:
    total = 0
    for name in names:
        with contextlib.suppress(OSError):
            total += os.lstat(decode_name(name), dir_fd=top).st_size
    return total


def _worker(top: int) -> Work:
    def work(names: Sequence[str]) -> bytes:
        return b"".join([_record(top, decode_name(name)) for name in names])

    return work


def _record(top: int, path: bytes) -> bytes:
    try:
        for _ in range(TRIES):
            descriptor = os.open(path, _FLAGS, dir_fd=top)
            try:
                record = _read(descriptor)
            finally:
                os.close(descriptor)
            if record:
                return record
    except OSError as error:
        return _without_content(top, path, error.errno or 0)
    return _RECORD.pack(_CHANGED, b"", *_stamp_at(top, path))


def _read(descriptor: int) -> bytes:
    """The record of an open file; empty if it changed meanwhile."""
    before = os.fstat(descriptor)
    mode, size = before.st_mode, before.st_size
    if not stat.S_ISREG(mode):
        return _RECORD.pack(_OTHER, b"", *NONE)
    # one byte more than there should be: what ends there needs no second read to prove it
    content = os.read(descriptor, min(CHUNK, size) + 1)
    hasher = hashlib.sha256(content)
    if len(content) != size:
        while content := os.read(descriptor, CHUNK):
            hasher.update(content)
    after = os.fstat(descriptor)
    if (
        after.st_ctime_ns != before.st_ctime_ns
        or after.st_mtime_ns != before.st_mtime_ns
        or after.st_size != size
    ):
        return b""
    kind = _EXECUTABLE if mode & stat.S_IXUSR else _FILE
    return _RECORD.pack(kind, hasher.digest(), *stamp_in(before))


def _without_content(top: int, path: bytes, problem: int) -> bytes:
    """The record of a link, which cannot be opened, or of what cannot be opened for a reason."""
    stamp = _stamp_at(top, path)
    try:
        if stat.S_ISLNK(stamp[-1]):
            digest = hashlib.sha256(os.readlink(path, dir_fd=top)).digest()
            return _RECORD.pack(_LINK, digest, *stamp)
    except OSError as error:
        problem = error.errno or 0
    return _RECORD.pack(_ERROR, problem.to_bytes(_DIGEST, "big"), *stamp)


def _stamp_at(top: int, path: bytes) -> RawStamp:
    try:
        return stamp_in(os.lstat(path, dir_fd=top))
    except OSError:
        return NONE


def _decode(name: str, record: tuple[int, bytes, int, int, int, int, int]) -> Look:
    kind, value = record[:2]
    stamp = Stamp._make(record[2:])
    if kind in _MODES:
        digests = DigestSet.sha256(value.hex())
        return Look(Artifact(name=name, digests=digests, mode=_MODES[kind]), stamp)
    if kind == _CHANGED:
        return Look(Unreadable(Gap(kind="changed-while-hashed", detail=name)), stamp)
    reason = "neither a file nor a link"
    if kind == _ERROR:
        reason = os.strerror(int.from_bytes(value, "big"))
    gap = Gap(kind="unreadable-file", detail=f"{name}: {reason}")
    return Look(Unreadable(gap), stamp if stamp.mode else None)
