"""The processes of a ledger: who started whom, and what each was at a time."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pbom.codec.trace_events import Ended, Event, Executed, Lost, Replaced, Started
from pbom.codec.trace_files import Version

MAX_WAITING = 10_000
"""So many events of one process wait for whoever started it to be known."""


class Use(NamedTuple):
    """What somebody can do with a pipe."""

    reads: bool
    writes: bool


class Place:
    """Where a process is; its threads share it."""

    __slots__ = ("folder", "root")

    def __init__(self, folder: bytes, root: bytes) -> None:
        self.folder = folder
        self.root = root


class Entry:
    """One program as it runs, or a copy of its parent that has not executed one.

    Attributes:
        parent: Who started it; ``None`` for the command itself and for strangers.
        pid: The system's number.
        place: Its directory.
        argv: Its words; empty for a copy.
        cut: Whether words are missing.
        program: What it executed.
        exit_code: How it ended.
        executed: Whether it executed a program.
        reads: What it read.
        interpreters: What the system read to run it.
        streams: What its standard streams are connected to, as far as that was seen.
        descriptors: Files that it opened, by the number that they got.
        held: Pipes that it keeps beside its streams, and what can be done with them.
    """

    __slots__ = (
        "argv", "cut", "descriptors", "executed", "exit_code", "held", "interpreters", "parent",
        "pid", "place", "program", "reads", "streams",
    )  # fmt: skip

    def __init__(self, pid: int, parent: "Entry | None", place: Place) -> None:
        self.parent = parent
        self.pid = pid
        self.place = place
        self.argv: tuple[bytes, ...] = ()
        self.cut = False
        self.program: Version | None = None
        self.exit_code: int | None = None
        self.executed = False
        self.reads: dict[Version, None] = {}
        self.interpreters: dict[Version, None] = {}
        self.streams: list[bytes] = [b"", b"", b""]
        self.descriptors: dict[int, bytes] = {}
        self.held: Mapping[bytes, Use] = {}

    def descriptor(self, number: int) -> bytes | None:
        """The file that a descriptor is open on, its own or inherited, as far as that was seen."""
        entry: Entry | None = self
        while entry is not None:
            if number in entry.descriptors:
                return entry.descriptors[number]
            entry = entry.parent
        return None


class Processes:
    """Everything that ran.

    Attributes:
        entries: In the order in which they were first seen.
        strangers: How many processes there were whose parent is not known.
        ended: Whether the command itself was seen to end.
    """

    def __init__(self, root: int, folder: bytes) -> None:
        first = Entry(root, None, Place(folder, b"/"))
        self.entries: list[Entry] = [first]
        self.strangers = 0
        self.ended = False
        self._root = root
        self._of: dict[int, Entry] = {root: first}
        self._threads: set[int] = set()
        self._waiting: dict[int, list[Event]] = {}

    def in_order(self, event: Event) -> Iterator[Event]:
        """Events that can be understood now: those of a process wait until it is known.

        A child runs, and may end, before whoever started it hears of it, and the log has them in
        that order.
        """
        pid = event.pid if not isinstance(event, Lost) else 0
        if pid not in self._of:
            waiting = self._waiting.setdefault(pid, [])
            waiting.append(event)
            if len(waiting) >= MAX_WAITING:
                yield from self._adopt(pid)
            return
        yield event
        if isinstance(event, Started):
            yield from self._released(event.child)

    def orphans(self) -> Iterator[Event]:
        """The events that still wait, when the log has ended."""
        for pid in list(self._waiting):
            yield from self._adopt(pid)

    def _released(self, pid: int) -> Iterator[Event]:
        for event in self._waiting.pop(pid, ()):
            yield from self.in_order(event)

    def _adopt(self, pid: int) -> Iterator[Event]:
        """A process that nobody was seen to start: a loss, and its events count all the same."""
        if pid not in self._waiting:
            return
        self.strangers += 1
        place = self.entries[0].place
        stranger = Entry(pid, None, Place(place.folder, place.root))
        self.entries.append(stranger)
        self._of[pid] = stranger
        yield from self._released(pid)

    def of(self, pid: int) -> Entry:
        """The program that a process, or the process of a thread, runs now."""
        return self._of[pid]

    def start(self, event: Started) -> tuple[Entry, Entry]:
        """A process or thread begins: whoever started it, and itself."""
        parent = self._of[event.pid]
        if event.thread:
            self._threads.add(event.child)
            self._of[event.child] = parent
            return parent, parent
        place = Place(parent.place.folder, parent.place.root)
        child = Entry(event.child, parent, place)
        self.entries.append(child)
        self._of[event.child] = child
        self._threads.discard(event.child)
        return parent, child

    def execute(self, event: Executed) -> tuple[Entry, Entry]:
        """The program that ran until now, and the one that runs from now on.

        What a copy did before, it did for the program: it opened the files of a redirection.
        """
        before = self._of[event.pid]
        entry = before
        if before.executed:
            entry = Entry(before.pid, before, before.place)
            self.entries.append(entry)
            self._of[before.pid] = self._of[event.pid] = entry
        entry.executed = True
        entry.argv = event.argv
        entry.cut = event.cut
        return before, entry

    def replace(self, event: Replaced) -> None:
        """A thread executed a program in the place of its process."""
        self._threads.discard(event.pid)
        self._threads.discard(event.by)
        self._of.pop(event.by, None)

    def end(self, event: Ended) -> None:
        """A process or thread ends."""
        entry = self._of.get(event.pid)
        if event.pid in self._threads:
            self._threads.discard(event.pid)
        elif entry is not None:
            entry.exit_code = event.code
            self.ended = self.ended or event.pid == self._root
        self._of.pop(event.pid, None)

    @property
    def alive(self) -> int:
        """How many processes have not ended."""
        return sum(pid not in self._threads for pid in self._of)
