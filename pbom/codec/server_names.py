"""Names of MCP servers in the configuration of agents: the names, and nothing else of it.

Commands, arguments, variables and headers hold secrets; they are not returned, nor are they in an
error's text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pbom.codec.strict_json import Json, read_json
from pbom.codec.toml import read_toml
from pbom.errors import FormatError
from pbom.model.printable import printable
from pbom.model.redaction import Redactor

MAX_BYTES = 1024 * 1024
MAX_SERVERS = 500
MAX_NAME = 200
_STRING = r'"(?:[^"\\]++|\\.)*+"?'
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?", re.DOTALL)
_COMMA = re.compile(rf"({_STRING})|,(?=\s*+[\]}}])", re.DOTALL)


def names_in_json(data: bytes, members: Iterable[str]) -> tuple[str, ...]:
    """The names below the members of a document, sorted; none where the members are not there.

    There may be comments, commas before closing brackets and a byte order mark, as editors allow.

    Raises:
        FormatError: It cannot be read, or has too many names.
    """
    return _sorted(read_json(without_comments(data), max_bytes=MAX_BYTES), members)


def names_in_toml(data: bytes, members: Iterable[str]) -> tuple[str, ...]:
    """The same of a TOML document.

    Raises:
        FormatError: It cannot be read, or has too many names.
    """
    root = read_toml(data)
    return _sorted({key: root.raw(key) for key in root}, members)


def _sorted(root: Json, members: Iterable[str]) -> tuple[str, ...]:
    found = {name for member in members for name in _names(_at(root, member.split(".")))}
    if len(found) > MAX_SERVERS:
        raise FormatError(f"more than {MAX_SERVERS} servers")
    redactor = Redactor(())
    return tuple(sorted({printable(redactor.clean(name))[:MAX_NAME] for name in found}))


def without_comments(data: bytes) -> bytes:
    """JSON with comments, as strict JSON as it is without them.

    Raises:
        FormatError: It is not UTF-8, or larger than the limit.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"larger than the limit of {MAX_BYTES:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"not UTF-8 at byte {error.start}") from error
    text = _COMMENT.sub(lambda found: found[1] or " ", text)
    return _COMMA.sub(lambda found: found[1] or "", text).encode("utf-8")


def _at(value: Json, parts: list[str]) -> Json:
    """What is below a member; the whole name first, for it may have dots in it."""
    if not isinstance(value, Mapping):
        return None
    whole = ".".join(parts)
    if whole in value:
        return value[whole]
    return _at(value.get(parts[0]), parts[1:]) if len(parts) > 1 else None


def _names(value: Json) -> Iterator[str]:
    """The keys of an object, or the names in a list."""
    if isinstance(value, Mapping):
        yield from value
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            name = item.get("name") if isinstance(item, Mapping) else None
            if isinstance(name, str):
                yield name
