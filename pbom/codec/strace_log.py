r"""strace's log: the wall between its text and events.

Names in it are the traced programs' own, so nothing is searched for: every line is read from its
beginning, token by token. strace escapes what could end a token (``"`` and ``\`` in quotes, ``<``
and ``>`` in the names of descriptors, line ends everywhere), so no name can forge one. A line that
cannot be read is an event that was lost, never one that is skipped in silence.
"""

import re
from collections.abc import Callable, Iterator

from pbom.codec.strace_calls import FAILED, READERS
from pbom.codec.strace_tokens import Call, NotUnderstoodError, path_of
from pbom.codec.trace_events import Ended, Event, Joined, Lost, Opened, Replaced

MAX_LINE = 4 * 1024 * 1024
"""A longer line is not kept; the system has none with words of at most 2 KiB each."""
MAX_UNFINISHED = 100_000

_HEAD = re.compile(rb"(\d+) +(\d+\.\d+) (?:(\w+)\(|<\.\.\. (\w+) resumed>|\+\+\+ )")
_OPEN = re.compile(
    rb"(\d+) +(\d+\.\d+) openat\((?:AT_FDCWD|\d+)(?:<[^>]*>(?:\(deleted\))?)?, "
    rb'"(?:[^"\\]|\\.)*+", ([A-Z_|]+)(?:, 0[0-7]*)?\) = (\d+)<([^>]*)>'
)
"""The usual success of the usual call, seen at a glance."""
_CALL = 40
"""The name of the call is within so many bytes, for only two numbers stand before it."""
_DELETED = b">(deleted)"
_UNFINISHED = b" <unfinished ...>"
_CHANGED = re.compile(rb" <pid changed to (\d+) \.\.\.>$")
"""A thread executes a program: the call goes on under the number of its process."""
_GARBLED = re.compile(rb"\) += -1 \(errno \d+\)$")
"""What strace says that such a call returned; it did succeed, or there would be no such change."""
_ATTEMPTS = frozenset({b"connect", b"sendto", b"sendmsg", b"sendmmsg"})
"""Calls that count even where they fail: they may go on later, and the attempt is a fact."""
_DYING = re.compile(
    rb"\d+ +\d+\.\d+ (?:\?\?\?\( <unfinished \.\.\.>|<\.\.\. \?\?\? resumed>\) += \?)"
)
"""A thread that ends with its process, in a call that never began."""
_EXITED = re.compile(rb"exited with (\d+) \+\+\+")
_KILLED = re.compile(rb"killed by (SIG\w+)(?: \(core dumped\))? \+\+\+")
_SUPERSEDED = re.compile(rb"superseded by execve in pid (\d+) \+\+\+")

SignalNumber = Callable[[str], int]


class StraceLog:
    """A reader that is fed the log as it grows.

    Attributes:
        lines: How many lines were read.
    """

    def __init__(self, signal_number: SignalNumber) -> None:
        """A new reader; the function tells the number of a signal's name."""
        self.lines = 0
        self._signal_number = signal_number
        self._rest = b""
        self._unfinished: dict[bytes, tuple[bytes, bytes, bytes]] = {}

    def feed(self, data: bytes) -> Iterator[Event]:
        """The events in the lines that are now whole."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > MAX_LINE:
            self._rest = b""
            yield Lost("trace-unreadable", "a line without end")
        for line in lines:
            self.lines += 1
            yield from self._line(line)

    def end(self) -> Iterator[Event]:
        """What is to be said when the log has ended."""
        if self._rest:
            yield Lost("trace-cut", "the log ends within a line")
            self._rest = b""

    def _line(self, line: bytes) -> Iterator[Event]:
        if line.endswith(b")") and b" openat(" in line[:_CALL] and not line.endswith(_DELETED):
            return  # it failed: most lines of most logs
        usual = _OPEN.fullmatch(line)
        if usual:
            event = _opened(usual)
            if event:
                yield event
            return
        try:
            yield from self._unusual(line)
        except (NotUnderstoodError, ValueError, OverflowError):
            yield Lost("trace-unreadable", "a line of the tracer's log")

    def _unusual(self, line: bytes) -> Iterator[Event]:
        head = _HEAD.match(line)
        if head is None:
            if _DYING.fullmatch(line):
                return
            raise NotUnderstoodError
        pid, at, name, resumed = head.groups()
        rest = line[head.end() :]
        if resumed:
            at, name, rest = self._resume(pid, resumed, rest)
        elif name is None:
            ended = self._end(int(pid), rest)
            if isinstance(ended, Ended):
                self._unfinished.pop(pid, None)
            yield ended
            return
        if self._interrupted(pid, at, name, rest):
            return
        if name == b"execve":
            rest = _GARBLED.sub(b") = 0", rest)
        if FAILED.search(rest) and name not in _ATTEMPTS:
            return
        reader = READERS.get(name)
        if reader is None:
            raise NotUnderstoodError
        yield from reader(Call(int(pid), float(at), name, rest))

    def _interrupted(self, pid: bytes, at: bytes, name: bytes, rest: bytes) -> bool:
        """Whether the rest of a call is to come in a later line."""
        if rest.endswith(_UNFINISHED):
            rest = rest.removesuffix(_UNFINISHED)
        elif changed := _CHANGED.search(rest):
            pid, rest = changed[1], rest[: changed.start()]
        else:
            return False
        if len(self._unfinished) >= MAX_UNFINISHED:
            raise NotUnderstoodError
        self._unfinished[pid] = at, name, rest
        return True

    def _resume(self, pid: bytes, name: bytes, rest: bytes) -> tuple[bytes, bytes, bytes]:
        """Time, name and arguments of a call whose rest has come."""
        at, began, arguments = self._unfinished.pop(pid, (b"", b"", b""))
        if began != name:
            raise NotUnderstoodError
        return at, name, arguments + rest

    def _end(self, pid: int, rest: bytes) -> Event:
        if match := _EXITED.fullmatch(rest):
            return Ended(pid, int(match[1]))
        if match := _KILLED.fullmatch(rest):
            return Ended(pid, 128 + self._signal_number(match[1].decode("ascii")))
        if match := _SUPERSEDED.fullmatch(rest):
            return Replaced(pid, int(match[1]))
        raise NotUnderstoodError


def _opened(match: re.Match[bytes]) -> Opened | Joined | None:
    pid, at, flags, descriptor, path = match.groups()
    writes = not flags.startswith(b"O_RDONLY")
    if not path.startswith(b"/"):  # a pipe or a socket, through /proc
        return Joined(int(pid), path_of(path), not flags.startswith(b"O_WRONLY"), writes)
    if b"O_DIRECTORY" in flags:
        return None
    return Opened(
        int(pid),
        float(at),
        path_of(path),
        b"",
        not flags.startswith(b"O_WRONLY"),
        writes,
        b"O_TRUNC" in flags or b"O_EXCL" in flags,
        b"O_CREAT" in flags,
        int(descriptor),
        handle=b"O_PATH" in flags,
    )
