"""SHA-256 of many files, on all processors.

Small files cost system calls, not bytes, and the code around a system call holds the interpreter's
lock: threads make it slower. So many files are shared among copies of this process, which send
back one record of fixed length for each file.
"""

import contextlib
import hashlib
import os
import stat
import threading
from collections.abc import Sequence
from typing import NamedTuple

from pbom.model.artifact import Mode

MANY = 512
"""From so many files on, or from so many bytes on, copies of this process pay for themselves."""
MUCH = 32 * 1024 * 1024
MAX_WORKERS = 8
TRIES = 3
CHUNK = 1024 * 1024
_MODES: dict[int, Mode] = {1: "100644", 2: "100755", 3: "120000"}
_FILE, _EXECUTABLE, _LINK, _CHANGED, _ERROR = 1, 2, 3, 4, 5
_DIGEST = 32
_RECORD = 1 + _DIGEST


class Hashed(NamedTuple):
    """A file that was read.

    Attributes:
        sha256: Of its content, hexadecimal; of the target for a symbolic link.
        mode: What kind of file it is.
    """

    sha256: str
    mode: Mode


class Failed(NamedTuple):
    """A file that could not be read.

    Attributes:
        changed: Whether it changed each time it was read.
        reason: What the system said; empty where it said nothing.
    """

    changed: bool
    reason: str = ""


def hash_files(paths: Sequence[bytes]) -> list[Hashed | Failed]:
    """What each file holds, in the order of the paths. Links are not followed.

    A file that changes while it is read is read again, at most three times.
    """
    workers = _workers(paths)
    shares = [paths[start::workers] for start in range(workers)]
    pipes = [_start(share) for share in shares[1:]]
    found: list[Hashed | Failed] = [_UNREAD] * len(paths)
    for start, share in enumerate(shares):
        records = _hash_all(share) if start == 0 else _collect(pipes[start - 1], share)
        found[start::workers] = [
            _decode(records[at : at + _RECORD]) for at in range(0, len(records), _RECORD)
        ]
    return found


_UNREAD = Failed(changed=False)


def _workers(paths: Sequence[bytes]) -> int:
    """How many processes to use: a process with threads must not copy itself."""
    if threading.active_count() > 1 or not (len(paths) >= MANY or _bytes_in(paths) >= MUCH):
        return 1
    processors = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    )
    return min(processors or 1, len(paths), MAX_WORKERS)


def _bytes_in(paths: Sequence[bytes]) -> int:
    total = 0
    for path in paths:
        with contextlib.suppress(OSError):
            total += os.lstat(path).st_size
    return total


def _start(share: Sequence[bytes]) -> tuple[int, int]:
    """A copy of this process that hashes a share: its id, and the pipe it sends the records to."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(_hash_all(share))
    finally:
        os._exit(0)  # nothing of what the parent has open or unfinished is the copy's to end


def _collect(worker: tuple[int, int], share: Sequence[bytes]) -> bytes:
    """The records of a copy; if it did not come to its end, its share is hashed here."""
    child, reading = worker
    with os.fdopen(reading, "rb") as pipe:
        records = pipe.read()
    with contextlib.suppress(ChildProcessError):
        os.waitpid(child, 0)
    return records if len(records) == len(share) * _RECORD else _hash_all(share)


def _hash_all(share: Sequence[bytes]) -> bytes:
    return b"".join([_record(path) for path in share])


def _record(path: bytes) -> bytes:
    try:
        for _ in range(TRIES):
            record = _read(path)
            if record:
                return record
    except OSError as error:
        return bytes([_ERROR]) + (error.errno or 0).to_bytes(_DIGEST, "big")
    return bytes([_CHANGED]) + bytes(_DIGEST)


def _read(path: bytes) -> bytes:
    """The record of a file; empty if it changed meanwhile."""
    before = os.lstat(path)
    mode = before.st_mode
    if stat.S_ISLNK(mode):
        return bytes([_LINK]) + hashlib.sha256(os.readlink(path)).digest()
    if not stat.S_ISREG(mode):
        raise OSError(0, "")
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        # one byte more than there should be: what ends there needs no second read to prove it
        content = os.read(descriptor, min(before.st_size, CHUNK) + 1)
        hasher = hashlib.sha256(content)
        if len(content) != before.st_size:
            while content := os.read(descriptor, CHUNK):
                hasher.update(content)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    if _identity(after) != _identity(before):
        return b""
    return bytes([_EXECUTABLE if mode & stat.S_IXUSR else _FILE]) + hasher.digest()


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return (
        status.st_ctime_ns,
        status.st_mtime_ns,
        status.st_size,
        status.st_ino,
        status.st_dev,
        status.st_mode,
    )


def _decode(record: bytes) -> Hashed | Failed:
    kind, value = record[0], record[1:]
    if kind in _MODES:
        return Hashed(value.hex(), _MODES[kind])
    if kind == _CHANGED:
        return Failed(changed=True)
    number = int.from_bytes(value, "big")
    reason = os.strerror(number) if number else "neither a file nor a link"
    return Failed(changed=False, reason=reason)
