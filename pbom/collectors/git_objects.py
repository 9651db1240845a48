"""Objects of a repository by their ids, through one ``git cat-file`` that stays open.

The repository's objects are untrusted: each is read up to a limit, whatever lies beyond it is
skipped and not kept, and a tree is looked up one directory at a time and never checked out.
"""

import contextlib
import re
import subprocess
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple, Self

from pbom.collectors.git_command import Git
from pbom.errors import RecordingError

MAX_OBJECT = 16 * 1024 * 1024
CHUNK = 1024 * 1024
_AHEAD = 100
"""So many ids are asked for before the first answer is read; they fit into the pipe."""
OBJECT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_ENTRIES = {
    length: re.compile(rb"([0-7]{5,6}) ([^\0]+)\0(.{%d})" % length, re.DOTALL)
    for length in (20, 32)
}
_MODES = {mode.encode("ascii"): mode for mode in ("100644", "100755", "40000", "120000", "160000")}
MAX_DEATHS = 1000
_TREES = 4096
"""So many directories are remembered."""


class GitObject(NamedTuple):
    """An object.

    Attributes:
        id: Its id.
        kind: ``commit``, ``tree``, ``blob`` or ``tag``; ``missing`` where it is not here.
        size: In bytes.
        content: Its bytes; empty where there are more than the limit.
    """

    id: str
    kind: str
    size: int
    content: bytes

    @property
    def whole(self) -> bool:
        """Whether the content is all of it."""
        return self.kind != "missing" and len(self.content) == self.size


class TreeEntry(NamedTuple):
    """A name in a directory.

    Attributes:
        mode: git's mode, ``40000`` for a directory.
        id: Of the object.
    """

    mode: str
    id: str


