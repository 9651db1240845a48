"""The lines of a TOML document, for errors: where a table or key stands."""

import re

_HEADER = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?")
_KEY = re.compile(
    r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*="
)
_PART = re.compile(r"[\w-]+|\"([^\"]*)\"|'([^']*)'")
_INDEX = re.compile(r"\[\d+\]$")
_QUOTES = ('"""', "'''")


def line_of(text: str, place: str) -> int:
    """The number of the line that a path such as ``$.rules.fresh`` is about; 0 if nobody knows.

    What has no line of its own, such as a key that is missing, is where its table is.
    """
    lines = _lines(text)
    while place not in lines and place != "$":
        place = _INDEX.sub("", place) if _INDEX.search(place) else place.rpartition(".")[0] or "$"
    return lines.get(place, 0)


def _lines(text: str) -> dict[str, int]:
    """The first line of each table and key, by its path."""
    found: dict[str, int] = {}
    table, inside = "$", ""
    for number, line in enumerate(text.split("\n"), start=1):
        if inside:
            inside = "" if inside in line else inside
            continue
        header = _HEADER.fullmatch(line)
        key = None if header else _KEY.match(line)
        if header:
            table = _path("$", header[1])
            found.setdefault(table, number)
        elif key:
            found.setdefault(_path(table, key[1]), number)
            rest = line[key.end() :]
            inside = next((mark for mark in _QUOTES if rest.count(mark) == 1), "")
    return found


def _path(above: str, dotted: str) -> str:
    parts = (match[1] or match[2] or match[0] for match in _PART.finditer(dotted))
    return ".".join((above, *parts))
