"""The files of a ledger: which content each name had, who made it, and how that is known.

A version is the content that a name had from one event to the next. It is looked at shortly after
it was first read. What was found is what was read if the inode has not changed since the file was
opened: its time of change is set by the system, and no program can set it back.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pbom.codec.trace_eyes import Eyes, Looked
from pbom.model.trace import Unknown

MAX_VERSIONS = 500_000
_RENAMED = 0.02
"""Seconds after the event within which a rename or link sets the inode's time of change."""
_RESOLUTION = 0.02
"""Seconds by which an inode's time of change may be earlier than the change: the system's tick."""
_NOTHING = Looked("", "limit", regular=False)


class Move(NamedTuple):
    """A name takes the place of another at a time."""

    old: bytes
    new: bytes
    at: float


Maker = object
"""Whoever makes files; the ledger's processes."""


class Version:
    """The content of one name for a while.

    Attributes:
        path: The name.
        where: The name under which it can be found now.
        makers: Who wrote it during the step, as far as was known when it was read.
        own: Who read and wrote it in one, and may have made it just then.
        first: When it was first opened for reading.
        last: When it was last opened for reading.
        looked: What was found.
        unknown: Why that is not what was read; empty where it is.
        ended: Whether the name has another content by now.
        moved: When it was given another name, which changes its inode; 0 for never.
    """

    __slots__ = (
        "ended", "first", "last", "looked", "makers", "moved", "own", "path", "unknown", "where",
    )  # fmt: skip

    def __init__(self, path: bytes, at: float, makers: tuple[Maker, ...]) -> None:
        self.path = path
        self.where = path
        self.makers = makers
        self.own: Maker | None = None
        self.first = at
        self.last = at
        self.looked: Looked | None = None
        self.unknown: Unknown = ""
        self.ended = False
        self.moved = 0.0

    @property
    def is_file(self) -> bool:
        """Whether it is a file as far as anybody knows."""
        return self.looked is not None and self.looked.regular


