"""Tables of paths: patterns as in ``.gitignore``, each with what it means for a path.

Letters are compared without case and without invisible characters, as some file systems do:
``DOCKERFILE`` is a Dockerfile to somebody.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Generic, TypeVar

from msgspec import Struct

from pbom.model.artifact import RAW, decode_name

ValueT_co = TypeVar("ValueT_co", covariant=True)

MAX_PATTERN = 256
_MAX_DEEP = 4
"""So many ``**`` are enough for anybody; more of them take too long."""
_BEGINNING = 5
"""By so many first letters of a part a pattern is found that has nothing better."""
_TOKEN = re.compile(r"\\.|\[!?\]?[^\]]*\]|[*?]|[^\\*?\[]+|.", re.DOTALL)
_SPECIAL = re.compile(r"[\\*?\[]")


class Row(Struct, Generic[ValueT_co], frozen=True):
    """One row of a table.

    Attributes:
        pattern: As in ``.gitignore``, without ``!``: with a slash it is relative to the root,
            without one it matches at any depth. It matches files; everything in a directory is
            ``folder/**`` or ``folder/``.
        value: What it means.
        exact: Whether letters are compared with case.
    """

    pattern: str
    value: ValueT_co
    exact: bool = False


class _Entry(Struct, Generic[ValueT_co], frozen=True):
    pattern: str
    exact: str
    weight: tuple[int, int]
    value: ValueT_co

    def matches(self, name: str, path: str) -> bool:
        """Whether it matches a file: by its name as it is, and folded."""
        if not _compiled(self.pattern).fullmatch(path):
            return False
        return not self.exact or bool(_compiled(self.exact).fullmatch(name))


class PathTable(Generic[ValueT_co]):
    """Rows, of which the most specific decides.

    That is the one with the most characters that stand for themselves; of equal ones the first.

    Raises:
        ValueError: A pattern cannot be understood.
    """

    def __init__(self, rows: Iterable[Row[ValueT_co]]) -> None:
        self.rows = tuple(rows)
        self._index: dict[str, list[_Entry[ValueT_co]]] = {}
        for number, row in enumerate(self.rows):
            pattern = folded(row.pattern)
            _check(pattern)
            entry = _Entry(
                pattern=pattern,
                exact=row.pattern if row.exact else "",
                weight=(-_literal(pattern), number),
                value=row.value,
            )
            self._index.setdefault(_key(pattern), []).append(entry)
        self._endings = frozenset(key[1:] for key in self._index if key.startswith("*"))
        self._beginnings = frozenset(key[:-1] for key in self._index if key.endswith("*"))

    def find(self, name: str) -> ValueT_co | None:
        """What the table says of a file, by its name as artifacts have it."""
        path = folded(name)
        if self._is_ordinary(path.split("/")):
            return None
        candidates = (entry for key in _keys(path) for entry in self._index.get(key, ()))
        matching = [entry for entry in candidates if entry.matches(name, path)]
        return min(matching, key=lambda entry: entry.weight).value if matching else None

    def _is_ordinary(self, parts: list[str]) -> bool:
        """Whether no row can match, seen at a glance: so it is with nearly every file."""
        if "" in self._index or not self._index.keys().isdisjoint(parts):
            return False
        endings = (part[part.rindex(".") :] for part in parts if "." in part)
        beginnings = (part[:_BEGINNING] for part in parts)
        return self._endings.isdisjoint(endings) and self._beginnings.isdisjoint(beginnings)


def folded(name: str) -> str:
    """A name or pattern without case and without invisible characters."""
    if name.isascii() and not name.startswith(RAW):
        return name.lower()
    text = decode_name(name).decode("utf-8", "surrogateescape")
    visible = (char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", "".join(visible)).casefold()


def _key(pattern: str) -> str:
    """A part of every path that the pattern matches, or how one ends or begins; else empty."""
    parts = [part for part in pattern.strip("/").split("/") if part != "**"]
    plain = [part for part in parts if not _SPECIAL.search(part)]
    if plain:
        return max(plain, key=len)
    ending = parts[-1].rpartition("*")[2] if parts else ""
    if "." in ending and not _SPECIAL.search(ending):
        return f"*{ending[ending.rindex('.') :]}"
    beginnings = (_SPECIAL.split(part)[0][:_BEGINNING] for part in parts)
    return next((f"{head}*" for head in beginnings if len(head) == _BEGINNING), "")


def _keys(path: str) -> Iterator[str]:
    """Every key under which a pattern could stand that matches the path."""
    yield ""
    for part in dict.fromkeys(path.split("/")):
        yield part
        yield f"{part[:_BEGINNING]}*"
        if "." in part:
            yield f"*{part[part.rindex('.') :]}"


def _literal(pattern: str) -> int:
    tokens = (token for token in _TOKEN.findall(pattern) if token[0] not in "*?[")
    return sum(len(token.replace("/", "")) for token in tokens)


def _check(pattern: str) -> None:
    """Refuse what is no pattern.

    Raises:
        ValueError: It is none.
    """
    parts = pattern.strip("/").split("/")
    if (
        "" in parts
        or pattern.startswith("!")
        or pattern.endswith("**/")
        or len(pattern) > MAX_PATTERN
        or parts.count("**") > _MAX_DEEP
    ):
        raise ValueError(f"not a pattern for paths: {pattern[:80]!r}")
    if "[" in pattern:
        _compiled(pattern)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression for whole paths; most patterns of a table are never asked for it.

    Raises:
        ValueError: A set of characters in the pattern is none.
    """
    deep = "(?:[^/]+/)*"
    parts = pattern.strip("/").split("/")
    found = "" if "/" in pattern.rstrip("/") else deep
    for part in parts[:-1]:
        found += deep if part == "**" else f"{_part(part)}/"
    found += "" if parts[-1] == "**" else _part(parts[-1])
    found += ".+" if parts[-1] == "**" else "/.+" if pattern.endswith("/") else ""
    try:
        return re.compile(found, re.DOTALL)
    except re.error as error:
        raise ValueError(f"not a pattern for paths: {pattern[:80]!r}: {error}") from error


def _part(part: str) -> str:
    """One part between slashes; a star takes as little as it can and never tries again."""
    pieces: list[str] = [""]
    for piece in _TOKEN.findall(part):
        if piece[0] == "*":
            pieces.append("")
        elif piece[0] == "?":
            pieces[-1] += "[^/]"
        elif piece[0] == "[" and piece[-1] == "]":
            pieces[-1] += _class(piece)
        else:
            pieces[-1] += re.escape(piece[1:] if piece[0] == "\\" else piece)
    first, *rest = pieces
    if not rest:
        return first
    *middle, last = rest
    return "".join((first, *(f"(?>[^/]*?{piece})" for piece in middle), f"[^/]*{last}"))


def _class(text: str) -> str:
    """A set of characters in brackets; never a slash."""
    negated = text[1] == "!"
    inner = re.escape(text[2 if negated else 1 : -1]).replace(r"\-", "-")
    if "--" in inner:
        raise ValueError(f"not a pattern for paths: {text!r}")
    return f"(?!/)[{'^' if negated else ''}{inner}]"
