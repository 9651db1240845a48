"""strace's log: each line is an event, nothing, or a loss, whatever stands in it."""

import signal
from random import Random

import pytest

from pbom.codec.strace_addresses import asked_name
from pbom.codec.strace_log import MAX_LINE, StraceLog
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
from tests.faults import damage

UNREADABLE = Lost("trace-unreadable", "a line of the tracer's log")


def read(*lines: str) -> list[Event]:
    """The events of these lines of process 7 at second 5."""
    log = StraceLog(lambda name: int(signal.Signals[name]))
    data = "".join(line if line[:1].isdigit() else f"7 5.0 {line}" for line in lines)
    return [*log.feed(data.encode("latin-1")), *log.end()]


def opened(path: bytes, **more: object) -> Opened:
    """A file that was opened for reading, unless more is said."""
    facts: dict[str, object] = {
        "base": b"", "reads": True, "writes": False, "fresh": False, "creates": False,
        "descriptor": 3, "deleted": False,
    }  # fmt: skip
    return Opened(pid=7, at=5.0, path=path, **(facts | more))  # type: ignore[arg-type]


MADE = {"reads": False, "writes": True, "fresh": True, "creates": True}
LINES: dict[str, tuple[str, list[Event]]] = {
    "read": ('openat(AT_FDCWD</w>, "a", O_RDONLY|O_CLOEXEC) = 3</w/a>\n', [opened(b"/w/a")]),
    "written": (
        'openat(AT_FDCWD</w>, "a", O_WRONLY|O_CREAT|O_TRUNC, 0666) = 3</w/a>\n',
        [opened(b"/w/a", **MADE)],
    ),
    "read and written": (
        'openat(4</w/d>, "a", O_RDWR) = 3</w/d/a>\n',
        [opened(b"/w/d/a", writes=True)],
    ),
    "the old call": ('open("a", O_RDONLY) = 3</w/a>\n', [opened(b"/w/a")]),
    "creat": ('creat("a", 0666) = 3</w/a>\n', [opened(b"/w/a", **MADE)]),
    "openat2": (
        ('openat2(AT_FDCWD</w>, "a", {flags=O_RDONLY|O_CLOEXEC, resolve=RESOLVE_BENEATH}, 24)'
        " = 3</w/a>\n"),
        [opened(b"/w/a")],
    ),
    "a place that cannot be seen": (
        'openat(4</w/d>, "a", O_RDONLY) = 3\n', [opened(b"a", base=b"/w/d")],
    ),
    "without a name": (
        'openat(AT_FDCWD</w>, ".", O_RDWR|O_TMPFILE, 0600) = 3</w/#12>(deleted)\n',
        [opened(b"/w/#12", writes=True, fresh=True, deleted=True)],
    ),
    "a pipe through /proc": (
        'open("/dev/stdin", O_RDONLY) = 3<pipe:[1]>\n',
        [Joined(7, b"pipe:[1]", reads=True, writes=False)],
    ),
    "a pipe through a descriptor": (
        'openat(AT_FDCWD</w>, "/dev/fd/63", O_WRONLY) = 3<pipe:[1]>\n',
        [Joined(7, b"pipe:[1]", reads=False, writes=True)],
    ),
    "a directory": ('openat(AT_FDCWD</w>, ".", O_RDONLY|O_DIRECTORY) = 3</w>\n', []),
    "it failed": ('openat(AT_FDCWD</w>, "a", O_RDONLY) = -1 ENOENT (No such file)\n', []),
    "it will be made again": ('openat(AT_FDCWD</w>, "a", O_RDONLY) = ? ERESTARTSYS (x)\n', []),
    "its process died in it": ('openat(AT_FDCWD</w>, "a", O_RDONLY) = ? <unavailable>\n', []),
    "its process died before it": (
        'openat(AT_FDCWD</w>, "a", O_RDONLY) = -1 (errno 18446744073709551359)\n', [],
    ),
    "a call of a thread that dies": ("???( <unfinished ...>\n", []),
    "by handle": (
        "open_by_handle_at(5</w>, {handle_bytes=8}, O_RDONLY) = 3</w/a>\n",
        [opened(b"/w/a", writes=True)],
    ),
    "executed": (
        'execve("/bin/cc", ["cc", "-c", "a b"], 0x7ff /* 3 vars */) = 0\n',
        [Executed(7, 5.0, b"/bin/cc", b"", (b"cc", b"-c", b"a b"), cut=False)],
    ),
    "executed with words that are cut": (
        'execve("/bin/cc", ["cc", "-D"..., ...], 0x7ff /* 3 vars */) = 0\n',
        [Executed(7, 5.0, b"/bin/cc", b"", (b"cc", b"-D"), cut=True)],
    ),
    "executed from memory": (
        'execveat(3</memfd:x>(deleted), "", ["x"], 0x7ff /* 0 vars */, AT_EMPTY_PATH) = 0\n',
        [Executed(7, 5.0, b"", b"/memfd:x", (b"x",), cut=False, deleted=True)],
    ),
    "forked": ("vfork() = 8\n", [Started(7, 8, thread=False)]),
    "a thread": (
        "clone3({flags=CLONE_VM|CLONE_THREAD, child_tid=0x7f} => {parent_tid=[8]}, 88) = 8\n",
        [Started(7, 8, thread=True)],
    ),
    "a namespace": (
        "clone(child_stack=NULL, flags=CLONE_NEWPID|SIGCHLD) = 8\n",
        [
            Lost("trace-namespace", "a process lives in a namespace of its own"),
            Started(7, 8, thread=False),
        ],
    ),
    "unshare": (
        "unshare(CLONE_NEWNS) = 0\n",
        [Lost("trace-namespace", "a process went to another namespace")],
    ),
    "unshare of something else": ("unshare(CLONE_FS) = 0\n", []),
    "io_uring": (
        "io_uring_setup(8, {flags=0}) = 4\n",
        [Lost("trace-io-uring", "a process works past the system calls")],
    ),
    "chdir": ('chdir("d") = 0\n', [Entered(7, 5.0, b"d", root=False)]),
    "fchdir": ("fchdir(3</w/d>) = 0\n", [Entered(7, 5.0, b"/w/d", root=False)]),
    "chroot": ('chroot("/jail") = 0\n', [Entered(7, 5.0, b"/jail", root=True)]),
    "rename": ('rename("a", "b") = 0\n', [Renamed(7, 5.0, b"a", b"", b"b", b"", exchanged=False)]),
    "renameat2": (
        'renameat2(AT_FDCWD</w>, "a", 3</d>, "b", RENAME_EXCHANGE) = 0\n',
        [Renamed(7, 5.0, b"a", b"/w", b"b", b"/d", exchanged=True)],
    ),
    "linkat": (
        'linkat(AT_FDCWD</w>, "a", AT_FDCWD</w>, "b", 0) = 0\n',
        [Linked(7, 5.0, b"a", b"/w", b"b", b"/w")],
    ),
    "symlinkat": ('symlinkat("t", 3</d>, "n") = 0\n', [Symlinked(7, 5.0, b"t", b"n", b"/d")]),
    "unlink": ('unlink("a") = 0\n', [Deleted(7, 5.0, b"a", b"")]),
    "a directory is removed": (
        'unlinkat(AT_FDCWD</w>, "d", AT_REMOVEDIR) = 0\n', [Folder(7, 5.0, b"d", b"/w")],
    ),
    "mkdirat": ('mkdirat(3</d>, "e", 0777) = 0\n', [Folder(7, 5.0, b"e", b"/d")]),
    "truncate": ('truncate("a", 0) = 0\n', [Cut(7, 5.0, b"a")]),
    "pipe2": (
        "pipe2([3<pipe:[9]>, 4<pipe:[9]>], O_CLOEXEC) = 0\n",
        [Piped(7, (b"pipe:[9]", b"pipe:[9]"), (3, 4))],
    ),
    "socketpair": (
        "socketpair(AF_UNIX, SOCK_STREAM, 0, [3<socket:[1]>, 4<socket:[2]>]) = 0\n",
        [Piped(7, (b"socket:[1]", b"socket:[2]"), (3, 4))],
    ),
    "dup2": ("dup2(3<pipe:[9]>, 1) = 1<pipe:[9]>\n", [Redirected(7, b"pipe:[9]", 1, 3)]),
    "dup": ("dup(3<pipe:[9]>) = 0<pipe:[9]>\n", [Redirected(7, b"pipe:[9]", 0, 3)]),
    "dup3, closed for programs": ("dup3(3<pipe:[9]>, 1<x>, O_CLOEXEC) = 1<pipe:[9]>\n", []),
    "mkfifo": (
        'mknodat(AT_FDCWD</w>, "f", S_IFIFO|0666) = 0\n', [Channel(7, 5.0, b"f", b"/w")],
    ),
    "another node": ('mknod("f", S_IFREG|0666) = 0\n', []),
    "a filter that refuses": (
        "seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, {len=2, filter=0x7f}) = 0\n",
        [],
    ),
    "a filter that asks a process": (
        "seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, {len=2}) = 3\n",
        [Lost("trace-filter", "a process decides which calls the tracer sees")],
    ),
    "a filter that nobody knows": (
        "seccomp(SECCOMP_SET_MODE_FILTER, 0x100 /* SECCOMP_FILTER_FLAG_??? */, {len=2}) = 3\n",
        [Lost("trace-filter", "a process decides which calls the tracer sees")],
    ),
    "a file in memory": ('memfd_create("x", MFD_CLOEXEC) = 3</memfd:x>(deleted)\n', []),
    "a file in memory for programs": (
        'memfd_create("x", 0) = 3</memfd:x>(deleted)\n',
        [Lost("trace-shared", "a file in memory that programs inherit")],
    ),
    "connect": (
        ("connect(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(443), "
        'sin_addr=inet_addr("203.0.113.7")}, 16) = -1 EINPROGRESS (Operation now in progress)\n'),
        [Reached(7, "inet", "connect", "203.0.113.7", 443, "")],
    ),
    "connect, version 6": (
        ("connect(3<socket:[1]>, {sa_family=AF_INET6, sin6_port=htons(443), "
        'sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:DB8::1", &sin6_addr), '
        "sin6_scope_id=0}, 28) = 0\n"),
        [Reached(7, "inet6", "connect", "2001:db8::1", 443, "")],
    ),
    "connect, abstract": (
        'connect(3<socket:[1]>, {sa_family=AF_UNIX, sun_path=@"x\\"y"}, 9) = 0\n',
        [Reached(7, "unix", "connect", '@x"y', 0, "")],
    ),
    "connect, undone": ("connect(3<socket:[1]>, {sa_family=AF_UNSPEC}, 16) = 0\n", []),
    "connect, another family": (
        'connect(3<socket:[1]>, {sa_family=AF_VSOCK, sa_data="x"}, 16) = 0\n',
        [Reached(7, "other", "connect", "AF_VSOCK", 0, "")],
    ),
    "bind": (
        ("bind(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(80), "
        'sin_addr=inet_addr("0.0.0.0")}, 16) = 0\n'),
        [Reached(7, "inet", "listen", "0.0.0.0", 80, "")],  # noqa: S104 - a label
    ),
    "bind to any port": (
        ("bind(3<socket:[1]>, {sa_family=AF_INET, sin_port=htons(0), "
        'sin_addr=inet_addr("0.0.0.0")}, 16) = 0\n'),
        [],
    ),
    "sendto": (
        ('sendto(3<socket:[1]>, "{sa_family=AF_INET", 3, 0, {sa_family=AF_INET, '
        'sin_port=htons(514), sin_addr=inet_addr("203.0.113.7")}, 16) = 3\n'),
        [Reached(7, "inet", "send", "203.0.113.7", 514, "")],
    ),
    "it ended": ("+++ exited with 3 +++\n", [Ended(7, 3)]),
    "it was killed": ("+++ killed by SIGSEGV (core dumped) +++\n", [Ended(7, 139)]),
    "a thread took its place": (
        "+++ superseded by execve in pid 9 +++\n", [Replaced(7, 9)],
    ),
    "a line that is none": ("what is this\n", [UNREADABLE]),
    "a call that nobody asked for": ('getcwd("/w", 4096) = 3\n', [UNREADABLE]),
    "an address instead of a text": ("openat(AT_FDCWD</w>, 0x7ffd, O_RDONLY) = 3\n", [UNREADABLE]),
    "the rest of a call that never began": ("<... openat resumed>) = 3</a>\n", [UNREADABLE]),
    "it is cut": ('openat(AT_FDCWD</w>, "a', [Lost("trace-cut", "the log ends within a line")]),
}  # fmt: skip


