"""Commits as a stream: the bytes of each object, checked against its id.

Two processes of git work side by side: one walks the history, the other reads the objects that
the first names. Nothing is kept of a commit but what is yielded.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from subprocess import Popen
from typing import IO

from pbom.codec.git_commit import read_commit
from pbom.collectors.condition import revisions_of
from pbom.collectors.git_command import Git, ended
from pbom.errors import RecordingError
from pbom.model.change import Range
from pbom.model.commit import Commit, OddCommit
from pbom.model.evidence import Gap

CHUNK = 1024 * 1024
LIMIT = 1024 * 1024
"""So many bytes of a commit are looked at."""
NAMED = 5
"""So many commits are named in a gap."""
_HASHES = {40: hashlib.sha1, 64: hashlib.sha256}
"""By the length of an id."""


class Commits:
    """Commits of one repository; nothing that it configures is executed."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._cut: list[str] = []
        self._cuts = 0
        self._odd: list[str] = []

    def of(self, *revisions: str) -> Iterator[Commit]:
        """The commits that git lists for revisions such as ``HEAD ^v1``, newest first.

        Raises:
            RecordingError: git refuses to look, or an object is not what its id says.
        """
        walk = self._git.stream("rev-list", *revisions, "--")
        if walk.stdout is None:
            raise RecordingError("git rev-list has no output")
        objects = self._git.stream("cat-file", "--batch", "--buffer", stdin=walk.stdout)
        _widen(walk.stdout)
        walk.stdout.close()  # the reader alone holds it now, and ends the walk by ending
        with ended(walk), ended(objects), _wide(objects) as stream:
            while head := stream.readline():
                commit = read_commit(*self._object(head, stream))
                if isinstance(commit, OddCommit):
                    self._odd.append(commit.header.id)
                yield commit
            if objects.wait() or walk.wait():
                raise RecordingError("git could not list the commits")

    def between(self, range_: Range) -> Iterator[Commit]:
        """The commits of a range, newest first.

        Raises:
            RecordingError: git refuses to look, or an object is not what its id says.
        """
        return self.of(*revisions_of(range_))

    def at_most(self, count: int, range_: Range) -> bool:
        """Whether a range has no more commits than that.

        Raises:
            RecordingError: git refuses to look.
        """
        limit = f"--max-count={count + 1}"
        return (
            int(self._git.run("rev-list", "--count", limit, *revisions_of(range_), "--")) <= count
        )

    def gaps(self) -> tuple[Gap, ...]:
        """What of the commits that were read so far was not looked at, or is odd."""
        return (*self._cut_gaps(), *self._odd_gaps())

    def _cut_gaps(self) -> Iterator[Gap]:
        if self._cuts:
            more = f" and {self._cuts - len(self._cut)} more" if self._cuts > NAMED else ""
            detail = f"{', '.join(self._cut)}{more}: only the first {LIMIT:,} bytes were looked at"
            yield Gap(kind="commit-cut", detail=detail)

    def _odd_gaps(self) -> Iterator[Gap]:
        if self._odd:
            named = ", ".join(id_[:12] for id_ in self._odd[:NAMED])
            detail = f"{named}: not as git writes commits, so others may read them in another way"
            yield Gap(kind="commit-odd", detail=detail, count=len(self._odd))

    def _object(self, head: bytes, stream: IO[bytes]) -> tuple[str, bytes]:
        id_, _, size_ = head.decode("ascii", "replace").partition(" commit ")
        if not size_:
            raise RecordingError(f"a commit is missing: {head[:80].decode('ascii', 'replace')!r}")
        size = int(size_)
        data = stream.read(min(size, LIMIT))
        digest = _HASHES[len(id_)](b"commit %d\0%b" % (size, data))
        if size > LIMIT:
            self._note_cut(id_)
            for length in _parts(size - LIMIT):
                digest.update(stream.read(length))
        if digest.hexdigest() != id_:
            raise RecordingError(f"commit {id_} is not what its id says: the repository is damaged")
        stream.read(1)  # the line end after the object
        return id_, data

    def _note_cut(self, id_: str) -> None:
        self._cuts += 1
        if len(self._cut) < NAMED:
            self._cut.append(id_)


def _parts(size: int) -> Iterator[int]:
    """Lengths of the parts in which so many bytes are read."""
    while size > 0:
        yield min(size, CHUNK)
        size -= CHUNK


@contextmanager
def _wide(process: "Popen[bytes]") -> Iterator[IO[bytes]]:
    """The output of a process through a buffer as wide as many commits."""
    if process.stdout is None:
        raise RecordingError("git cat-file has no output")
    _widen(process.stdout)
    with open(process.stdout.fileno(), "rb", buffering=CHUNK, closefd=False) as stream:
        yield stream


def _widen(pipe: IO[bytes]) -> None:
    """Let a pipe hold much, where that can be said: each time it is full, a process waits."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, CHUNK)
