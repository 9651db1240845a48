"""One fault at a time: a JSON document broken in every place, in every way."""

import copy
import json
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]

JUNK: dict[str, str] = {
    "null": "null",
    "true": "true",
    "minus one": "-1",
    "a large float": "1e308",
    "beyond a float": "1e999",
    "not a number": "NaN",
    "a huge number": "9" * 300,
    "a number without end": "9" * 5000,
    "empty text": '""',
    "long text": f'"{"x" * 5000}"',
    "control characters": '"\\u0000\\u001b\\u202e"',
    "a lone surrogate": '"\\ud800"',
    "an empty list": "[]",
    "an empty object": "{}",
    "nested lists": "[[[[]]]]",
    "a nested object": '{"a":{"b":[null]}}',
}
"""What stands in the place of a value, as JSON text; some of it is no JSON."""

_MARK = "\ue000"
"""A private character that no document of ours has."""


def faults(document: bytes) -> Iterator[tuple[str, bytes]]:
    """Every broken twin of a document, with what was done to it."""
    value = json.loads(document)
    for path in _places(value):
        place = "$" + "".join(f".{part}" for part in path)
        for name, text in JUNK.items():
            broken = _set(value, path, _MARK)
            yield f"{place}: {name}", _dump(broken).replace(f'"{_MARK}"', text).encode()
        if path and isinstance(path[-1], str):
            yield f"{place}: missing", _dump(_without(value, path)).encode()
            yield f"{place}: misspelt", _dump(_renamed(value, path, "x")).encode()
            twice = _dump(_renamed(value, path, _MARK, also=path[-1]))
            yield f"{place}: twice", twice.replace(_MARK, "").encode()
        elif path:
            yield f"{place}: missing", _dump(_without(value, path)).encode()
            yield f"{place}: twice", _dump(_repeated(value, path)).encode()
    yield from damage(document)


def damage(data: bytes, pieces: int = 40) -> Iterator[tuple[str, bytes]]:
    """Bytes cut off, flipped and put in, at places spread over the whole."""
    step = max(1, len(data) // pieces)
    for place in range(0, len(data), step):
        flipped = bytes([data[place] ^ 1])
        yield f"byte {place}: cut off", data[:place]
        yield f"byte {place}: flipped", data[:place] + flipped + data[place + 1 :]
        yield f"byte {place}: one more", data[:place] + b"\x00" + data[place:]
    yield "a byte order mark", b"\xef\xbb\xbf" + data
    yield "a second document", data + data


def _places(value: Any, path: Path = ()) -> Iterator[Path]:  # noqa: ANN401 - a parsed document
    yield path
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _places(member, (*path, key))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _places(member, (*path, index))


def _dump(value: Any) -> str:  # noqa: ANN401
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _at(value: Any, path: Path) -> Any:  # noqa: ANN401
    for part in path:
        value = value[part]
    return value


def _set(value: Any, path: Path, new: object) -> Any:  # noqa: ANN401
    if not path:
        return new
    root = copy.deepcopy(value)
    _at(root, path[:-1])[path[-1]] = new
    return root


def _without(value: Any, path: Path) -> Any:  # noqa: ANN401
    root = copy.deepcopy(value)
    del _at(root, path[:-1])[path[-1]]
    return root


def _renamed(value: Any, path: Path, suffix: str, also: str = "") -> Any:  # noqa: ANN401
    root = copy.deepcopy(value)
    table, key = _at(root, path[:-1]), path[-1]
    table[f"{key}{suffix}"] = table.pop(key)
    if also:
        table[also] = table[f"{key}{suffix}"]
    return root


def _repeated(value: Any, path: Path) -> Any:  # noqa: ANN401
    root = copy.deepcopy(value)
    _at(root, path[:-1]).append(_at(root, path))
    return root