@pytest.mark.parametrize(("line", "events"), LINES.values(), ids=list(LINES))
def test_lines(line: str, events: list[Event]) -> None:
    assert read(line) == events


ESCAPED = {
    r"a\"b": b'a"b',
    r"a\\b": b"a\\b",
    r"a\nb\tc": b"a\nb\tc",
    r"\1\33[0m\377": b"\x01\x1b[0m\xff",
    r"\74x\76": b"<x>",
    r"a\0001": b"a\x001",
}


@pytest.mark.parametrize(("escaped", "plain"), ESCAPED.items())
def test_what_is_escaped_is_read_as_it_was(escaped: str, plain: bytes) -> None:
    assert read(f'openat(AT_FDCWD</w>, "{escaped}", O_RDONLY) = 3</w/{escaped}>\n') == [
        opened(b"/w/" + plain)
    ]


def test_calls_of_several_processes_at_once() -> None:
    assert read(
        '7 5.0 openat(AT_FDCWD</w>, "a", O_RDONLY <unfinished ...>\n',
        '8 6.0 unlink("b" <unfinished ...>\n',
        "7 7.0 <... openat resumed>) = 3</w/a>\n",
        "8 8.0 <... unlink resumed>) = 0\n",
    ) == [opened(b"/w/a"), Deleted(8, 6.0, b"b", b"")]


