"""Which commit of a range each line of a file at the head is from, as ``git blame`` says.

What a repository configures to hide commits or to run programs is switched off, and of the output
only numbers and names of files are used.
"""

import os
import re
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pbom.collectors.git_command import Git
from pbom.model.artifact import decode_name, encode_name
from pbom.model.change import Range

_OPTIONS = (
    "-c", "diff.indentHeuristic=true", "-c", "core.quotePath=true",
    "blame", "--incremental", "--no-textconv", "--no-progress", "--ignore-revs-file=",
)  # fmt: skip
"""An empty file name undoes what ``blame.ignoreRevsFile`` says."""
_PIECE = 64 * 1024
_HEAD = re.compile(rb"(?P<id>[0-9a-f]{40}(?:[0-9a-f]{24})?) (?P<first>\d+) \d+ (?P<length>\d+)\n")
_FILE = b"filename "
_ESCAPE = re.compile(rb'\\([0-7]{3}|[abtnvfr"\\])')
_ESCAPED = {
    b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r",
}  # fmt: skip


class Origin(NamedTuple):
    """Lines that are next to each other and from one commit.

    Attributes:
        commit: Id of the commit.
        path: Name of the file in that commit.
        first: The first of the lines, in that commit.
        length: How many there are.
    """

    commit: str
    path: str
    first: int
    length: int


def blame(
    git: Git, range_: Range, names: Iterable[str]
) -> Iterator[tuple[str, tuple[Origin, ...] | None]]:
    """Where the lines of files at the head are from; ``None`` where git does not say.

    Lines from before the range are said to be from wherever the range begins.
    """
    waiting = iter(names)
    running: deque[tuple[str, subprocess.Popen[bytes]]] = deque()
    ahead = min(4, os.cpu_count() or 1)
    while True:
        for name in waiting:
            running.append((name, _start(git, range_, name)))
            if len(running) >= ahead:
                break
        if not running:
            return
        name, process = running.popleft()
        yield name, _read(process)


def _start(git: Git, range_: Range, name: str) -> "subprocess.Popen[bytes]":
    revisions = (range_.head, *((f"^{range_.base}",) if range_.base else ()))
    return git.stream(*_OPTIONS, *revisions, "--", os.fsdecode(decode_name(name)))


def _read(process: "subprocess.Popen[bytes]") -> tuple[Origin, ...] | None:
    with process:
        found = tuple(_origins(process))
    return None if process.returncode else found


def _origins(process: "subprocess.Popen[bytes]") -> Iterator[Origin]:
    head: re.Match[bytes] | None = None
    for line in _lines(process):
        match = _HEAD.fullmatch(line)
        if match:
            head = match
        elif line.startswith(_FILE) and head:
            path = encode_name(_unquoted(line.removeprefix(_FILE).rstrip(b"\n")))
            yield Origin(head["id"].decode("ascii"), path, int(head["first"]), int(head["length"]))
            head = None


def _lines(process: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    """The beginning of each line: a commit's subject may be as long as it likes."""
    begins = True
    while process.stdout and (piece := process.stdout.readline(_PIECE)):
        if begins:
            yield piece
        begins = piece.endswith(b"\n")


def _unquoted(path: bytes) -> bytes:
    """A path as it is; git quotes those with unusual characters."""
    if not path.startswith(b'"'):
        return path
    return _ESCAPE.sub(_unescaped, path[1:-1])


def _unescaped(match: re.Match[bytes]) -> bytes:
    what = match[1]
    return bytes([int(what, 8) & 0xFF]) if what.isdigit() else _ESCAPED.get(what, what)
