"""Lock files of a checkout: found by name among its files, read whole, given to their readers."""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from pbom.collectors.git_command import Git
from pbom.ecosystems import HINTS, LockReader
from pbom.errors import RecordingError
from pbom.model.artifact import encode_name
from pbom.model.dependency import LockFile, Problem
from pbom.model.digest import DigestSet
from pbom.model.inventory import Inventory, RecordedLock

MAX_FILE = 64 * 1024 * 1024
MAX_FILES = 10_000
_VENDORED = re.compile(rb"(?:^|/)(?:node_modules|\.venv|site-packages|\.git|\.pbom)/")
"""What is installed there is looked at elsewhere: a lock file in it locks somebody else's build."""


class LockNames:
    """Which reader a file is for, by its name."""

    def __init__(self, readers: Sequence[LockReader]) -> None:
        self._readers = tuple(readers)
        wanted = [_pattern(reader.names, refuse=False) for reader in readers]
        unwanted = [_pattern(reader.names, refuse=True) for reader in readers]
        self._wanted = re.compile("|".join(f"({text})" for text in wanted).encode(), re.DOTALL)
        self._unwanted = [re.compile(text.encode(), re.DOTALL) for text in unwanted]

    def reader(self, path: bytes) -> LockReader | None:
        """The reader of a file; none for most."""
        found = self._wanted.fullmatch(path)
        if not found or not found.lastindex:
            return None
        index = found.lastindex - 1
        return None if self._unwanted[index].fullmatch(path) else self._readers[index]


def may_have_locks(listing: bytes) -> bool:
    """Whether a list of names could have a lock file in it: a cheap look."""
    return any(hint in listing for hint in HINTS)


def listed_files(git: Git) -> list[bytes]:
    """The tracked files of a checkout, and the new ones that git is not told to ignore.

    Raises:
        RecordingError: git refuses to look.
    """
    listing = git.run("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return listing.split(b"\0") if may_have_locks(listing) else []


def find_locks(paths: Iterable[bytes], names: LockNames) -> list[tuple[bytes, LockReader]]:
    """The lock files among paths, each with its reader, sorted."""
    found = {}
    for path in paths:
        reader = names.reader(path)
        if reader and not _VENDORED.search(path):
            found[path] = reader
    return sorted(found.items(), key=lambda item: encode_name(item[0]))


def read_locks(root: Path, found: Iterable[tuple[bytes, LockReader]]) -> Inventory:
    """What these files of a directory say; one that is gone is left out."""
    locks = []
    for number, (path, reader) in enumerate(found):
        name = encode_name(path)
        data = b"" if number >= MAX_FILES else _content(os.fsencode(root) + b"/" + path)
        if data is None:
            continue
        if isinstance(data, str):
            problem = Problem(kind="unreadable", place="$", reason=data)
            file = LockFile(name=name, format=reader.id, problems=(problem,))
            locks.append(RecordedLock(digests=_sha256(b""), file=file))
            continue
        locks.append(RecordedLock(digests=_sha256(data), file=reader.read(name, data)))
    return Inventory(locks=tuple(locks))


def look_at_locks(root: Path, git: Git | None, readers: Sequence[LockReader]) -> Inventory:
    """What the lock files of a directory say.

    Raises:
        RecordingError: It cannot be looked at.
    """
    paths = listed_files(git) if git else _walked(root)
    return read_locks(root, find_locks(paths, LockNames(readers)))


def _walked(root: Path) -> list[bytes]:
    from pbom.collectors.files import walk  # noqa: PLC0415 - only outside of git

    try:
        return list(walk(os.fsencode(root)))
    except OSError as error:
        raise RecordingError(f"cannot read {root}: {error.strerror}") from error


def _content(path: bytes) -> bytes | str | None:
    """The bytes of a file, or why they are not to be had; ``None`` where it is not there.

    A link is not followed: what it leads to has a name of its own.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return error.strerror or "cannot be opened"
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return "not a regular file"
        data = file.read(MAX_FILE + 1)
    return data if len(data) <= MAX_FILE else f"larger than {MAX_FILE:,} bytes"


def _sha256(data: bytes) -> DigestSet:
    return DigestSet.sha256(hashlib.sha256(data).hexdigest())


def _pattern(names: Iterable[str], *, refuse: bool) -> str:
    """A pattern of all names that are meant, or of those that are not meant after all."""
    chosen = [name.removeprefix("!") for name in names if name.startswith("!") == refuse]
    parts = ["[^/]*".join(map(re.escape, name.split("*"))) for name in chosen]
    return rf"(?:.*/)?(?:{'|'.join(parts)})" if parts else r"(?!)"
