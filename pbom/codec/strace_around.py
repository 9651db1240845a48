"""System calls that lead around the tracer: what they do is not followed, but counted as lost."""

import re
from collections.abc import Callable, Iterator, Mapping

from pbom.codec.strace_tokens import Call
from pbom.codec.trace_events import Event, Lost

NAMESPACES = frozenset(
    {"CLONE_NEWNS", "CLONE_NEWPID", "CLONE_NEWUSER"}  # names and numbers mean something else there
)
_FILTERS = frozenset(
    {
        "0",
        "SECCOMP_FILTER_FLAG_TSYNC",
        "SECCOMP_FILTER_FLAG_LOG",
        "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
        "SECCOMP_FILTER_FLAG_TSYNC_ESRCH",
    }
)
"""Flags of filters that refuse calls. Others have a process decide, and what it lets through does
not stop for the tracer."""
_NUMBER = re.compile(rb"\d+")

Reader = Callable[[Call], Iterator[Event]]


def _separate(call: Call) -> Iterator[Event]:
    if call.name != b"unshare" or call.flags() & NAMESPACES:
        yield Lost("trace-namespace", "a process went to another namespace")


def _memory(call: Call) -> Iterator[Event]:
    match = _NUMBER.match(call.left())
    if match is None or int(match[0]) != call.pid:
        yield Lost("trace-memory", "a process reached into another one")


def _filter(call: Call) -> Iterator[Event]:
    operation = call.flags()
    if operation == {"SECCOMP_SET_MODE_FILTER"} and call.flags_after_comma() - _FILTERS:
        yield Lost("trace-filter", "a process decides which calls the tracer sees")


def _nameless(call: Call) -> Iterator[Event]:
    """A file in memory; programs inherit it where it is not closed for them."""
    if "MFD_CLOEXEC" not in call.words_anywhere():
        yield Lost("trace-shared", "a file in memory that programs inherit")


def _lost(kind: str, detail: str) -> Reader:
    def reader(_: Call) -> Iterator[Event]:
        yield Lost(kind, detail)

    return reader


_mounted = _lost("trace-namespace", "a process put file systems together in another way")
_reached_in = _lost("trace-memory", "a process reached into another one")
_shared = _lost("trace-shared", "memory, messages or keys that have no place among the files")

AROUND: Mapping[bytes, Reader] = {
    b"unshare": _separate,
    b"setns": _separate,
    b"pivot_root": _separate,
    b"mount": _mounted,
    b"umount": _mounted,
    b"umount2": _mounted,
    b"move_mount": _mounted,
    b"open_tree": _mounted,
    b"fsmount": _mounted,
    b"ptrace": _reached_in,
    b"pidfd_getfd": _reached_in,
    b"process_vm_readv": _memory,
    b"process_vm_writev": _memory,
    b"userfaultfd": _lost("trace-memory", "a process can hold up whoever reads its memory"),
    b"io_uring_setup": _lost("trace-io-uring", "a process works past the system calls"),
    b"seccomp": _filter,
    b"memfd_create": _nameless,
    b"shmat": _shared,
    b"msgrcv": _shared,
    b"mq_open": _shared,
    b"add_key": _shared,
    b"keyctl": _shared,
    b"uselib": _lost("trace-unreadable", "a library was loaded in a way of long ago"),
}
