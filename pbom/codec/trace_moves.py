"""Names that others get: files and pipes that are renamed, exchanged and linked."""

from collections.abc import Iterator

from pbom.codec.trace_files import Files, Move, Version
from pbom.codec.trace_pipes import Pipes
from pbom.codec.trace_processes import Entry


class Moves:
    """Whoever carries names in a ledger; each way yields the versions that had to be read."""

    def __init__(self, files: Files, pipes: Pipes) -> None:
        self._files = files
        self._pipes = pipes

    def rename(self, move: Move, entry: Entry) -> Iterator[Version | None]:
        """A name became another one."""
        self._pipes.move(move.old, move.new)
        if self._pipes.is_named(move.old):
            self._pipes.forget(move.old)
            self._files.delete(move.new, move.at)
        else:
            yield self._files.rename(move, entry)

    def exchange(self, move: Move, entry: Entry) -> Iterator[Version | None]:
        """Two names changed places."""
        one, other, at = move
        aside = other + b"\0exchanged"
        put_aside = self._files.rename(Move(other, aside, at), entry)
        yield put_aside
        yield self._files.rename(Move(one, other, at), entry)
        self._files.rename(Move(aside, one, at), entry)
        if put_aside:
            put_aside.where = one
        self._pipes.move(one, other)
        self._pipes.move(other, one)

    def link(self, move: Move, entry: Entry) -> Iterator[Version | None]:
        """Something got a second name."""
        self._pipes.move(move.old, move.new)
        if not self._pipes.is_named(move.old):
            yield self._files.link(move, entry)
