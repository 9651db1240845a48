"""Socket addresses in strace's log, and the names that are asked of name servers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pbom.codec.strace_tokens import Call, NotUnderstoodError, path_of
from pbom.codec.trace_events import Event, Lost, Reached
from pbom.model.trace import Family, Reach

NAME_SERVER = 53
_INET = re.compile(
    rb'\{sa_family=AF_INET, sin_port=htons\((\d+)\), sin_addr=inet_addr\("([0-9.]+)"\)\}'
)
_INET6 = re.compile(
    rb"\{sa_family=AF_INET6, sin6_port=htons\((\d+)\), sin6_flowinfo=htonl\(\w+\), "
    rb'inet_pton\(AF_INET6, "([0-9a-fA-F:.]+)", &sin6_addr\), sin6_scope_id=[^}]*\}'
)
_UNIX = re.compile(rb'\{sa_family=AF_UNIX(?:, sun_path=(@?)"((?:[^"\\]|\\.)*+)")?\}')
_FAMILY = re.compile(rb"\{sa_family=(\w+)")
_HEADER = 12
_ONE_QUESTION = b"\0\1\0\0\0\0"
_TEXT = re.compile(rb'"((?:[^"\\]|\\.)*+)"')
_SILENT = frozenset({b"AF_UNSPEC", b"AF_NETLINK", b"AF_PACKET", b"AF_ALG"})
"""Families that lead nowhere: they undo a connection, or ask the system itself."""


class _Address(NamedTuple):
    family: Family
    address: str
    port: int


def reached(call: Call) -> Iterator[Event]:
    """The address that a socket was connected or bound to."""
    call.descriptor()
    call.comma()
    found = _address(call.left())
    if found is None:
        return
    reach: Reach = "connect" if call.name == b"connect" else "listen"
    if reach == "listen" and (not found.port and found.family != "unix"):
        return  # any port will do: a client
    yield Reached(call.pid, found.family, reach, found.address, found.port, "")


def sent(call: Call) -> Iterator[Event]:
    """Where a message was sent that names its address, and the name that it asks for."""
    call.descriptor()
    call.comma()
    rest = call.left()
    if call.name != b"sendto" and "SCM_RIGHTS" in call.words_anywhere():
        yield Lost("trace-passed", "a descriptor was handed to another process")
    where = _destination(call.name, rest)
    if where:
        yield Reached(call.pid, where.family, "send", where.address, where.port, "")
    if where is None or where.port == NAME_SERVER:
        for text in _TEXT.finditer(rest):
            host = asked_name(path_of(text[1]))
            if host:
                yield Reached(call.pid, "other", "lookup", "", 0, host)


def _destination(name: bytes, rest: bytes) -> _Address | None:
    if name == b"sendto":
        text = _TEXT.match(rest)
        end = text.end() if text else 0
        at = rest.find(b"{sa_family=", end)
        return _address(rest[at:]) if at >= 0 else None
    start = rest.find(b"{msg_name=")
    begun = rest[start + len(b"{msg_name=") :] if start >= 0 else b""
    return _address(begun) if begun.startswith(b"{") else None


def _address(text: bytes) -> _Address | None:
    if match := _INET.match(text):
        return _Address("inet", match[2].decode("ascii"), int(match[1]))
    if match := _INET6.match(text):
        return _Address("inet6", match[2].decode("ascii").lower(), int(match[1]))
    if match := _UNIX.match(text):
        if match[2] is None:
            return None
        path = path_of(match[2]).decode("utf-8", "backslashreplace")
        return _Address("unix", match[1].decode("ascii") + path, 0)
    match = _FAMILY.match(text)
    if match is None:
        if text.startswith(b"NULL"):
            return None
        raise NotUnderstoodError
    return None if match[1] in _SILENT else _Address("other", match[1].decode("ascii"), 0)


def asked_name(query: bytes) -> str:
    """The host name that a DNS query asks for; empty where the bytes are no such query."""
    if len(query) < _HEADER + 6 or query[2] & 0xF8 or query[4:10] != _ONE_QUESTION:
        return ""
    labels: list[str] = []
    at = _HEADER
    while at < len(query) and query[at]:
        length = query[at]
        label = query[at + 1 : at + 1 + length]
        if length > 63 or len(label) < length:  # noqa: PLR2004 - RFC 1035
            return ""
        text = label.decode("ascii", "replace")
        if not all(character.isalnum() or character in "-_" for character in text):
            return ""
        labels.append(text)
        at += 1 + length
    whole = len(query) >= at + 5
    return ".".join(labels).lower() if whole and labels and len(labels) < 64 else ""  # noqa: PLR2004
