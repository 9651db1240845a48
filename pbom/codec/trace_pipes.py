"""The pipes of a ledger: whose output reaches whom."""

from collections.abc import Iterator

from pbom.codec.trace_processes import Entry

_IN, _OUT = 0, 1


class _Pipe:
    __slots__ = ("maker", "readers", "writers")

    def __init__(self, maker: Entry) -> None:
        self.maker = maker
        self.readers: dict[Entry, None] = {}
        self.writers: dict[Entry, None] = {}


class Pipes:
    """Pipes and pairs of sockets by the names that the system gives them."""

    def __init__(self) -> None:
        self._pipes: dict[bytes, _Pipe] = {}
        self._all: list[_Pipe] = []

    def make(self, maker: Entry, ends: tuple[bytes, ...]) -> None:
        """A process makes one; a name that is used again means another one."""
        pipe = _Pipe(maker)
        self._all.append(pipe)
        for end in ends:
            self._pipes[end] = pipe

    def redirect(self, entry: Entry, stream: int, target: bytes) -> None:
        """A standard stream is connected to something, and to nothing else any more."""
        earlier = self._pipes.get(entry.streams[stream])
        entry.streams[stream] = target
        ends = entry.streams[:_OUT] if stream == _IN else entry.streams[_OUT:]
        if earlier and all(self._pipes.get(end) is not earlier for end in ends):
            (earlier.readers if stream == _IN else earlier.writers).pop(entry, None)
        self._use(entry, stream)

    def inherit(self, parent: Entry, child: Entry) -> None:
        """A child has the streams of whoever started it."""
        child.streams = list(parent.streams)
        for stream, target in enumerate(child.streams):
            if target:
                self._use(child, stream)

    def _use(self, entry: Entry, stream: int) -> None:
        pipe = self._pipes.get(entry.streams[stream])
        if pipe:
            (pipe.readers if stream == _IN else pipe.writers)[entry] = None

    def feeds(self) -> Iterator[tuple[Entry, Entry]]:
        """Who may have read what whom wrote.

        Where only one end was connected to a stream, whoever made the pipe kept the other.
        """
        for pipe in self._all:
            readers = pipe.readers or {pipe.maker: None}
            writers = pipe.writers or {pipe.maker: None}
            if not (pipe.readers or pipe.writers):
                continue
            for reader in readers:
                for writer in writers:
                    if reader is not writer:
                        yield reader, writer
