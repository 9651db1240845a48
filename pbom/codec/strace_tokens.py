"""The tokens of strace's log: quoted text, descriptors with their names, flags, results."""

import re
from typing import NamedTuple

MAX_WORDS = 4096

_TEXT = re.compile(rb'"((?:[^"\\]|\\.)*+)"(\.\.\.)?')
_DESCRIPTOR = re.compile(rb"(AT_FDCWD|-?\d+)(?:<([^>]*)>(\(deleted\))?)?")
_FLAGS = re.compile(rb"[A-Za-z0-9_|]+(?: /\* [^*]* \*/)?")
_RESULT = re.compile(rb"[^\"<>]*\) += (-?\d+)(?:<([^>]*)>(\(deleted\))?)?$")
_LAST = re.compile(rb"\) += (-?\d+)(?:<([^>]*)>(\(deleted\))?)?$")
_WORD = re.compile(rb"[A-Z][A-Z0-9_]+")
_QUOTED = re.compile(rb'"(?:[^"\\]|\\.)*+"|<[^>]*>')
_ESCAPE = re.compile(rb'\\([0-7]{1,3}|[nrtvf"\\])')
_PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v", b"f": b"\f"}


class NotUnderstoodError(Exception):
    """A line is not of the form that is known: it counts as lost."""


class Descriptor(NamedTuple):
    """A descriptor and what it is open on.

    Attributes:
        number: -100 for the directory of the process.
        path: Empty where it could not be read.
        deleted: Whether what it is open on has no name any more.
    """

    number: int
    path: bytes
    deleted: bool = False


def path_of(escaped: bytes) -> bytes:
    """The bytes that an escaped name or text stands for."""
    return _ESCAPE.sub(_unescape, escaped) if b"\\" in escaped else escaped


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code[:1].isdigit():
        return bytes((int(code, 8) & 0xFF,))
    return _PLAIN.get(code, code)


class Call:
    """The arguments of one call, read from left to right.

    Attributes:
        pid: Who called.
        at: When.
        name: What.
        rest: The line after the opening bracket.
    """

    __slots__ = ("_at", "at", "name", "pid", "rest")

    def __init__(self, pid: int, at: float, name: bytes, rest: bytes) -> None:
        self.pid = pid
        self.at = at
        self.name = name
        self.rest = rest
        self._at = 0

    def text(self) -> tuple[bytes, bool]:
        """A quoted text, and whether the end of it is missing.

        Raises:
            NotUnderstoodError: There is something else, such as an address that cannot be read.
        """
        match = self._take(_TEXT)
        return path_of(match[1]), match[2] is not None

    def texts(self) -> tuple[tuple[bytes, ...], bool]:
        """A list of quoted texts, and whether something of it is missing.

        Raises:
            NotUnderstoodError: There is something else.
        """
        if not self._skip(b"["):
            self._take(_FLAGS)
            return (), True
        found: list[bytes] = []
        missing = False
        while not self._skip(b"]"):
            if found or missing:
                self.comma()
            if self._skip(b"..."):
                missing = True
                continue
            text, cut = self.text()
            missing = missing or cut
            if len(found) < MAX_WORDS:
                found.append(text)
        return tuple(found), missing

    def descriptor(self) -> Descriptor:
        """A descriptor.

        Raises:
            NotUnderstoodError: There is something else.
        """
        return _descriptor(self._take(_DESCRIPTOR))

    def descriptors(self) -> tuple[Descriptor, Descriptor]:
        """A pair of descriptors in brackets.

        Raises:
            NotUnderstoodError: There is something else.
        """
        if not self._skip(b"["):
            raise NotUnderstoodError
        first = self.descriptor()
        self.comma()
        return first, self.descriptor()

    def flags(self) -> set[str]:
        """Names joined by ``|``.

        Raises:
            NotUnderstoodError: There is something else.
        """
        return set(self._take(_FLAGS)[0].decode("ascii").split("|"))

    def flags_after_comma(self) -> set[str]:
        """The same, as the next argument.

        Raises:
            NotUnderstoodError: There is something else.
        """
        self.comma()
        return self.flags()

    def flags_in_braces(self, name: bytes) -> set[str]:
        """The flags that are the first member of a structure.

        Raises:
            NotUnderstoodError: There is something else.
        """
        if not self._skip(b"{" + name + b"="):
            raise NotUnderstoodError
        return self.flags()

    def words_anywhere(self) -> set[str]:
        """Names in capitals, wherever they stand outside of quotes and names."""
        plain = _QUOTED.sub(b"", self.rest)
        return {word.decode("ascii") for word in _WORD.findall(plain)}

    def comma(self) -> None:
        """Go to the next argument.

        Raises:
            NotUnderstoodError: There is none.
        """
        if not self._skip(b", "):
            raise NotUnderstoodError

    def skip_to_bracket(self) -> None:
        """Go to the first opening bracket; for calls whose arguments before it are words.

        Raises:
            NotUnderstoodError: There is none.
        """
        at = self.rest.find(b"[", self._at)
        if at < 0:
            raise NotUnderstoodError
        self._at = at

    def result(self) -> Descriptor:
        """What the call returned, with nothing but words between here and there.

        Raises:
            NotUnderstoodError: There is something else.
        """
        return _descriptor(self._take(_RESULT))

    def result_at_the_end(self) -> Descriptor:
        """What the call returned; for calls whose results cannot be confused with a name.

        Raises:
            NotUnderstoodError: It returned nothing.
        """
        match = _LAST.search(self.rest)
        if match is None:
            raise NotUnderstoodError
        return _descriptor(match)

    def left(self) -> bytes:
        """What has not been read yet."""
        return self.rest[self._at :]

    def _take(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        match = pattern.match(self.rest, self._at)
        if match is None:
            raise NotUnderstoodError
        self._at = match.end()
        return match

    def _skip(self, token: bytes) -> bool:
        if not self.rest.startswith(token, self._at):
            return False
        self._at += len(token)
        return True


def _descriptor(match: re.Match[bytes]) -> Descriptor:
    number, path = match[1], match[2]
    known = -100 if number == b"AT_FDCWD" else int(number)
    return Descriptor(known, path_of(path or b""), match[3] is not None)
