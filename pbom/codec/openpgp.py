"""OpenPGP (RFC 4880): armor, and which key a signature names. Nothing is verified here."""

import base64
import binascii
import re
from collections.abc import Iterator

from pbom.errors import FormatError

_BLOCK = re.compile(
    rb"-----BEGIN PGP (?P<kind>[A-Z ]+)-----[ \t]*\n"
    rb"(?P<headers>(?:[A-Za-z]+: [^\n]*\n)*)[ \t]*\n"
    rb"(?P<body>(?:[A-Za-z0-9+/=]+[ \t]*\n)+)"
    rb"-----END PGP (?P=kind)-----[ \t]*(?:\n|$)"
)
_CHECKSUM = re.compile(rb"^=[A-Za-z0-9+/]{4}\s*$", re.MULTILINE)
SIGNATURE, KEY = b"SIGNATURE", b"PUBLIC KEY BLOCK"
_SIGNATURE_TAG = 2
_ISSUER, _ISSUER_FINGERPRINT = 16, 33


def dearmor(text: bytes, kind: bytes) -> bytes:
    """The bytes of all armored blocks in a text, which has nothing else but white space.

    The checksum is not looked at: it protects from accidents, which a signature does as well.

    Raises:
        FormatError: There is no such block, one of another kind, or something between them.
    """
    parts: list[bytes] = []
    text = text.replace(b"\r\n", b"\n")
    at = 0
    for block in _BLOCK.finditer(text):
        if text[at : block.start()].strip() or block["kind"] != kind:
            break
        parts.append(_decode(_CHECKSUM.sub(b"", block["body"])))
        at = block.end()
    if not parts or text[at:].strip():
        raise FormatError(f"expected armored PGP {kind.decode('ascii').lower()}s and nothing else")
    return b"".join(parts)


def issuers(signatures: bytes) -> tuple[str, ...]:
    """The key that each signature names, upper case: its fingerprint where it has that, or its id.

    Raises:
        FormatError: There is something else than signatures.
    """
    return tuple(_issuer(body) for body in _packets(signatures))


def _decode(body: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error as error:
        raise FormatError(f"not base64: {error}") from error


def _packets(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        first = data[at]
        if first & 0x40:  # the newer form of a packet's head
            tag, (length, start) = first & 0x3F, _new_length(data, at + 1)
        else:
            tag, size = (first >> 2) & 0x0F, 1 << (first & 3)
            length, start = int.from_bytes(data[at + 1 : at + 1 + size], "big"), at + 1 + size
        body = data[start : start + length]
        if not first & 0x80 or tag != _SIGNATURE_TAG or not length or len(body) != length:
            raise FormatError("not an OpenPGP signature")
        yield body
        at = start + length


def _new_length(data: bytes, at: int) -> tuple[int, int]:
    """Length of a packet or subpacket, and where it begins; of a partial one 0."""
    head = data[at : at + 1] or b"\xff"
    if head[0] < 192:  # noqa: PLR2004 - RFC 4880, section 4.2.2
        return head[0], at + 1
    if head[0] < 224:  # noqa: PLR2004
        return ((head[0] - 192) << 8) + int.from_bytes(data[at + 1 : at + 2], "big") + 192, at + 2
    if head[0] == 255:  # noqa: PLR2004
        return int.from_bytes(data[at + 1 : at + 5], "big"), at + 5
    return 0, at + 1


def _issuer(body: bytes) -> str:
    if body[0] == 3:  # noqa: PLR2004 - the old form has its id in one place
        return body[7:15].hex().upper()
    if body[0] != 4:  # noqa: PLR2004 - of a later one nobody here knows
        return ""
    hashed = int.from_bytes(body[4:6], "big")
    unhashed_at = 6 + hashed
    unhashed = int.from_bytes(body[unhashed_at : unhashed_at + 2], "big")
    areas = (body[6:unhashed_at], body[unhashed_at + 2 : unhashed_at + 2 + unhashed])
    found = dict(pair for area in reversed(areas) for pair in _subpackets(area))
    if _ISSUER_FINGERPRINT in found:
        return found[_ISSUER_FINGERPRINT][1:].hex().upper()
    return found.get(_ISSUER, b"").hex().upper()


def _subpackets(area: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(area):
        length, start = _new_subpacket_length(area, at)
        if not length or start + length > len(area):
            return
        yield area[start] & 0x7F, area[start + 1 : start + length]
        at = start + length


def _new_subpacket_length(area: bytes, at: int) -> tuple[int, int]:
    head = area[at]
    if 192 <= head < 255:  # noqa: PLR2004 - two octets, and never a partial one
        return ((head - 192) << 8) + int.from_bytes(area[at + 1 : at + 2], "big") + 192, at + 2
    return _new_length(area, at)
