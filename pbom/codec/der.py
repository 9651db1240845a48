"""ASN.1 in DER (X.690), read from front to back: one way to write a thing, and no other.

Whatever could be written shorter, is cut, or is followed by more than was asked for is an error.
"""

from dataclasses import dataclass

from pbom.errors import FormatError

BOOLEAN, INTEGER, BITS, OCTETS, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
GENERALIZED_TIME = 0x18
SEQUENCE, SET = 0x30, 0x31
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1
"""Constructed, of the context."""
_HIGH, _LONG, _WIDEST = 0x1F, 0x80, 4


@dataclass(frozen=True, slots=True)
class Element:
    """One element.

    Attributes:
        tag: Its first byte: class, form and number.
        body: What it holds.
        whole: All of its bytes.
    """

    tag: int
    body: bytes
    whole: bytes

    @property
    def inside(self) -> "Elements":
        """The elements that it holds."""
        return Elements(self.body)

    @property
    def number(self) -> int:
        """The value of a whole number.

        Raises:
            FormatError: It is empty, or could be shorter.
        """
        value = int.from_bytes(self.body, signed=True)
        shortest = (value if value >= 0 else ~value).bit_length() // 8 + 1
        if len(self.body) != shortest:
            raise FormatError("a number in ASN.1 that could be shorter")
        return value


class Elements:
    """Elements in a row."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def more(self) -> bool:
        """Whether there is another one."""
        return self._at < len(self._data)

    def take(self, tag: int) -> Element:
        """The next one, which has to have this tag.

        Raises:
            FormatError: There is none, or it is another one or cut.
        """
        found = self.any()
        if found.tag != tag:
            raise FormatError(f"expected ASN.1 tag {tag:#04x}, found {found.tag:#04x}")
        return found

    def maybe(self, tag: int) -> Element | None:
        """The next one if it has this tag; else ``None``, and it stays the next.

        Raises:
            FormatError: It is cut.
        """
        return self.take(tag) if self.more and self._data[self._at] == tag else None

    def any(self) -> Element:
        """The next one.

        Raises:
            FormatError: There is none, or it is cut.
        """
        start = self._at
        tag = self._bytes(1)[0]
        if tag & _HIGH == _HIGH:
            raise FormatError("a tag in ASN.1 that nothing here has")
        body = self._bytes(self._length())
        return Element(tag, body, self._data[start : self._at])

    def close(self) -> None:
        """Refuse what is left over.

        Raises:
            FormatError: There is something.
        """
        if self.more:
            raise FormatError(f"{len(self._data) - self._at} bytes of ASN.1 too many")

    def _length(self) -> int:
        first = self._bytes(1)[0]
        if first < _LONG:
            return first
        width = first - _LONG
        if not 1 <= width <= _WIDEST:
            raise FormatError("a length in ASN.1 that is open or too long")
        length = int.from_bytes(self._bytes(width))
        if length < _LONG or length >> 8 * (width - 1) == 0:
            raise FormatError("a length in ASN.1 that could be shorter")
        return length

    def _bytes(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) != count:
            raise FormatError("the ASN.1 is cut")
        self._at += count
        return taken


def only(data: bytes, tag: int) -> Elements:
    """What the one element that these bytes are holds.

    Raises:
        FormatError: They are something else.
    """
    around = Elements(data)
    inner = around.take(tag)
    around.close()
    return inner.inside


def write_element(tag: int, *parts: bytes) -> bytes:
    """An element that holds these bytes."""
    body = b"".join(parts)
    size = len(body)
    if size < _LONG:
        return bytes([tag, size]) + body
    width = (size.bit_length() + 7) // 8
    return bytes([tag, _LONG | width]) + size.to_bytes(width) + body


def write_integer(value: int) -> bytes:
    """A whole number that is not negative."""
    return write_element(INTEGER, value.to_bytes(value.bit_length() // 8 + 1))
