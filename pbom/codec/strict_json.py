"""JSON from outside (RFC 8259, and I-JSON of RFC 7493 where that is stricter), and our own."""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NoReturn

from pbom.errors import FormatError

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

MAX_DEPTH = 64
MAX_DIGITS = 308
"""Of a whole number, its sign counted: more of them are beyond a double."""
MAX_BYTES = 256 * 1024 * 1024
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
"""Never tried in another way: to remember where would take fifty times the memory of the text."""
_SOME = re.compile(rb'(?:[^"]*+"(?:[^"\\]++|\\.)*+"){1,20000}+', re.DOTALL)
"""So many strings and what is before them: what is cut out is cut out of so much at once, for what
is left over between them is many small pieces, ten times the text."""
_BRACKETS = re.compile(rb"[\[\]{}]")
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_UNPLAIN = re.compile(r"[^ -~]")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def read_json(data: bytes, *, max_bytes: int = MAX_BYTES) -> Json:
    """The value of a JSON document.

    Refused: anything but UTF-8 without byte order mark, duplicate keys, NaN and infinities,
    numbers beyond a double, lone surrogates, nesting deeper than 64, trailing data, more bytes
    than the limit.

    Raises:
        FormatError: The document is not of that kind.
    """
    return _read(data, max_bytes, _unique)


def read_json_with_twins(data: bytes, *, max_bytes: int) -> tuple[Json, tuple[str, ...]]:
    """The value of a JSON document in which of several equal keys the last one counts.

    The keys that come twice are told beside it: so most readers read it, and so its writer may
    have meant it, but nobody should rely on that.

    Raises:
        FormatError: The document is not of that kind otherwise.
    """
    twins: dict[str, None] = {}

    def last(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        table = dict(pairs)
        if len(table) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            twins.update((key, None) for key, count in counts.items() if count > 1)
        return table

    value = _read(data, max_bytes, last)
    return value, tuple(twins)


def _read(
    data: bytes, max_bytes: int, pairs: Callable[[list[tuple[str, Json]]], dict[str, Json]]
) -> Json:
    if len(data) > max_bytes:
        raise FormatError(f"larger than the limit of {max_bytes:,} bytes ({len(data):,})")
    _refuse_depth(data)
    try:
        value: Json = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=pairs,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_whole,
        )
    except FormatError:
        raise
    except UnicodeDecodeError as error:
        raise FormatError(f"not UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise FormatError(f"nested deeper than {MAX_DEPTH}") from error
    except json.JSONDecodeError as error:
        raise FormatError(f"not JSON at line {error.lineno}: {error.msg}") from error
    if _SURROGATE.search(data):
        _refuse_surrogates(value)
    return value


def write_json(value: Json) -> bytes:
    """The one way we write JSON: UTF-8, sorted keys, no white space, no floats, no line end."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8")


def write_visible(value: Json) -> str:
    """The same as text that is safe to show: whatever is not visible ASCII is escaped.

    So is the second of two ``#``, for runners of CI services obey ``##[...]`` anywhere in a log.
    """
    plain = _UNPLAIN.sub(_escape, write_json(value).decode("utf-8"))
    return plain.replace("##", "#\\u0023")


def _escape(character: re.Match[str]) -> str:
    units = character[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _refuse_depth(data: bytes) -> None:
    brackets = b"".join(_brackets(data))
    if _is_shallow(brackets):
        return
    depth = 0
    for bracket in _BRACKETS.finditer(brackets):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > MAX_DEPTH:
            raise FormatError(f"nested deeper than {MAX_DEPTH}")


def _brackets(data: bytes) -> Iterator[bytes]:
    """The brackets that are not in strings."""
    at = 0
    while some := _SOME.match(data, at):
        yield _STRING.sub(b"", some[0]).translate(None, _NO_BRACKETS)
        at = some.end()
    yield _STRING.sub(b"", data[at:]).translate(None, _NO_BRACKETS)


def _is_shallow(brackets: bytes) -> bool:
    """Whether the nesting is surely within the limit, told much faster than it is counted.

    Each round takes out at least the innermost pairs, and at most those around them.
    """
    for _ in range(MAX_DEPTH // 2):
        if not brackets:
            return True
        before = len(brackets)
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if len(brackets) == before:
            return False
    return not brackets


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    table = dict(pairs)
    if len(table) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = next(key for key, count in counts.items() if count > 1)
        raise FormatError(f"duplicate key {twice!r}")
    return table


def _no_constant(name: str) -> NoReturn:
    raise FormatError(f"{name} is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise FormatError(f"the number {text} is out of range")
    return value


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise FormatError(f"a whole number of {len(text)} digits is out of range")
    return int(text)


def _refuse_surrogates(value: Json) -> None:
    todo: list[Json] = [value]
    while todo:
        match todo.pop():
            case str() as text:
                _refuse_surrogate(text)
            case Mapping() as table:
                todo.extend(table)
                todo.extend(table.values())
            case Sequence() as items:
                todo.extend(items)


def _refuse_surrogate(text: str) -> None:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise FormatError("a lone surrogate is not text")
