"""JSON pointers (RFC 6901) into documents of evidence."""

import re
from collections.abc import Mapping, Sequence

from pbom.codec.bundle import read_bundle
from pbom.codec.strict_json import Json, read_json
from pbom.errors import FormatError

_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")


def value_at(document: bytes, pointer: str) -> Json:
    """The value that a pointer leads to; in a bundle, from the statement that it carries.

    Raises:
        FormatError: It is no JSON, or nothing is there.
    """
    value = read_json(document)
    if isinstance(value, Mapping) and "dsseEnvelope" in value:
        value = read_json(read_bundle(document).payload)
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        value = _member(value, key, pointer)
    return value


def _member(value: Json, key: str, pointer: str) -> Json:
    if isinstance(value, Mapping) and key in value:
        return value[key]
    if isinstance(value, Sequence) and not isinstance(value, str) and _NUMBER.fullmatch(key):
        number = int(key)
        if number < len(value):
            return value[number]
    raise FormatError(f"nothing is at {pointer}"[:300])
