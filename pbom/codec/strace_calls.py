"""System calls as strace writes them, each read token by token into the events that it means."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pbom.codec.strace_addresses import reached, sent
from pbom.codec.strace_around import AROUND, NAMESPACES, Reader
from pbom.codec.strace_tokens import Call, Descriptor, NotUnderstoodError
from pbom.codec.trace_events import (
    Channel,
    Cut,
    Deleted,
    Entered,
    Event,
    Executed,
    Folder,
    Joined,
    Linked,
    Lost,
    Opened,
    Piped,
    Redirected,
    Renamed,
    Started,
    Symlinked,
)


class _Target(NamedTuple):
    path: bytes
    base: bytes


def _open(call: Call) -> Iterator[Event]:
    base = b"" if call.name in {b"open", b"creat"} else _base(call)
    path = call.text()[0]
    call.comma()
    if call.name == b"creat":
        flags = {"O_WRONLY", "O_CREAT", "O_TRUNC"}
    elif call.name == b"openat2":
        flags = call.flags_in_braces(b"flags")
    else:
        flags = call.flags()
    result = call.result()
    access = flags & {"O_WRONLY", "O_RDWR"}
    if result.path and not result.path.startswith(b"/"):  # a pipe or a socket, through /proc
        yield Joined(call.pid, result.path, "O_WRONLY" not in access, bool(access))
        return
    if "O_DIRECTORY" in flags:
        return
    yield Opened(
        call.pid,
        call.at,
        result.path or path,
        b"" if result.path else base,
        "O_WRONLY" not in access,
        bool(access) or "O_TRUNC" in flags,
        bool(flags & {"O_TRUNC", "O_EXCL", "O_TMPFILE"}),
        "O_CREAT" in flags,
        result.number,
        result.deleted,
        "O_PATH" in flags,
    )


def _open_by_handle(call: Call) -> Iterator[Event]:
    result = call.result_at_the_end()
    if result.path.startswith(b"/"):
        yield Opened(
            call.pid,
            call.at,
            result.path,
            b"",
            reads=True,
            writes=True,
            fresh=False,
            creates=False,
            descriptor=result.number,
            deleted=result.deleted,
        )
    else:
        yield Lost("trace-unreadable", "a file was opened by its handle")


def _execute(call: Call) -> Iterator[Event]:
    opened = Descriptor(-1, b"")
    if call.name == b"execveat":
        opened = call.descriptor()
        call.comma()
    path, cut = call.text()
    call.comma()
    argv, missing = call.texts()
    deleted = opened.deleted and not path
    yield Executed(call.pid, call.at, path, opened.path, argv, cut or missing, deleted)


def _start(call: Call) -> Iterator[Event]:
    flags = call.words_anywhere()
    if flags & NAMESPACES:
        yield Lost("trace-namespace", "a process lives in a namespace of its own")
    yield Started(call.pid, call.result_at_the_end().number, "CLONE_THREAD" in flags)


def _enter(call: Call) -> Iterator[Event]:
    path = call.descriptor().path if call.name == b"fchdir" else call.text()[0]
    call.result()
    yield Entered(call.pid, call.at, path, call.name == b"chroot")


def _rename(call: Call) -> Iterator[Event]:
    old, new = _two_targets(call, plain=b"rename")
    exchanged = call.name == b"renameat2" and "RENAME_EXCHANGE" in call.flags_after_comma()
    call.result()
    yield Renamed(call.pid, call.at, *old, *new, exchanged)


def _link(call: Call) -> Iterator[Event]:
    old, new = _two_targets(call, plain=b"link")
    if call.name == b"linkat":
        call.flags_after_comma()
    call.result()
    yield Linked(call.pid, call.at, *old, *new)


def _symlink(call: Call) -> Iterator[Event]:
    target = call.text()[0]
    call.comma()
    name = _target(call, plain=call.name == b"symlink")
    call.result()
    yield Symlinked(call.pid, call.at, target, *name)


def _delete(call: Call) -> Iterator[Event]:
    name = _target(call, plain=call.name == b"unlink")
    if call.name == b"unlinkat" and "AT_REMOVEDIR" in call.flags_after_comma():
        yield Folder(call.pid, call.at, *name)
        return
    call.result()
    yield Deleted(call.pid, call.at, *name)


def _folder(call: Call) -> Iterator[Event]:
    yield Folder(call.pid, call.at, *_target(call, plain=call.name != b"mkdirat"))


def _truncate(call: Call) -> Iterator[Event]:
    yield Cut(call.pid, call.at, call.text()[0])


def _pipe(call: Call) -> Iterator[Event]:
    if call.name == b"socketpair":
        call.skip_to_bracket()
    ends = call.descriptors()
    yield Piped(call.pid, tuple(end.path for end in ends), tuple(end.number for end in ends))


def _node(call: Call) -> Iterator[Event]:
    name = _target(call, plain=call.name == b"mknod")
    if "S_IFIFO" in call.flags_after_comma():
        yield Channel(call.pid, call.at, *name)


def _duplicate(call: Call) -> Iterator[Event]:
    source = call.descriptor()
    closed = call.name == b"dup3" and "O_CLOEXEC" in call.words_anywhere()
    result = call.result_at_the_end()
    if source.path and not closed:
        yield Redirected(call.pid, source.path, result.number, source.number)


def _base(call: Call) -> bytes:
    path = call.descriptor().path
    call.comma()
    return path


def _target(call: Call, *, plain: bool) -> _Target:
    base = b"" if plain else _base(call)
    return _Target(call.text()[0], base)


def _two_targets(call: Call, *, plain: bytes) -> tuple[_Target, _Target]:
    old = _target(call, plain=call.name == plain)
    call.comma()
    return old, _target(call, plain=call.name == plain)


READERS: Mapping[bytes, Reader] = {
    **AROUND,
    b"open": _open,
    b"openat": _open,
    b"openat2": _open,
    b"creat": _open,
    b"open_by_handle_at": _open_by_handle,
    b"execve": _execute,
    b"execveat": _execute,
    b"clone": _start,
    b"clone3": _start,
    b"fork": _start,
    b"vfork": _start,
    b"chdir": _enter,
    b"fchdir": _enter,
    b"chroot": _enter,
    b"rename": _rename,
    b"renameat": _rename,
    b"renameat2": _rename,
    b"link": _link,
    b"linkat": _link,
    b"symlink": _symlink,
    b"symlinkat": _symlink,
    b"unlink": _delete,
    b"unlinkat": _delete,
    b"mkdir": _folder,
    b"mkdirat": _folder,
    b"rmdir": _folder,
    b"truncate": _truncate,
    b"truncate64": _truncate,
    b"pipe": _pipe,
    b"pipe2": _pipe,
    b"socketpair": _pipe,
    b"mknod": _node,
    b"mknodat": _node,
    b"dup": _duplicate,
    b"dup2": _duplicate,
    b"dup3": _duplicate,
    b"connect": reached,
    b"bind": reached,
    b"sendto": sent,
    b"sendmsg": sent,
    b"sendmmsg": sent,
}
"""Every call that the tracer is asked for."""

PROCESSES = (
    "execve", "execveat", "clone", "clone3", "fork", "vfork", "chdir", "fchdir", "chroot",
    *(name.decode("ascii") for name in AROUND),
)  # fmt: skip
FILES = (
    "open", "openat", "openat2", "creat", "open_by_handle_at", "rename", "renameat", "renameat2",
    "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "truncate", "truncate64",
    "pipe", "pipe2", "mknod", "mknodat", "socketpair", "dup", "dup2", "dup3", "mkdir", "mkdirat",
    "rmdir",
)  # fmt: skip
NETWORK = ("connect", "bind", "sendto", "sendmsg", "sendmmsg")

FAILED = re.compile(
    rb'\) += (?:-1 E[A-Z0-9]+|-1(?= \(errno )|\? E\w+|\? <unavailable>|\?)(?: \([^()<>"]*\))?$'
)
"""How a line ends whose call failed, or will be made again."""

__all__ = ["FAILED", "FILES", "NETWORK", "PROCESSES", "READERS", "Call", "NotUnderstoodError"]
