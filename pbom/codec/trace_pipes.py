"""The pipes of a ledger: whose output reaches whom."""

from collections.abc import Iterable, Iterator

from pbom.codec.trace_processes import Entry, Use

_IN, _OUT = 0, 1
_STREAMS = range(3)
_MANY = 1000
"""From so many pairs on, what goes through a pipe is said to go through whoever made it."""


class _Pipe:
    __slots__ = ("maker", "readers", "writers")

    def __init__(self, maker: Entry) -> None:
        self.maker = maker
        self.readers: dict[Entry, None] = {}
        self.writers: dict[Entry, None] = {}


_BOTH = Use(reads=True, writes=True)
_WAYS = {0: Use(reads=True, writes=False), 1: Use(reads=False, writes=True)}


class Pipes:
    """Pipes and pairs of sockets by the names that the system gives them."""

    def __init__(self) -> None:
        self._pipes: dict[bytes, _Pipe] = {}
        self._all: list[_Pipe] = []
        self._named: set[bytes] = set()

    def make(self, maker: Entry, ends: tuple[bytes, ...], numbers: tuple[int, ...] = ()) -> None:
        """A process makes one; a name that is used again means another one."""
        pipe = _Pipe(maker)
        self._all.append(pipe)
        for end in ends:
            self._pipes[end] = pipe
        for end, number in zip(ends, numbers, strict=False):
            if number in _STREAMS:
                self.redirect(maker, number, end)

    def name(self, maker: Entry, path: bytes) -> None:
        """A process makes one that has a name among the files."""
        self.make(maker, (path,))
        self._named.add(path)

    def __contains__(self, target: bytes) -> bool:
        """Whether something is a pipe, even if it has lost its name."""
        return target in self._pipes

    def is_named(self, path: bytes) -> bool:
        """Whether a name among the files is that of a pipe."""
        return path in self._named

    def move(self, old: bytes, new: bytes) -> None:
        """A name, or the directory that it is in, got another name, maybe a second one."""
        for path in [path for path in self._named if (path + b"/").startswith(old + b"/")]:
            self._named.add(new + path[len(old) :])
            self._pipes[new + path[len(old) :]] = self._pipes[path]

    def forget(self, path: bytes) -> None:
        """A name is gone; whoever has the pipe open still has it."""
        self._named.discard(path)

    def join(self, entry: Entry, target: bytes, use: Use) -> None:
        """Somebody opened a pipe, by its name or by a descriptor that it knew."""
        pipe = self._pipes.get(target)
        if pipe and use.reads:
            pipe.readers[entry] = None
        if pipe and use.writes:
            pipe.writers[entry] = None

    def hold(self, entry: Entry, target: bytes, source: int) -> None:
        """Somebody keeps a pipe of another one under a number, and so do those that it starts.

        Shells put their own away so, where nobody else looks for them.
        """
        pipe = self._pipes.get(target)
        if pipe and pipe.maker is not entry:
            use = _WAYS.get(min(source, _OUT) if source in _STREAMS else -1, _BOTH)
            entry.held = {**entry.held, target: use}
            self.join(entry, target, use)

    def redirect(self, entry: Entry, stream: int, target: bytes) -> None:
        """A standard stream is connected to something, and to nothing else any more."""
        earlier = self._pipes.get(entry.streams[stream])
        entry.streams[stream] = target
        ends = entry.streams[:_OUT] if stream == _IN else entry.streams[_OUT:]
        if earlier and all(self._pipes.get(end) is not earlier for end in ends):
            (earlier.readers if stream == _IN else earlier.writers).pop(entry, None)
        self._use(entry, stream)

    def inherit(self, parent: Entry, child: Entry) -> None:
        """A child has the streams of whoever started it, and what that one keeps."""
        child.streams = list(parent.streams)
        for stream, target in enumerate(child.streams):
            if target:
                self._use(child, stream)
        child.held = parent.held
        for target, use in child.held.items():
            self.join(child, target, use)

    def _use(self, entry: Entry, stream: int) -> None:
        self.join(entry, entry.streams[stream], _WAYS[min(stream, _OUT)])

    def feeds(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
        """Who may have read what whom wrote.

        Where only one end was connected to a stream, whoever made the pipe kept the other. Where
        none was, it is between whoever made it and the copies of that one.
        """
        private = {pipe.maker for pipe in self._all if not (pipe.readers or pipe.writers)}
        for entry in entries:
            if entry.parent in private and not entry.executed:
                yield entry.parent, entry
        for pipe in self._all:
            if pipe.readers or pipe.writers:
                yield from _pairs(pipe)


def _pairs(pipe: _Pipe) -> Iterator[tuple[Entry, Entry]]:
    readers = pipe.readers or {pipe.maker: None}
    writers = pipe.writers or {pipe.maker: None}
    ways = [(readers, writers)]
    if len(readers) * len(writers) > _MANY:
        maker = {pipe.maker: None}
        ways = [(readers, maker), (maker, writers)]
    for these, those in ways:
        for reader in these:
            for writer in those:
                if reader is not writer:
                    yield reader, writer
