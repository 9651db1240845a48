"""The files of this machine, as readers of installed packages may see them: not through links."""

import os
import stat
from collections.abc import Iterable, Iterator, Sequence

from pbom.ecosystems import Entry, InstalledReader
from pbom.model.installed import Installed, InstalledFile

MAX_FILE = 64 * 1024 * 1024
MAX_NAMES = 200_000


class Machine:
    """Real files."""

    def entries(self, folder: str) -> tuple[Entry, ...]:
        """The names in a directory, sorted; none where there is no such directory."""
        found: list[Entry] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    found.append(_entry(entry))
                    if len(found) >= MAX_NAMES:
                        break
        except OSError:
            return ()
        return tuple(sorted(found))

    def read(self, path: str) -> bytes | None:
        """A file's content; ``None`` where it is not there, is no file, or is too large."""
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError):
            return None
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE:
                return None
            return file.read(MAX_FILE)


def look_at_installed(
    roots: Iterable[str], readers: Sequence[InstalledReader]
) -> tuple[Installed, ...]:
    """What is installed below these directories."""
    machine = Machine()
    return tuple(
        reader.read(machine, place)
        for root in roots
        for reader in readers
        for place in reader.places(machine, root)
    )


def installed_files(
    roots: Iterable[str], readers: Sequence[InstalledReader]
) -> Iterator[InstalledFile]:
    """The files that installed packages own, below these directories and on the machine."""
    machine = Machine()
    for root in roots:
        for reader in readers:
            for place in reader.places(machine, root):
                yield from reader.installed_files(machine, place)


def _entry(entry: "os.DirEntry[str]") -> Entry:
    if entry.is_symlink():
        return Entry(entry.name, "link")
    if entry.is_dir(follow_symlinks=False):
        return Entry(entry.name, "folder")
    return Entry(entry.name, "file" if entry.is_file(follow_symlinks=False) else "other")