def test_a_program_that_a_thread_executes_goes_on_under_the_number_of_the_process() -> None:
    assert read(
        '9 5.0 execve("/bin/sh", ["sh"], 0x7 /* 1 var */ <pid changed to 7 ...>\n',
        "7 5.1 +++ superseded by execve in pid 9 +++\n",
        "7 5.2 <... execve resumed>) = -1 (errno 18446744073709551558)\n",
    ) == [Replaced(7, 9), Executed(7, 5.0, b"/bin/sh", b"", (b"sh",), cut=False)]


def test_lines_may_come_in_pieces() -> None:
    log = StraceLog(lambda _: 0)
    data = b'7 5.0 openat(AT_FDCWD</w>, "a", O_RDONLY) = 3</w/a>\n7 5.0 +++ exited with 0 +++\n'
    events = [event for at in range(len(data)) for event in log.feed(data[at : at + 1])]
    assert events == [opened(b"/w/a"), Ended(7, 0)]
    assert log.lines == 2


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    log = StraceLog(lambda _: 0)
    events = [event for _ in range(3) for event in log.feed(b"x" * MAX_LINE)]
    assert {event.kind for event in events if isinstance(event, Lost)} == {"trace-unreadable"}
    assert len(log._rest) <= MAX_LINE


def test_no_bytes_whatever_raise() -> None:
    """Every line broken in many places, and bytes by chance."""
    chance = Random(7)  # noqa: S311 - no secret
    for line, _ in LINES.values():
        for _, broken in damage(f"7 5.0 {line}".encode(), pieces=60):
            list(StraceLog(lambda _: 0).feed(broken + b"\n"))
    for _ in range(300):
        list(StraceLog(lambda _: 0).feed(chance.randbytes(200) + b"\n"))


QUERIES = {
    "a query": (b"\0\1\1\0\0\1\0\0\0\0\0\0\3www\7example\3com\0\0\1\0\1", "www.example.com"),
    "with an extension": (
        b"\0\1\1\0\0\1\0\0\0\0\0\1\1A\3org\0\0\1\0\1\0\0)\4\xd0\0\0\0\0\0\0", "a.org",
    ),
    "an answer": (b"\0\1\x81\x80\0\1\0\1\0\0\0\0\1a\0\0\1\0\1", ""),
    "a name that is cut": (b"\0\1\1\0\0\1\0\0\0\0\0\0\x3fwww", ""),
    "no name": (b"\0\1\1\0\0\1\0\0\0\0\0\0\0\0\1\0\1", ""),
    "letters that are none": (b"\0\1\1\0\0\1\0\0\0\0\0\0\3a\nb\0\0\1\0\1", ""),
    "a web request": (b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n", ""),
    "nothing": (b"", ""),
}  # fmt: skip


@pytest.mark.parametrize(("query", "name"), QUERIES.values(), ids=list(QUERIES))
def test_the_name_that_a_query_asks_for(query: bytes, name: str) -> None:
    assert asked_name(query) == name
