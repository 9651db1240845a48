"""Files: walked without following links, hashed so that a change in the meantime is noticed."""

import hashlib
import os
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from pbom.atomic import open_whole
from pbom.collectors.hashing import CHUNK, Unreadable, Watch, hash_files, unwatched
from pbom.model.artifact import Artifact
from pbom.model.digest import Digest
from pbom.model.evidence import Material, MaterialState
from pbom.model.pattern import Patterns
from pbom.model.snapshot import Outputs


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
                elif entry.is_file(follow_symlinks=False) or entry.is_symlink():
                    yield path


def hash_touched(
    root: bytes, touched: Iterable[str], wanted: Patterns, watch: Watch = unwatched
) -> Outputs:
    """Touched files as the outputs of a step, as far as the patterns want them.

    Those that cannot be read become gaps.
    """
    names = [name for name in touched if not wanted or wanted.match(name)]
    hashed = [look.found for look in hash_files(root, names, watch)]
    return Outputs(
        artifacts=tuple(item for item in hashed if isinstance(item, Artifact)),
        gaps=tuple(
            replace(item.gap, kind=f"output-{item.gap.kind}")
            for item in hashed
            if isinstance(item, Unreadable)
        ),
    )


def materials_of(
    root: bytes, names: Iterable[str], state: MaterialState, watch: Watch = unwatched
) -> tuple[Material, ...]:
    """The named files as materials of one state, as far as they are there."""
    return tuple(
        Material(artifact=look.found, state=state)
        for look in hash_files(root, list(names), watch)
        if isinstance(look.found, Artifact)
    )


def sha256_of(path: str | os.PathLike[str], watch: Watch = unwatched) -> Digest:
    """SHA-256 of a file; who watches hears of megabytes.

    Raises:
        OSError: It cannot be read.
    """
    hasher = hashlib.sha256()
    done = 0
    with open_whole(path) as file:  # a path of the user's, followed as usual
        total = os.fstat(file.fileno()).st_size // CHUNK
        try:
            while content := file.read(CHUNK):
                hasher.update(content)
                done += len(content)
                watch(done // CHUNK, total)
        finally:
            watch(total, total)
    return Digest("sha256", hasher.hexdigest())
