"""Entries of lock files: read one by one, so that a bad one never hides the others."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec.structs import replace

from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json, read_json_with_twins
from pbom.errors import FormatError
from pbom.model.dependency import Dependency, LockFile, PipelineComponent, Problem
from pbom.model.location import clean_location

Item = Dependency | PipelineComponent | Problem
Entry = TypeVar("Entry")

MAX_BYTES = 64 * 1024 * 1024
MAX_LINE = 64 * 1024
MAX_PROBLEMS = 1000
"""So many of one file are told apart; further ones are counted."""


def lock_file(name: str, format_: str, items: Iterable[Item]) -> LockFile:
    """A file of these items; one in which nothing was found has a problem.

    A file that cannot be read at all is a file with that problem.
    """
    found = pipeline_file(name, format_, items)
    if found.dependencies or found.components or found.problems:
        return found
    nothing = Problem(kind="nothing-found", place="$", reason="the file names nothing")
    return replace(found, problems=(nothing,))


def unreadable_file(name: str, format_: str, reason: str) -> LockFile:
    """A file of which nothing could be read, and why."""
    problem = Problem(kind="unreadable", place="$", reason=reason)
    return LockFile(name=name, format=format_, problems=(problem,))


def pipeline_file(name: str, format_: str, items: Iterable[Item]) -> LockFile:
    """A file of these items, which may well name nothing: a workflow of plain commands does not."""
    dependencies: list[Dependency] = []
    components: list[PipelineComponent] = []
    problems: list[Problem] = []
    more = 0
    try:
        for item in items:
            if isinstance(item, Dependency):
                dependencies.append(item)
            elif isinstance(item, PipelineComponent):
                components.append(item)
            elif len(problems) < MAX_PROBLEMS:
                problems.append(item)
            else:
                more += 1
    except FormatError as error:
        problems.append(Problem(kind="unreadable", place=error.place, reason=error.problem))
    if more:
        problems.append(Problem(kind="bad-entry", place="$", reason=f"{more} more problems"))
    return LockFile(
        name=name,
        format=format_,
        dependencies=tuple(dependencies),
        components=tuple(components),
        problems=tuple(problems),
    )


def json_root(data: bytes) -> tuple[Fields, tuple[Problem, ...]]:
    """The root object of a lock file that is JSON, and its duplicate keys as problems.

    Raises:
        FormatError: It is something else.
    """
    value, twins = read_json_with_twins(data, max_bytes=MAX_BYTES)
    reason = "duplicate key {!r}: the last one counts"
    problems = (Problem(kind="bad-entry", place="$", reason=reason.format(key)) for key in twins)
    return Fields(value), tuple(problems)


def each(entries: Iterable[Entry], read: Callable[[Entry], Iterable[Item]]) -> Iterator[Item]:
    """The items of all entries; an entry that cannot be read is a problem in their midst."""
    for entry in entries:
        try:
            yield from read(entry)
        except FormatError as error:
            yield bad_entry(error)


def bad_entry(error: FormatError) -> Problem:
    """An error of one entry, as the problem that it is for the whole."""
    return Problem(kind="bad-entry", place=error.place[:300], reason=error.problem[:300])


def tables(root: Fields, key: str) -> Iterator[Fields | Problem]:
    """The objects of a list; whatever else is in it is a problem.

    Raises:
        FormatError: The member is something else than a list.
    """
    for index, value in enumerate(root.sequence(key)):
        place = f"{root.path(key)}[{index}]"
        yield _table(value, place)


def members(root: Fields) -> Iterator[tuple[str, Fields | Problem]]:
    """The members of an object that are objects; every other one is a problem."""
    for key in root:
        yield key, _table(root.raw(key), root.path(key))


def each_table(
    entries: Iterable[Fields | Problem], read: Callable[[Fields], Iterable[Item]]
) -> Iterator[Item]:
    """The items of all objects, and the problems."""
    for entry in entries:
        if isinstance(entry, Problem):
            yield entry
            continue
        try:
            yield from read(entry)
        except FormatError as error:
            yield bad_entry(error)


def each_member(root: Fields, read: Callable[[str, Fields], Iterable[Item]]) -> Iterator[Item]:
    """The items of all members of an object, and the problems."""
    for key, entry in members(root):
        if isinstance(entry, Problem):
            yield entry
            continue
        try:
            yield from read(key, entry)
        except FormatError as error:
            yield bad_entry(error)


def text_lines(data: bytes) -> list[str]:
    """The lines of a text in UTF-8, without their ends.

    Raises:
        FormatError: It is something else, or too large.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(f"larger than the limit of {MAX_BYTES:,} bytes ({len(data):,})")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(f"not UTF-8 at byte {error.start}") from error
    if "\0" in text:
        raise FormatError("not text: it has a zero byte")
    return [line.removesuffix("\r") for line in text.split("\n")]


def each_line(lines: Iterable[str], read: Callable[[int, str], Iterable[Item]]) -> Iterator[Item]:
    """The items of all lines, numbered from 1; one that is longer than 64 KiB is a problem."""
    for number, line in enumerate(lines, 1):
        place = f"line {number}"
        if len(line) > MAX_LINE:
            yield Problem(kind="bad-entry", place=place, reason=f"longer than {MAX_LINE:,}")
            continue
        try:
            yield from read(number, line)
        except FormatError as error:
            yield Problem(kind="bad-entry", place=place, reason=error.problem[:300])


def optional_text(fields: Fields, key: str) -> str:
    """A member that is text, empty where it is absent or null.

    Raises:
        FormatError: It is something else.
    """
    return "" if fields.maybe(key) is None else fields.text(key)


def location_of(fields: Fields, *keys: str) -> str:
    """The first of the members that is there and not null, as a location without credentials.

    Raises:
        FormatError: It is no text.
    """
    for key in keys:
        text = optional_text(fields, key)
        if text:
            return clean_location(text)
    return ""


def names_of(fields: Fields, key: str) -> tuple[str, ...]:
    """The keys of a member that is an object, or the texts of one that is a list.

    Raises:
        FormatError: It is something else.
    """
    value: Json = fields.maybe(key)
    if value is None:
        return ()
    if isinstance(value, Mapping):
        return tuple(value)
    if isinstance(value, Sequence):
        return fields.texts(key)
    raise fields.error(key, "expected an object or a list")


def _table(value: object, place: str) -> Fields | Problem:
    try:
        return Fields(value, place)
    except FormatError as error:
        return bad_entry(error)
