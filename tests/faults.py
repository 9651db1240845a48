"""One fault at a time: a JSON document broken in every place, in every way."""

import json
from collections.abc import Iterator
from random import Random

from msgspec import Struct

from pbom.codec.strict_json import Json

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


class _Place(Struct, frozen=True):
    """Where a value stands in the text of its document; ``member`` is where its key begins."""

    path: str
    member: int
    start: int
    end: int


class _Text:
    """The text of a document, which remembers where each value stands."""

    def __init__(self, value: Json) -> None:
        self.text = ""
        self.places: list[_Place] = []
        self._write(value, "$", 0)

    def _write(self, value: Json, path: str, member: int) -> None:
        start = len(self.text)
        if isinstance(value, dict):
            self.text += "{"
            for number, (key, item) in enumerate(value.items()):
                self.text += "," if number else ""
                begins = len(self.text)
                self.text += f"{json.dumps(key)}:"
                self._write(item, f"{path}.{key}", begins)
            self.text += "}"
        elif isinstance(value, list):
            self.text += "["
            for number, item in enumerate(value):
                self.text += "," if number else ""
                self._write(item, f"{path}[{number}]", len(self.text))
            self.text += "]"
        else:
            self.text += json.dumps(value, ensure_ascii=False)
        self.places.append(_Place(path, member, start, len(self.text)))


def faults(document: bytes) -> Iterator[tuple[str, bytes]]:
    """Every broken twin of a document, with what was done to it."""
    written = _Text(json.loads(document))
    for place in written.places:
        for name, broken in _broken(written.text, place):
            if broken != written.text:
                yield f"{place.path}: {name}", broken.encode()
    yield from damage(document)


def one_fault(document: bytes, chance: Random) -> bytes:
    """A broken twin, by chance; damage where the document is no JSON any more."""
    try:
        written = _Text(json.loads(document))
        place = chance.choice(written.places)
        return chance.choice(list(_broken(written.text, place)))[1].encode()
    except (ValueError, RecursionError):
        return chance.choice(list(damage(document)))[1]


def _broken(text: str, place: _Place) -> Iterator[tuple[str, str]]:
    before, after = text[: place.start], text[place.end :]
    for name, junk in JUNK.items():
        yield name, f"{before}{junk}{after}"
    if place.end == len(text):
        return
    member = text[place.member : place.end]
    yield "twice", f"{text[: place.end]},{member}{after}"
    if after.startswith(","):
        yield "missing", text[: place.member] + after[1:]
    else:
        yield "missing", text[: place.member].removesuffix(",") + after
    if place.member != place.start:
        yield "misspelt", f'{before[:-2]}x":{text[place.start :]}'


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
