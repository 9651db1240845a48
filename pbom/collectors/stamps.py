"""Stamps of files: what tells, without reading them, that they were touched."""

import contextlib
import os
import stat
import struct
from collections.abc import Sequence

from pbom.collectors.copies import one_by_one, shared
from pbom.model.artifact import decode_name
from pbom.model.snapshot import Stamp

MANY = 8192
"""From so many files on copies of this process pay for themselves."""
RawStamp = tuple[int, int, int, int, int]
"""The members of a stamp."""
NONE: RawStamp = (0, 0, 0, 0, 0)
"""Where there is no file and no link."""
FORMAT = "qqqQI"
_RECORD = struct.Struct(f"={FORMAT}")


def stamps_of(root: bytes, names: Sequence[str]) -> dict[str, Stamp]:
    """Stamps of those of the names, below a directory, that are files or links.

    Raises:
        OSError: One of them cannot be looked at.
    """
    top = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    found: dict[str, Stamp] = {}

    def work(some: Sequence[str]) -> bytes:
        return b"".join([_RECORD.pack(*_look(top, name)) for name in some])

    share = shared if len(names) >= MANY else one_by_one
    try:
        with contextlib.closing(share(names, work)) as lots:
            for start, records in filter(None, lots):
                for at, record in enumerate(_RECORD.iter_unpack(records), start):
                    if record != NONE:
                        found[names[at]] = Stamp._make(record)
    finally:
        os.close(top)
    return found


def stamp_in(status: os.stat_result) -> RawStamp:
    """The stamp in a stat result; none where it is of neither a file nor a link."""
    mode = status.st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
        return NONE
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, mode)


def _look(top: int, name: str) -> RawStamp:
    try:
        return stamp_in(os.lstat(decode_name(name), dir_fd=top))
    except (FileNotFoundError, NotADirectoryError):
        return NONE
