"""What a tracer saw, one event at a time: the words between a log's reader and the ledger.

Paths are bytes as the system has them: absolute where a reader could tell, else relative to the
directory that the event names, or to the process's own.
"""

from typing import NamedTuple

from pbom.model.trace import Family, Reach


class Opened(NamedTuple):
    """A file was opened.

    Attributes:
        pid: By whom.
        at: When, seconds since 1970.
        path: Which.
        base: The directory that the path is relative to; empty for the process's own.
        reads: Whether for reading.
        writes: Whether for writing.
        fresh: Whether without what it held before: created anew, or cut to nothing.
        creates: Whether it may not have been there before.
        descriptor: Under which number.
        deleted: Whether it has no name any more, or never had one.
        handle: Whether only to point at it; whoever has that can read it by other ways.
    """

    pid: int
    at: float
    path: bytes
    base: bytes
    reads: bool
    writes: bool
    fresh: bool
    creates: bool
    descriptor: int
    deleted: bool = False
    handle: bool = False


class Executed(NamedTuple):
    """A program was executed.

    Attributes:
        pid: By whom.
        at: When, seconds since 1970.
        path: Which; empty with a base that is the file itself.
        base: The directory that the path is relative to; empty for the process's own.
        argv: Its words.
        cut: Whether some of them are missing.
        deleted: Whether the program has no name any more, or never had one.
    """

    pid: int
    at: float
    path: bytes
    base: bytes
    argv: tuple[bytes, ...]
    cut: bool
    deleted: bool = False


class Started(NamedTuple):
    """A process, or a thread of one, was started."""

    pid: int
    child: int
    thread: bool


class Ended(NamedTuple):
    """A process or thread ended; the code is as a shell tells it."""

    pid: int
    code: int


class Replaced(NamedTuple):
    """A thread executed a program, and goes on as its whole process."""

    pid: int
    by: int


class Entered(NamedTuple):
    """A process went to another directory, or, with ``root``, made it its root."""

    pid: int
    at: float
    path: bytes
    root: bool


class Renamed(NamedTuple):
    """A name became another one; ``exchanged`` where the two changed places."""

    pid: int
    at: float
    old: bytes
    old_base: bytes
    new: bytes
    new_base: bytes
    exchanged: bool


class Linked(NamedTuple):
    """A file got a second name."""

    pid: int
    at: float
    old: bytes
    old_base: bytes
    new: bytes
    new_base: bytes


class Symlinked(NamedTuple):
    """A symbolic link was made."""

    pid: int
    at: float
    target: bytes
    path: bytes
    base: bytes


class Deleted(NamedTuple):
    """A name was removed."""

    pid: int
    at: float
    path: bytes
    base: bytes


class Folder(NamedTuple):
    """A directory was made or removed."""

    pid: int
    at: float
    path: bytes
    base: bytes


class Cut(NamedTuple):
    """A file was cut to a length."""

    pid: int
    at: float
    path: bytes


class Reached(NamedTuple):
    """An address was reached, or tried."""

    pid: int
    family: Family
    reach: Reach
    address: str
    port: int
    host: str


class Piped(NamedTuple):
    """A process made a pipe, or a pair of sockets, with these names, under these numbers."""

    pid: int
    ends: tuple[bytes, ...]
    descriptors: tuple[int, ...] = ()


class Channel(NamedTuple):
    """A process made a pipe that has a name among the files."""

    pid: int
    at: float
    path: bytes
    base: bytes


class Joined(NamedTuple):
    """A process opened a pipe without a name that it knew by a descriptor."""

    pid: int
    pipe: bytes
    reads: bool
    writes: bool


class Redirected(NamedTuple):
    """A descriptor was made the same as another one, which is a file or a pipe.

    Attributes:
        pid: By whom.
        target: What both are open on.
        descriptor: The number that was made.
        source: The number that was there; it tells in which direction a standard stream goes.
    """

    pid: int
    target: bytes
    descriptor: int
    source: int = -1


class Lost(NamedTuple):
    """Something that could not be followed.

    Attributes:
        kind: A word for programs.
        detail: What, for people.
    """

    kind: str
    detail: str


Event = (
    Opened
    | Executed
    | Started
    | Ended
    | Replaced
    | Entered
    | Renamed
    | Linked
    | Symlinked
    | Deleted
    | Cut
    | Folder
    | Reached
    | Piped
    | Channel
    | Joined
    | Redirected
    | Lost
)
"""One thing that happened; match on it with ``assert_never``."""
