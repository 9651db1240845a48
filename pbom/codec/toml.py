"""TOML from outside."""

import re
import tomllib

from pbom.codec.fields import Fields
from pbom.errors import FormatError

MAX_BYTES = 1024 * 1024
MAX_PARTS = 64
_LONG_KEY = re.compile(
    rb"(?<![\w.-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){%d}" % (MAX_PARTS - 1)
)
"""The standard library takes memory by the square of a key's parts."""


def read_toml(data: bytes, *, max_bytes: int = MAX_BYTES) -> Fields:
    """The root table of a TOML document of at most 1 MiB, or another limit.

    Raises:
        FormatError: It is not TOML; duplicate keys are refused by TOML itself.
    """
    if len(data) > max_bytes:
        raise FormatError(f"larger than the limit of {max_bytes:,} bytes")
    if _LONG_KEY.search(data):
        raise FormatError(f"a key of {MAX_PARTS} parts or more")
    try:
        return Fields(tomllib.loads(data.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise FormatError(f"not UTF-8 at byte {error.start}") from error
    except (ValueError, RecursionError) as error:  # also a number of thousands of digits
        raise FormatError(f"not TOML: {error}") from error


def write_string(text: str) -> str:
    """A TOML basic string."""
    escaped = "".join(_escape(character) for character in text)
    return f'"{escaped}"'


def _escape(character: str) -> str:
    if character in {'"', "\\"}:
        return "\\" + character
    if not character.isprintable():
        return f"\\U{ord(character):08x}"
    return character
