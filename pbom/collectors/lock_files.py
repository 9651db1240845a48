"""Lock files of a checkout: found by name among its files, read whole, given to their readers."""

import hashlib
import os
import re
import stat
from collections.abc import Hashable, Iterable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Generic, TypeVar

from pbom.codec.entries import unreadable_file
from pbom.collectors.git_command import Git, finish
from pbom.ecosystems import NAMES, LockReader
from pbom.errors import RecordingError
from pbom.model.artifact import decode_name, encode_name
from pbom.model.digest import DigestSet
from pbom.model.inventory import Inventory, RecordedLock
from pbom.model.snapshot import Snapshot

Key = TypeVar("Key", bound=Hashable)
MAX_FILE = 64 * 1024 * 1024
MAX_FILES = 10_000
_VENDORED = re.compile(rb"(?:^|/)(?:node_modules|\.venv|site-packages|\.git|\.pbom)/")
"""What is installed there is looked at elsewhere: a lock file in it locks somebody else's build."""


class LockNames(Generic[Key]):
    """Which reader a file is for, by its name; each reader is known by a key."""

    def __init__(self, names: Mapping[Key, tuple[str, ...]]) -> None:
        self._exact: dict[bytes, Key] = {}
        self._others: list[tuple[Key, str, str]] = []
        heads: set[bytes] = set()
        tails: set[bytes] = set()
        for key, listed in names.items():
            refused = _pattern(name.removeprefix("!") for name in listed if name.startswith("!"))
            for name in listed:
                if name.startswith("!"):
                    continue
                if "*" not in name and "/" not in name:
                    self._exact[name.encode()] = key
                    continue
                self._others.append((key, _pattern((name,)), refused))
                tail = name.rpartition("*")[2].rpartition("/")[2]
                (tails if tail else heads).add((tail or name.partition("*")[0]).encode())
        self._heads, self._tails = tuple(heads), tuple(tails)
        self._compiled: list[tuple[Key, re.Pattern[bytes], re.Pattern[bytes]]] | None = None

    def key(self, path: bytes) -> Key | None:
        """The reader of a file; none for most."""
        name = path.rpartition(b"/")[2]
        exact = self._exact.get(name)
        if exact is not None:
            return exact
        if not (name.endswith(self._tails) or name.startswith(self._heads)):
            return None
        if self._compiled is None:  # for many a checkout not at all
            self._compiled = [
                (key, re.compile(wanted.encode()), re.compile(refused.encode()))
                for key, wanted, refused in self._others
            ]
        for key, wanted, refused in self._compiled:
            if wanted.fullmatch(path) and not refused.fullmatch(path):
                return key
        return None


def listed_files(git: Git) -> list[bytes]:
    """The tracked files of a checkout and its submodules, and new ones that are not ignored.

    Raises:
        RecordingError: git refuses to look.
    """
    tracked = git.start("ls-files", "-z", "--cached", "--recurse-submodules")
    new = git.run("ls-files", "-z", "--others", "--exclude-standard")
    return [*finish(tracked).split(b"\0"), *new.split(b"\0")]


def find_locks(paths: Iterable[bytes], names: LockNames[Key]) -> list[tuple[bytes, Key]]:
    """The lock files among paths, each with the key of its reader, by name."""
    found: dict[bytes, Key] = {}
    for path in paths:
        key = names.key(path)
        if key is not None and not _VENDORED.search(path):
            found[path] = key
    return sorted(found.items(), key=lambda item: encode_name(item[0]))


def read_locks(root: Path, found: Iterable[tuple[bytes, LockReader]]) -> Inventory:
    """What these files of a directory say; one that is gone is left out."""
    locks = []
    for number, (path, reader) in enumerate(found):
        name = encode_name(path)
        data = _content(os.fsencode(root) + b"/" + path)
        if number >= MAX_FILES:
            data = f"more than {MAX_FILES:,} lock files"
        if data is None:
            continue
        if isinstance(data, str):
            file = unreadable_file(name, reader.id, data)
            locks.append(RecordedLock(digests=None, file=file))
            continue
        locks.append(RecordedLock(digests=_sha256(data), file=reader.read(name, data)))
    return Inventory(locks=tuple(locks))


def files_of(root: Path, git: Git | None) -> list[bytes]:
    """The files of a directory: those that its git lists, where it has one.

    Raises:
        RecordingError: It cannot be looked at.
    """
    return listed_files(git) if git else _walked(root)


def look_at_locks(root: Path, paths: Iterable[bytes], readers: Sequence[LockReader]) -> Inventory:
    """What the lock files among the files of a directory say, by these readers."""
    names = LockNames({number: reader.names for number, reader in enumerate(readers)})
    return read_locks(root, [(path, readers[at]) for path, at in find_locks(paths, names)])


def look_at_named(root: Path, paths: Iterable[bytes]) -> Inventory | None:
    """What those of the paths say that our own readers know; ``None`` where there is none.

    Only the readers that are needed are loaded.
    """
    found = find_locks(paths, LockNames(NAMES))
    if not found:
        return None
    readers: dict[str, LockReader] = {
        key: import_module(f"pbom.ecosystems.{key}").plugin() for key in {key for _, key in found}
    }
    return read_locks(root, [(path, readers[key]) for path, key in found])


def paths_of(snapshot: Snapshot) -> set[bytes]:
    """The files that a snapshot has: tracked ones, new ones, and declared ones."""
    tracked = (line.partition(b"\t")[2] for line in snapshot.listing.split(b"\0"))
    others = (decode_name(material.artifact.name) for material in snapshot.materials)
    return {*filter(None, tracked), *others}


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


def _pattern(names: Iterable[str]) -> str:
    """A pattern of paths that end in one of these names."""
    parts = ["[^/]*".join(map(re.escape, name.split("*"))) for name in names]
    return rf"(?s:.*/)?(?:{'|'.join(parts)})" if parts else r"(?!)"
