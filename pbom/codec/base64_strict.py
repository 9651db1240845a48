"""Base64 (RFC 4648) without tolerance."""

import base64
import binascii
import re

from pbom.errors import FormatError

_STANDARD = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_URL_SAFE = re.compile(r"[A-Za-z0-9_-]*={0,2}")


def read_base64(text: str, place: str) -> bytes:
    """The bytes of a base64 text, in the standard or the URL-safe alphabet (DSSE allows both).

    Refused: other characters, white space, missing padding, bits after the end, mixed alphabets.

    Raises:
        FormatError: The text is not of that kind.
    """
    if not (_STANDARD.fullmatch(text) or _URL_SAFE.fullmatch(text)):
        raise FormatError("not base64: a character outside its alphabet", place=place)
    try:
        data = base64.b64decode(text.translate({45: "+", 95: "/"}), validate=True)
    except binascii.Error as error:
        raise FormatError(f"not base64: {error}", place=place) from error
    if base64.b64encode(data).decode() != text.translate({45: "+", 95: "/"}):
        raise FormatError("not base64: bits after the end", place=place)
    return data


def write_base64(data: bytes) -> str:
    """Standard base64, with padding."""
    return base64.b64encode(data).decode("ascii")