class GitObjects:
    """An open reader; use it as a context manager.

    Attributes:
        lost: Trees that were looked into and are not here, or too large: they count as empty.
    """

    def __init__(self, git: Git) -> None:
        self.lost: set[str] = set()
        self._deaths = 0
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None
        self._trees: OrderedDict[str, Mapping[bytes, TreeEntry]] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            with self._process as process:
                process.kill()

    def read(self, id_: str, limit: int = MAX_OBJECT) -> GitObject:
        """One object.

        Raises:
            RecordingError: git does not answer.
        """
        return next(self.read_all((id_,), limit))

    def read_all(self, ids: Iterable[str], limit: int = MAX_OBJECT) -> Iterator[GitObject]:
        """Objects, in the order of their ids.

        Raises:
            RecordingError: git does not answer, or an id is none.
        """
        waiting = iter(ids)
        while some := tuple(islice(waiting, _AHEAD)):
            if not all(map(OBJECT_ID.fullmatch, some)):
                raise RecordingError("not an object id")
            answers: list[GitObject] = []
            while len(answers) < len(some):
                self._ask(some[len(answers) :])
                for id_ in some[len(answers) :]:
                    found = self._answer(id_, limit)
                    if found is None:  # an older git dies of what a partial clone has left out
                        answers.append(GitObject(id_, "missing", 0, b""))
                        self._begin_again()
                        break
                    answers.append(found)
            yield from answers

    def _ask(self, ids: tuple[str, ...]) -> None:
        process = self._opened()
        try:
            if process.stdin:
                process.stdin.write("".join(f"{id_}\n" for id_ in ids).encode("ascii"))
                process.stdin.flush()
        except BrokenPipeError:
            return  # what it said before it ended is still to be read
        except (OSError, ValueError) as error:
            raise RecordingError("git cat-file ended early") from error

    def _begin_again(self) -> None:
        """Leave a git that died behind.

        Raises:
            RecordingError: It is no use.
        """
        self._deaths += 1
        if self._deaths > MAX_DEATHS:
            raise RecordingError(
                "git cat-file dies again and again", hint="clone again without --filter"
            )
        if self._process:
            with contextlib.suppress(BrokenPipeError), self._process as process:
                process.kill()
        self._process = None

    def find(self, tree: str, path: bytes) -> TreeEntry | None:
        """What a path is in a tree; ``None`` where it is not there.

        Raises:
            RecordingError: git does not answer.
        """
        *folders, name = path.split(b"/")
        at = tree
        for folder in folders:
            entry = self._entries(at).get(folder)
            if entry is None or entry.mode != "40000":
                return None
            at = entry.id
        return self._entries(at).get(name)

    def files(self, tree: str) -> Iterator[tuple[bytes, TreeEntry]]:
        """Every file, link and submodule of a tree with its path, in no order.

        Raises:
            RecordingError: git does not answer, or the tree has no end.
        """
        todo = [(b"", tree)]
        while todo:
            prefix, at = todo.pop()
            for name, entry in self._entries(at).items():
                if entry.mode != "40000":
                    yield prefix + name, entry
                elif len(prefix) > 4096:  # noqa: PLR2004 - no checkout could hold it
                    raise RecordingError("a tree is nested too deeply")
                else:
                    todo.append((prefix + name + b"/", entry.id))

    def _entries(self, tree: str) -> Mapping[bytes, TreeEntry]:
        known = self._trees.get(tree)
        if known is None:
            found = self.read(tree)
            known = parse_tree(found.content, len(tree) // 2) if found.kind == "tree" else {}
            if found.kind == "missing" or not found.whole:
                self.lost.add(tree)
            self._trees[tree] = known
            if len(self._trees) > _TREES:
                self._trees.popitem(last=False)
        else:
            self._trees.move_to_end(tree)
        return known

    def _opened(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self._process = self._git.stream("cat-file", "--batch", stdin=subprocess.PIPE)
        return self._process

    def _answer(self, id_: str, limit: int) -> GitObject | None:
        """The next answer; ``None`` where git ended instead."""
        stream = self._process.stdout if self._process else None
        head = stream.readline().split() if stream else []
        if not head:
            return None
        if len(head) == 2 and head[1] in {b"missing", b"ambiguous"}:  # noqa: PLR2004
            return GitObject(id_, "missing", 0, b"")
        if stream is None or len(head) != 3:  # noqa: PLR2004 - id, kind, size
            raise RecordingError("git cat-file ended early")
        kind, size = head[1].decode("ascii"), int(head[2])
        content = stream.read(size) if size <= limit else b""
        left = size - len(content)
        while left > 0:
            skipped = len(stream.read(min(left, CHUNK)))
            if not skipped:
                raise RecordingError("git cat-file ended early")
            left -= skipped
        stream.read(1)  # the line end after the object
        return GitObject(id_, kind, size, content)


def parse_tree(content: bytes, id_length: int) -> dict[bytes, TreeEntry]:
    """The entries of a tree object; ``id_length`` is 20 for SHA-1 and 32 for SHA-256.

    What is malformed ends the list: git itself never writes it.
    """
    found = _ENTRIES[id_length].findall(content)
    size = sum(len(mode) + len(name) for mode, name, _ in found) + len(found) * (id_length + 2)
    if size == len(content):  # nothing lies between the matches
        return {name: TreeEntry(_mode(mode), id_.hex()) for mode, name, id_ in found}
    return _parse_slowly(content, id_length)


def _mode(mode: bytes) -> str:
    return _MODES.get(mode) or mode.decode("ascii").lstrip("0")


def _parse_slowly(content: bytes, id_length: int) -> dict[bytes, TreeEntry]:
    entries: dict[bytes, TreeEntry] = {}
    at = 0
    while at < len(content):
        space = content.find(b" ", at)
        end = content.find(b"\0", space)
        if space < 0 or end < 0 or end + 1 + id_length > len(content):
            break
        id_ = content[end + 1 : end + 1 + id_length]
        mode = content[at:space].decode("ascii", "replace").lstrip("0")
        entries[content[space + 1 : end]] = TreeEntry(mode, id_.hex())
        at = end + 1 + id_length
    return entries
