"""The files of a commit by their object ids, those of submodules that are checked out included."""

import os
from pathlib import Path

from pbom.collectors.git_command import Git
from pbom.errors import RecordingError

MAX_DEPTH = 16
_SUBMODULE = b"160000"


def committed_blobs(root: Path, commit: str, depth: int = 0) -> dict[bytes, str]:
    """Object id of every file and link of a commit, by path.

    Raises:
        RecordingError: git does not say.
    """
    found: dict[bytes, str] = {}
    for line in Git(folder=root).run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        head, _, path = line.partition(b"\t")
        if not path:
            continue
        mode, _, id_ = head.split(b" ")
        if mode != _SUBMODULE:
            found[path] = id_.decode("ascii")
        elif depth < MAX_DEPTH:
            for inner, blob in _submodule(root / os.fsdecode(path), id_, depth).items():
                found[path + b"/" + inner] = blob
    return found


def _submodule(folder: Path, commit: bytes, depth: int) -> dict[bytes, str]:
    """What a submodule promises; nothing where it is not checked out or lacks the commit."""
    if not (folder / ".git").exists() or folder.is_symlink():
        return {}
    try:
        return committed_blobs(folder, commit.decode("ascii"), depth + 1)
    except RecordingError:
        return {}
