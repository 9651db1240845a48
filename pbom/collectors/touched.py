"""Files that commits touched, from one stream of git's raw differences.

An ordinary commit is compared with its parent, the first one with nothing, and a merge with all of
its parents: what it has that none of them has was made in the merge itself.
"""

import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import IO, NamedTuple

from pbom.collectors.condition import cut_commits
from pbom.collectors.git_command import Git, ended, limit_memory
from pbom.collectors.raw_diff import OPTIONS, Difference, read_difference, read_tokens
from pbom.errors import RecordingError
from pbom.model.artifact import MAX_NAME, encode_name
from pbom.model.change import ChangedPath
from pbom.model.evidence import Gap

MAX_PATHS = 50_000
"""So many files of one commit are named; pipeline definitions come first."""
MAX_ALL = 1_000_000
"""So many of all commits together."""
MAX_FAILURES = 20
"""So often git is started again after an object that is missing or broken."""

Touched = tuple[ChangedPath, ...] | None
"""Files of a commit, by name; ``None`` where it was not looked at."""


class _Found(NamedTuple):
    """Files of one commit, while they come in."""

    room: int
    definitions: list[ChangedPath]
    others: list[ChangedPath]


class TouchedPaths:
    """A reader of touched files, and what it could not look at."""

    def __init__(self, git: Git, kind_of: Callable[[str], str]) -> None:
        self._git = git
        self._cut = cut_commits(git)
        self._lost: Counter[str] = Counter()
        self._left_out = 0
        self._named = 0
        self._path = lru_cache(maxsize=100_000)(
            lambda path: (name := encode_name(path), kind_of(name))
        )

    def of(self, commits: Iterable[str]) -> Iterator[tuple[str, Touched]]:
        """Each commit with its files, in the order of the commits, as a stream.

        git begins at once, and works while others do; only how far it comes depends on the reader.

        Raises:
            RecordingError: git is not installed, or a commit's name is no id.
        """
        stream = self._stream(commits)
        next(stream)  # a stream that has begun also ends what it began
        return stream

    def _stream(self, commits: Iterable[str]) -> Iterator[tuple[str, Touched]]:
        with tempfile.TemporaryFile() as ids, tempfile.TemporaryFile() as one:
            count, width = _spool(commits, ids)
            done = failures = 0
            ids.seek(0)
            begun = self._start(ids)
            try:
                yield "", None
            except GeneratorExit:
                with ended(begun):
                    raise
            while True:
                for commit, paths in self._read(begun):
                    while (passed := _id_at(ids, done, width)) != commit:
                        if not passed:
                            raise RecordingError("git diff-tree said something unexpected")
                        yield self._given_up(passed)  # git knows no such commit
                        done += 1
                    yield commit, paths
                    done += 1
                if done == count:
                    return
                failures += 1
                if failures > MAX_FAILURES:
                    yield from (
                        self._given_up(_id_at(ids, number, width)) for number in range(done, count)
                    )
                    return
                commit = _id_at(ids, done, width)
                _spool((commit,), one)
                one.seek(0)
                again = tuple(self._read(self._start(one)))
                yield again[0] if again else self._given_up(commit)
                done += 1
                ids.seek(done * width)
                begun = self._start(ids)

    def gaps(self) -> tuple[Gap, ...]:
        """What of all that was asked for was not looked at."""
        gaps = [
            Gap(kind="paths-not-looked-at", detail=detail, count=count)
            for detail, count in sorted(self._lost.items())
        ]
        if self._left_out:
            detail = "files beyond the limit, which are not named"
            gaps.append(Gap(kind="paths-left-out", detail=detail, count=self._left_out))
        return tuple(gaps)

    def _given_up(self, commit: str) -> tuple[str, Touched]:
        self._lost["commits of which an object is missing, broken or without end"] += 1
        return commit, None

    def _start(self, ids: IO[bytes]) -> "subprocess.Popen[bytes]":
        process = self._git.stream(
            "diff-tree", "--stdin", "--root", "-c", "--always", *OPTIONS, stdin=ids
        )
        limit_memory(process.pid)
        return process

    def _read(self, process: "subprocess.Popen[bytes]") -> Iterator[tuple[str, Touched]]:
        """What one git says, as far as it comes; where it fails, its last words do not count."""
        with ended(process):
            commit = ""
            found = self._new()
            tokens = read_tokens(process)
            for token in tokens:
                if token.startswith(b":"):
                    self._add(found, read_difference(token, next(tokens, b"")))
                    continue
                if commit:
                    yield commit, self._paths(commit, found)
                commit, found = token.decode("ascii", "replace"), self._new()
            if commit and process.wait() == 0:
                yield commit, self._paths(commit, found)

    def _new(self) -> _Found:
        room = max(0, min(MAX_PATHS, MAX_ALL - self._named))
        return _Found(room=room, definitions=[], others=[])

    def _add(self, found: _Found, item: Difference) -> None:
        name, kind = self._path(item.path)
        paths = found.definitions if kind else found.others
        if len(name) > MAX_NAME or len(paths) >= found.room:
            self._left_out += 1
        else:
            paths.append(ChangedPath(name=name, letter=item.letter, kind=kind))

    def _paths(self, commit: str, found: _Found) -> Touched:
        if commit in self._cut:
            self._lost["commits at which the history is cut"] += 1
            return None
        kept = (*found.definitions, *found.others)[: found.room]
        self._left_out += len(found.definitions) + len(found.others) - len(kept)
        self._named += len(kept)
        return tuple(sorted(kept))


def _spool(commits: Iterable[str], ids: IO[bytes]) -> tuple[int, int]:
    """Write ids where git can read them without anybody waiting; how many, and how wide.

    Raises:
        RecordingError: One is no id like the others.
    """
    count = width = 0
    ids.seek(0)
    for commit in commits:
        line = f"{commit}\n".encode("ascii", "replace")
        width = width or len(line)
        if len(line) != width or width not in {41, 65}:
            raise RecordingError("not the id of a commit")
        ids.write(line)
        count += 1
    ids.flush()
    return count, width


def _id_at(ids: IO[bytes], number: int, width: int) -> str:
    """One of the ids, without moving the place at which git goes on reading."""
    return os.pread(ids.fileno(), width, number * width).decode("ascii").strip()
