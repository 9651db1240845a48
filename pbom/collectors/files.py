"""Files: walked without following links, hashed so that a change in the meantime is noticed."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from pbom.collectors.hashing import Failed, Hashed, hash_files
from pbom.model.artifact import Artifact, decode_name, encode_name
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Gap, Material, MaterialState
from pbom.model.pattern import Patterns
from pbom.model.snapshot import Outputs, Stamp


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be hashed.

    Attributes:
        gap: Which, and why.
    """

    gap: Gap


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp in a stat result."""
    return Stamp(
        size=status.st_size,
        modified=status.st_mtime_ns,
        changed=status.st_ctime_ns,
        inode=status.st_ino,
        mode=status.st_mode,
    )


def stamps(root: bytes, paths: Iterable[bytes]) -> dict[str, Stamp]:
    """Stamps of those of the paths, relative to the root, that are files or links."""
    found: dict[str, Stamp] = {}
    prefix = root + b"/"
    for path in paths:
        try:
            status = os.lstat(prefix + path)
        except (FileNotFoundError, NotADirectoryError):
            continue
        if stat.S_ISREG(status.st_mode) or stat.S_ISLNK(status.st_mode):
            found[encode_name(path)] = stamp_of(status)
    return found


def walk(root: bytes, below: bytes = b"") -> Iterator[bytes]:
    """Paths, relative to the root, of all files and links below a directory.

    Links are never followed. Directories ``.git``, and ``.pbom`` of the root, are left out.

    Raises:
        OSError: A directory cannot be read.
    """
    todo = [below]
    while todo:
        folder = todo.pop()
        with os.scandir(os.path.join(root, folder) if folder else root) as entries:
            for entry in entries:
                path = folder + b"/" + entry.name if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != b".git" and path != b".pbom":
                        todo.append(path)
                else:
                    yield path


def fingerprint_all(root: bytes, names: Iterable[str]) -> tuple[Artifact | Unreadable, ...]:
    """Each named file with its digest, or why it has none; in the order of the names."""
    listed = list(names)
    hashed = hash_files([root + b"/" + decode_name(name) for name in listed])
    return tuple(map(_outcome, listed, hashed))


def hash_touched(root: bytes, touched: Iterable[str], wanted: Patterns) -> Outputs:
    """Touched files as the outputs of a step, as far as the patterns want them.

    Those that cannot be read become gaps.
    """
    names = [name for name in touched if not wanted or wanted.match(name)]
    hashed = fingerprint_all(root, names)
    return Outputs(
        artifacts=tuple(item for item in hashed if isinstance(item, Artifact)),
        gaps=tuple(
            replace(item.gap, kind=f"output-{item.gap.kind}")
            for item in hashed
            if isinstance(item, Unreadable)
        ),
    )


def materials_of(root: bytes, names: Iterable[str], state: MaterialState) -> tuple[Material, ...]:
    """The named files as materials of one state, as far as they are there."""
    hashed = fingerprint_all(root, names)
    return tuple(
        Material(artifact=item, state=state) for item in hashed if isinstance(item, Artifact)
    )


def sha256_of(path: str | os.PathLike[str]) -> Digest:
    """SHA-256 of a file.

    Raises:
        OSError: It cannot be read.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - a path of the user's, followed as usual
        return Digest("sha256", hashlib.file_digest(file, "sha256").hexdigest())


def _outcome(name: str, found: Hashed | Failed) -> Artifact | Unreadable:
    match found:
        case Hashed(sha256, mode):
            return Artifact(name=name, digests=DigestSet.sha256(sha256), mode=mode)
        case Failed(changed=True):
            return Unreadable(Gap(kind="changed-while-hashed", detail=name))
        case Failed(reason=reason):
            return Unreadable(Gap(kind="unreadable-file", detail=f"{name}: {reason}"))
    assert_never(found)