class Files:
    """Every version of every name.

    Attributes:
        versions: All of them.
        lost: How many reads were beyond the limit.
        pipes: How many of them were of pipes that the step did not make.
    """

    def __init__(self, eyes: Eyes) -> None:
        self.versions: list[Version] = []
        self.lost = 0
        self.pipes = 0
        self._eyes = eyes
        self._current: dict[bytes, Version] = {}
        self._writers: dict[bytes, dict[Maker, None]] = {}
        self._pending: deque[Version] = deque()
        self._folders: set[bytes] = set()
        self._above: set[bytes] = set()

    def read(self, path: bytes, at: float, own: Maker | None = None) -> Version | None:
        """The version that is read; ``own`` is a reader that also writes it."""
        version = self._current.get(path)
        if version is not None and self._is_stale(version):
            version = None
        if version is None:
            if len(self.versions) >= MAX_VERSIONS:
                self.lost += 1
                return None
            version = Version(path, at, tuple(self._writers.get(path, ())))
            version.own = own
            self.versions.append(version)
            self._current[path] = version
            self._note_above(path)
            self._pending.append(version)
        version.last = at
        return version

    def anonymous(self, path: bytes, at: float) -> Version:
        """A version of something without a name; nobody can look at it."""
        version = Version(path, at, ())
        version.looked = Looked("", "anonymous")
        version.unknown = "anonymous"
        version.ended = True
        self.versions.append(version)
        return version

    def write(self, path: bytes, at: float, maker: Maker, *, fresh: bool) -> None:
        """A name gets, or may get, another content; ``fresh`` where nothing of the old is left."""
        self._end(path, at)
        self._note_above(path)
        if fresh:
            self._writers[path] = {maker: None}
        else:
            self._writers.setdefault(path, {})[maker] = None

    def join(self, path: bytes, maker: Maker) -> None:
        """Somebody inherited a descriptor through which it may write."""
        if path in self._writers:
            self._writers[path][maker] = None

    def rename(self, move: Move, maker: Maker) -> Version | None:
        """A name became another; the version that had to be read for it, if nobody had made it."""
        if self._is_folder(move):
            self._rename_folder(move)
            return None
        read = self._carry(move, maker)
        self._end(move.old, move.at)
        self._writers.pop(move.old, None)
        return read

    def link(self, move: Move, maker: Maker) -> Version | None:
        """A file got a second name."""
        return self._carry(move, maker)

    def delete(self, path: bytes, at: float) -> None:
        """A name is gone."""
        self._end(path, at)
        self._writers.pop(path, None)

    def folder(self, path: bytes) -> None:
        """A name is, or was, a directory."""
        self._folders.add(path)

    def settle(self) -> None:
        """Look at everything that was read and not looked at."""
        while self._pending:
            version = self._pending.popleft()
            looked = self._eyes.look(version.where)
            version.looked = looked
            self.pipes += looked.pipe
            latest = max(version.first, version.moved + _RENAMED)
            if version.ended and version.where == version.path:
                latest -= _RESOLUTION
            if looked.unknown:
                version.unknown = looked.unknown
            elif looked.changed > latest:
                version.unknown = "changed"
            if version.own is not None and looked.changed > version.first - _RESOLUTION:
                version.makers = (*version.makers, version.own)

    def finish(self) -> Iterator[Version]:
        """What the step has left behind; what was read and then changed in secret is found out."""
        self.settle()
        for version in self.versions:
            looked = version.looked
            if version.unknown == "gone" and version.path in self._folders:
                version.looked = _NOTHING
                continue
            later = looked is not None and version.last > looked.at and not version.unknown
            if later and looked and not version.ended and version.is_file:
                self._recheck(version, looked)
        for path, writers in self._writers.items():
            if len(self.versions) >= MAX_VERSIONS:
                self.lost += 1
                continue
            left = self._left(path, tuple(writers))
            if left is not None:
                yield left

    def _is_stale(self, version: Version) -> bool:
        """Whether what the step itself made has changed since it was looked at.

        Whoever made it may still have it open, so that no further event tells.
        """
        looked = version.looked
        if not version.makers or looked is None or not looked.regular:
            return False
        return not self._eyes.unchanged(version.path, looked)

    def _recheck(self, version: Version, seen: Looked) -> None:
        if not self._eyes.unchanged(version.where, seen):
            again = self._eyes.look(version.where)
            if again.sha256 != seen.sha256:
                version.unknown = "changed"

    def _left(self, path: bytes, writers: tuple[Maker, ...]) -> Version | None:
        version = self._current.get(path)
        looked = version.looked if version is not None else None
        same = looked and version and not version.unknown and version.makers == writers
        if same and looked and self._eyes.unchanged(path, looked):
            return version
        return self._last(path, writers)

    def _last(self, path: bytes, writers: tuple[Maker, ...]) -> Version | None:
        looked = self._eyes.look(path)
        if not looked.regular or looked.unknown == "gone":
            return None
        version = Version(path, looked.at, writers)
        version.looked = looked
        version.unknown = looked.unknown
        self.versions.append(version)
        return version

    def _carry(self, move: Move, maker: Maker) -> Version | None:
        """The new name has what the old one had: from its makers, or from whoever carried it."""
        old, new, at = move
        writers = self._writers.get(old)
        read = None
        if writers is None:
            read = self.read(old, at)
            if read:
                read.where, read.moved = new, at
            writers = {maker: None}
        self._end(new, at)
        self._note_above(new)
        self._writers[new] = dict(writers)
        return read

    def _is_folder(self, move: Move) -> bool:
        """Whether a directory is moved: one with something known below it, or that is there now."""
        known = move.old in self._above or move.new in self._above or move.old in self._folders
        return known or (move.old not in self._writers and self._eyes.is_folder(move.new))

    def _rename_folder(self, move: Move) -> None:
        old, new = move.old, move.new
        for path in _below(self._current, new + b"/"):
            self._end_moved(path, move.at)
        for path in _below(self._writers, old + b"/"):
            self._writers[new + path[len(old) :]] = self._writers.pop(path)
        for path in _below(self._current, old + b"/"):
            version = self._end_moved(path, move.at)
            version.where = new + path[len(old) :]
        for path in [path for path in self._above if (path + b"/").startswith(old + b"/")]:
            self._above.add(new + path[len(old) :])
        self._note_above(new)
        self._folders.add(new)

    def _note_above(self, path: bytes) -> None:
        """Remember that there is something below each of the directories of a name."""
        folder = path.rpartition(b"/")[0]
        while folder and folder not in self._above:
            self._above.add(folder)
            folder = folder.rpartition(b"/")[0]

    def _end(self, path: bytes, at: float) -> None:
        """A name has another content from a time on: what was looked at later may be that."""
        version = self._current.pop(path, None)
        if version is None:
            return
        version.ended = True
        looked = version.looked
        late = looked is not None and looked.at >= at and looked.changed > at - _RESOLUTION
        if late and not version.unknown:
            version.unknown = "changed"

    def _end_moved(self, path: bytes, at: float) -> Version:
        """The same where a directory was moved, which changes no file's inode."""
        version = self._current.pop(path)
        version.ended = True
        if version.looked and version.looked.at >= at and not version.unknown:
            version.unknown = "changed"
        return version


def _below(paths: Iterable[bytes], prefix: bytes) -> list[bytes]:
    return [path for path in paths if path.startswith(prefix)]
