"""The names of a ledger: what a path meant to the process that used it.

The log of a tracer has paths as they were typed, and links are followed a little later. Whoever
turns a link around in between must not be believed: that is seen by the link's time of change, and
by the event that turned it.
"""

import os.path
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from pbom.codec.trace_events import Lost, Opened
from pbom.codec.trace_eyes import Eyes, Resolved
from pbom.codec.trace_processes import Entry

_KEPT = 1.0
"""Seconds for which it is remembered that a link was followed; the log is read sooner."""
_SYSTEM = (b"/proc/", b"/sys/", b"/dev/pts/")
_DEVICES = frozenset(
    b"/dev/" + name
    for name in (b"null", b"zero", b"full", b"random", b"urandom", b"tty", b"ptmx", b"console")
)
"""Only what is opened all the time; whatever else is below ``/dev`` may be a file after all."""
_SHELTERED = (b"/environ", b"/mem", b"/maps")
"""Of another process: where its secrets are."""
_HOLDERS = frozenset({b"/dev/userfaultfd", b"/dev/fuse", b"/dev/cuse"})
_ORDERS = (b"/proc/sys/", b"/sys/")
"""Who writes there can have the system run programs, whose parent is nobody who is watched."""


class _Walk(NamedTuple):
    at: float
    found: Resolved
    runner: Entry | None


class Names:
    """Paths of the system for paths of processes.

    Attributes:
        doubtful: How many of them may have meant something else.
    """

    def __init__(self, eyes: Eyes) -> None:
        self.doubtful = 0
        self._eyes = eyes
        self._recent: deque[_Walk] = deque()

    def whole(self, entry: Entry, path: bytes, base: bytes) -> bytes:
        """The path from the root of the system, as it was typed."""
        place = entry.place
        if path.startswith(b"/"):
            return place.root + path if place.root != b"/" else path
        return os.path.join(base or place.folder, path)

    def of(self, entry: Entry, at: float, path: bytes, base: bytes) -> bytes:
        """The name that is meant, without links in the directory that it is in."""
        whole = self.whole(entry, path, base).rstrip(b"/") or b"/"
        folder, name = os.path.split(whole)
        if name in {b".", b".."}:
            return self.end(entry, at, whole)
        return os.path.join(self.end(entry, at, folder), name)

    def end(self, entry: Entry, at: float, whole: bytes) -> bytes:
        """Where a whole path leads to, with all its links."""
        found = self._eyes.resolve(whole, entry.place.root)
        if _is_doubtful(found, at):
            self.doubtful += 1
        else:
            self._remember(_Walk(at, found, None))
        return found.path

    def program(self, entry: Entry, at: float, whole: bytes) -> bytes | None:
        """The same for what is executed; ``None`` where nobody can be sure."""
        found = self._eyes.resolve(whole, entry.place.root)
        if _is_doubtful(found, at):
            return None
        self._remember(_Walk(at, found, entry))
        return found.path

    def is_link(self, path: bytes, at: float) -> bool:
        """Whether a name was a link when something happened, and not what it leads to."""
        found = self._eyes.resolve(path, b"/")
        return path in found.links and not _is_doubtful(found, at)

    def turn(self, name: bytes, at: float) -> Iterator[Entry]:
        """A name begins to mean something else: the programs that may have been another one."""
        below = name + b"/"
        for walk in self._recent:
            in_doubt = walk.at <= at <= walk.found.at and any(
                link == name or link.startswith(below) for link in walk.found.links
            )
            if in_doubt and walk.runner:
                yield walk.runner
            elif in_doubt:
                self.doubtful += 1

    def _remember(self, walk: _Walk) -> None:
        while self._recent and self._recent[0].found.at < walk.at - _KEPT:
            self._recent.popleft()
        if walk.found.links:
            self._recent.append(walk)


def shown_by(entry: Entry, path: bytes) -> bytes | None:
    """What a path through a descriptor leads to; the path itself where it is another one."""
    for prefix in (b"/proc/self/fd/", b"/dev/fd/", b"/proc/%d/fd/" % entry.pid):
        if path.startswith(prefix) and path[len(prefix) :].isdigit():
            return entry.descriptor(int(path[len(prefix) :]))
    return path


def around(event: Opened) -> Lost | None:
    """What cannot be followed of whoever opens something that only the system has."""
    if event.path in _HOLDERS:
        return Lost("trace-memory", "a process can hold up whoever reads its memory or files")
    if event.writes and event.path.startswith(_ORDERS):
        return Lost("trace-elsewhere", "the system itself was told to do something")
    return None


def _is_doubtful(found: Resolved, at: float) -> bool:
    return found.through or found.changed > at


def is_of_the_system(path: bytes) -> bool:
    """Whether it is something that the system makes while it is read."""
    return path in _DEVICES or path.startswith(_SYSTEM)


def is_sheltered(path: bytes, pid: int) -> bool:
    """Whether it is the memory or environment of another process."""
    if not (path.startswith(b"/proc/") and path.endswith(_SHELTERED)):
        return False
    owner = path.split(b"/")[2]
    return owner.isdigit() and int(owner) != pid
