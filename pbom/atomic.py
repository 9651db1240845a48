"""Files that are either whole or not there."""

import contextlib
import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

from pbom.errors import StoreError

MAX_READ = 1024**3
"""No file that we read whole is larger."""


def open_whole(path: str | os.PathLike[str]) -> BufferedReader:
    """An ordinary file that a user names or others may have put there, opened to be read.

    A pipe would make us wait for ever, and a device such as ``/dev/zero`` never ends.

    Raises:
        OSError: It cannot be read, or is no ordinary file.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        raise OSError(0, "not an ordinary file", str(path))
    return os.fdopen(descriptor, "rb")


def read_whole(path: Path, limit: int = MAX_READ) -> bytes:
    """The content of an ordinary file that others may have put there.

    Raises:
        OSError: It cannot be read, is no ordinary file, or is larger than the limit.
    """
    with open_whole(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise OSError(0, f"larger than the limit of {limit:,} bytes", str(path))
        return file.read(size)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part.

    Raises:
        StoreError: It could not be written; then nothing has changed.
    """
    # not `tempfile`, which imports the compressors and `random`: 10 ms of every recorded step
    draft = path.with_name(f".{path.name[:40]}.{os.urandom(8).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                draft.unlink()
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}") from error


def write_output(path: Path, data: bytes) -> None:
    """The same for a place that a user names; what lies in a store is ours to replace.

    Raises:
        StoreError: It could not be written, or something is there that is no ordinary file.
    """
    refuse_special(path)
    write_whole(path, data)


def refuse_special(path: Path) -> None:
    """Refuse to replace a device, a pipe or a directory: root would lose ``/dev/null`` for all.

    Raises:
        StoreError: Something is there that is no ordinary file.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if not stat.S_ISREG(mode):
        raise StoreError(f"cannot write {path}: it is there and no ordinary file")


def refuse_links(*paths: Path) -> None:
    """Refuse to write through links: a repository may bring a store that leads elsewhere.

    Raises:
        StoreError: One of the paths is a link.
    """
    for path in paths:
        if path.is_symlink():
            raise StoreError(f"{path} is a link, and a store has none", hint=f"rm {path}")


def sync_folder(folder: Path) -> None:
    """Make a rename in a directory survive a power cut.

    Raises:
        OSError: The directory cannot be opened.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
