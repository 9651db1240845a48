"""The ledger: events, one after the other, to the trace that they add up to."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal, assert_never

from pbom.codec.trace_events import (
    Channel,
    Cut,
    Deleted,
    Ended,
    Entered,
    Event,
    Executed,
    Folder,
    Joined,
    Linked,
    Lost,
    Opened,
    Piped,
    Reached,
    Redirected,
    Renamed,
    Replaced,
    Started,
    Symlinked,
)
from pbom.codec.trace_eyes import Eyes
from pbom.codec.trace_files import Files, Move, Version
from pbom.codec.trace_interpreters import add_interpreters
from pbom.codec.trace_moves import Moves
from pbom.codec.trace_names import Names, around, is_of_the_system, is_sheltered, shown_by
from pbom.codec.trace_pipes import Pipes
from pbom.codec.trace_processes import Entry, Processes, Use
from pbom.model.trace import Family, Reach, Verb

MAX_CHANGES = 1_000_000
_STREAMS = range(3)

Address = tuple[Family, Reach, str, int, str]


class Ledger:
    """What is known so far of one step.

    Attributes:
        processes: The programs that ran.
        files: What they read and wrote.
        pipes: What went from one to the other.
        changes: What was done to names.
        reached: What was reached.
        lost: What could not be followed, by kind and detail.
        events: How many events there were.
    """

    def __init__(self, root: int, folder: bytes, eyes: Eyes) -> None:
        """A ledger for the process with that number, started in that directory."""
        self.processes = Processes(root, folder)
        self.files = Files(eyes)
        self.pipes = Pipes()
        self.changes: dict[tuple[Entry, Verb, bytes, bytes], None] = {}
        self.reached: dict[tuple[Entry, Address], None] = {}
        self.lost: Counter[tuple[str, str]] = Counter()
        self.events = 0
        self._eyes = eyes
        self._names = Names(eyes)
        self._moves = Moves(self.files, self.pipes)

    def take(self, events: Iterable[Event]) -> None:
        """Note events down, in the order in which they were seen."""
        for event in events:
            self.events += 1
            if isinstance(event, Lost):
                self._lose(event)
            else:
                for known in self.processes.in_order(event):
                    self._note(known)

    def settle(self) -> None:
        """Look at the files that were read since the last time."""
        self.files.settle()

    def close(self) -> list[Version]:
        """Nothing more will come: the versions of what the step left behind."""
        for event in self.processes.orphans():
            self._note(event)
        add_interpreters(self.processes.entries, self.files, self._eyes)
        if self.processes.strangers:
            self.lost["trace-stranger", "a process whose parent is not known"] += (
                self.processes.strangers
            )
        if self._names.doubtful:
            self.lost["trace-names", "a name may have meant another file"] += self._names.doubtful
        left = list(self.files.finish())
        if self.files.pipes:
            self.lost["trace-passed", "a pipe that others have made"] += self.files.pipes
        if self.files.lost:
            self.lost["trace-limit", "files beyond the limit"] += self.files.lost
        return left

    def _lose(self, what: Lost | None) -> None:
        if what:
            self.lost[what.kind, what.detail] += 1

    def _note(self, event: Event) -> None:  # noqa: C901, PLR0912 - one line for each kind
        match event:
            case Opened():
                self._open(event)
            case Executed():
                self._execute(event)
            case Started():
                self._inherit(*self.processes.start(event))
            case Ended():
                self.processes.end(event)
            case Replaced():
                self.processes.replace(event)
            case Entered():
                self._enter(event)
            case Renamed():
                self._rename(event)
            case Linked():
                self._link(event)
            case Symlinked():
                self._delete(event, "symlink", event.target)
            case Deleted():
                self._delete(event, "delete")
            case Cut():
                self._cut(event)
            case Folder():
                self.files.folder(self._called(event)[1])
            case Reached():
                self.reached[self.processes.of(event.pid), event[1:]] = None
            case Piped():
                self.pipes.make(self.processes.of(event.pid), event.ends, event.descriptors)
            case Channel():
                self.pipes.name(*self._called(event))
            case Joined():
                use = Use(event.reads, event.writes)
                self.pipes.join(self.processes.of(event.pid), event.pipe, use)
            case Redirected():
                self._redirect(event)
            case Lost():
                pass
            case _:
                assert_never(event)

    def _open(self, event: Opened) -> None:
        entry = self.processes.of(event.pid)
        path = event.path
        if not path.startswith(b"/"):  # the tracer could not see where it led
            path = self._names.end(entry, event.at, self._names.whole(entry, path, event.base))
        entry.descriptors[event.descriptor] = path
        if event.descriptor in _STREAMS:
            self.pipes.redirect(entry, event.descriptor, path)
        self._lose(around(event))
        if self.pipes.is_named(path):
            self.pipes.join(entry, path, Use(event.reads, event.writes))
        elif event.handle and self._names.is_link(path, event.at):
            return
        elif is_of_the_system(path):
            if is_sheltered(path, event.pid):
                self._read(entry, self.files.anonymous(path, event.at))
        else:
            self._use(entry, path, event)

    def _use(self, entry: Entry, path: bytes, event: Opened) -> None:
        if event.deleted:
            if event.reads and not event.fresh:
                self._read(entry, self.files.anonymous(path, event.at))
            elif event.writes:
                self.files.write(path, event.at, entry, fresh=True)
            return
        if event.reads and not event.fresh:
            own = entry if event.writes and event.creates else None
            self._read(entry, self.files.read(path, event.at, own))
        if event.writes:
            self.files.write(path, event.at, entry, fresh=event.fresh)
            self._change(entry, "write", path)

    def _execute(self, event: Executed) -> None:
        before, entry = self.processes.execute(event)
        self._inherit(before, entry)
        stream = entry.streams[0]
        if stream.startswith(b"/") and not (is_of_the_system(stream) or stream in self.pipes):
            self._read(entry, self.files.read(stream, event.at))
        if event.deleted or not (event.path or event.base):
            entry.program = self.files.anonymous(event.base or b"/unnamed", event.at)
            return
        if not event.path:
            entry.program = self.files.read(event.base, event.at)
            return
        path = self._names.whole(entry, event.path, event.base)
        found = self._names.program(entry, event.at, path)
        if found is None:
            self._doubt(entry, path, event.at)
        else:
            entry.program = self.files.read(found, event.at)

    def _doubt(self, entry: Entry, path: bytes, at: float) -> None:
        """A program ran, and nobody can say which."""
        entry.program = self.files.anonymous(path, at)
        self.lost["trace-program", "a program whose name may have meant another one"] += 1

    def _turn(self, name: bytes, at: float) -> None:
        """A name is about to lead elsewhere: was it followed before, or after that?"""
        for entry in self._names.turn(name, at):
            self._doubt(entry, name, at)

    def _called(self, event: Channel | Deleted | Folder | Symlinked) -> tuple[Entry, bytes]:
        """Who did something to a name, and which it is."""
        entry = self.processes.of(event.pid)
        return entry, self._names.of(entry, event.at, event.path, event.base)

    def _delete(
        self, event: Deleted | Symlinked, verb: Literal["delete", "symlink"], target: bytes = b""
    ) -> None:
        """A name means nothing any more, or only a link."""
        entry, name = self._called(event)
        self._turn(name, event.at)
        self.pipes.forget(name)
        self.files.delete(name, event.at)
        self._change(entry, verb, name, target)

    def _cut(self, event: Cut) -> None:
        entry = self.processes.of(event.pid)
        name = self._names.end(entry, event.at, self._names.whole(entry, event.path, b""))
        self.files.write(name, event.at, entry, fresh=False)
        self._change(entry, "write", name)

    def _inherit(self, parent: Entry, child: Entry) -> None:
        """What a child may write to without opening it."""
        if child is parent or not (any(parent.streams) or parent.held):
            return
        self.pipes.inherit(parent, child)
        for target in child.streams[1:]:
            if target.startswith(b"/"):
                self.files.join(target, child)

    def _enter(self, event: Entered) -> None:
        entry = self.processes.of(event.pid)
        path = self._names.end(entry, event.at, self._names.whole(entry, event.path, b""))
        if event.root:
            entry.place.root = path
        else:
            entry.place.folder = path

    def _rename(self, event: Renamed) -> None:
        entry = self.processes.of(event.pid)
        old = self._names.of(entry, event.at, event.old, event.old_base)
        new = self._names.of(entry, event.at, event.new, event.new_base)
        self._turn(old, event.at)
        self._turn(new, event.at)
        carry = self._moves.exchange if event.exchanged else self._moves.rename
        for version in carry(Move(old, new, event.at), entry):
            self._read(entry, version)
        self._change(entry, "rename", old, new)

    def _link(self, event: Linked) -> None:
        entry = self.processes.of(event.pid)
        old = self._names.whole(entry, event.old, event.old_base) if event.old else event.old_base
        shown = shown_by(entry, old)
        if event.old and shown == old:
            shown = self._names.of(entry, event.at, event.old, event.old_base)
        new = self._names.of(entry, event.at, event.new, event.new_base)
        if shown is None:
            self.files.write(new, event.at, entry, fresh=True)
        else:
            for version in self._moves.link(Move(shown, new, event.at), entry):
                self._read(entry, version)
        self._change(entry, "link", shown or old, new)

    def _redirect(self, event: Redirected) -> None:
        entry = self.processes.of(event.pid)
        if event.target.startswith(b"/"):
            entry.descriptors[event.descriptor] = event.target
        if event.descriptor in _STREAMS:
            self.pipes.redirect(entry, event.descriptor, event.target)
            if event.descriptor and event.target.startswith(b"/"):
                self.files.join(event.target, entry)
        else:
            self.pipes.hold(entry, event.target, event.source)

    def _read(self, entry: Entry, version: Version | None) -> None:
        if version is not None:
            entry.reads[version] = None

    def _change(self, entry: Entry, verb: Verb, name: bytes, other: bytes = b"") -> None:
        if is_of_the_system(name):
            return
        if len(self.changes) < MAX_CHANGES:
            self.changes[entry, verb, name, other] = None
        else:
            self.lost["trace-limit", "changes of names beyond the limit"] += 1
