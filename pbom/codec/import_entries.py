"""What readers of other tools' documents share: counting, entry by entry, within limits."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from pbom.codec.entries import bad_entry, tables
from pbom.codec.fields import Fields
from pbom.errors import FormatError
from pbom.model.dependency import Problem
from pbom.model.imported import Imported, ImportFormat

MAX_TOLD = 100
"""So many problems of a document are told apart, for they are signed; further ones are counted."""
MAX_TEXT = 300
MORE = "more problems"
_ZONE = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.*(?:Z|[+-]\d\d:?\d\d)", re.ASCII)

Found = str | Problem
"""What was found once, by name, or what could not be read."""


class Head(NamedTuple):
    """What a document says of itself."""

    format: ImportFormat
    version: str = ""
    tool: str = ""
    predicate: str = ""
    made: str = ""


def told(head: Head, found: Iterable[Found]) -> Imported:
    """A document of what was found in it."""
    counts: Counter[str] = Counter()
    problems: list[Problem] = []
    for item in found:
        if isinstance(item, str):
            counts[item] += 1
        elif len(problems) < MAX_TOLD:
            problems.append(item)
        else:
            counts[MORE] += 1
    return Imported(
        format=head.format,
        version=head.version[:MAX_TEXT],
        tool=head.tool[:MAX_TEXT],
        predicate=head.predicate[:MAX_TEXT],
        made=_moment(head.made),
        counts=tuple(sorted(counts.items())),
        problems=tuple(problems),
    )


def _moment(text: str) -> datetime | None:
    if not _ZONE.fullmatch(text[:40]):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def entries(root: Fields, key: str, what: str, required: str = "") -> Iterator[Found]:
    """The entries of a list that may be absent; each has a text of the required name."""
    try:
        listed = list(tables(root, key)) if root.maybe(key) is not None else []
    except FormatError as error:
        yield bad_entry(error)
        return
    for item in listed:
        yield item if isinstance(item, Problem) else entry(item, what, required)


def entry(item: Fields, what: str, required: str) -> Found:
    """One entry, if it has a text of the required name."""
    if not required or isinstance(item.maybe(required), str):
        return what
    return Problem(kind="bad-entry", place=item.place[:MAX_TEXT], reason=f"has no {required}")


def text_of(root: Fields, key: str) -> str:
    """A member that is text; empty where it is anything else."""
    value = root.maybe(key)
    return value if isinstance(value, str) else ""


def table_of(root: Fields, key: str) -> Fields:
    """A member that is an object; an empty one where it is anything else."""
    try:
        return root.table(key)
    except FormatError:
        return Fields({}, root.path(key))


def nothing(what: str) -> Problem:
    """The problem of a document in which nothing is."""
    return Problem(kind="nothing-found", place="$", reason=f"the document has no {what}")


def unless_empty(found: Iterable[Found], *wanted: str) -> Iterator[Found]:
    """What was found, and a problem if nothing of what is wanted was."""
    seen = False
    for item in found:
        seen = seen or item in wanted
        yield item
    if not seen:
        yield nothing(" and no ".join(wanted))
