"""Integrity values and problems as members of our own JSON."""

import re
from typing import get_args

from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json
from pbom.model.dependency import Covers, Integrity, Problem, ProblemKind

_COVERS: dict[str, Covers] = {item: item for item in get_args(Covers)}
_PROBLEMS: dict[str, ProblemKind] = {item: item for item in get_args(ProblemKind)}
_HEX = re.compile(r"[0-9a-f]+")


def write_integrity(value: Integrity) -> dict[str, Json]:
    """A value by which content can be recognised; what is usual is left out."""
    written: dict[str, Json] = {"algorithm": value.algorithm, "value": value.value}
    if value.covers != "file":
        written["covers"] = value.covers
    if value.raw:
        written["raw"] = value.raw
    if value.file:
        written["file"] = value.file
    return written


def read_integrity(table: Fields) -> Integrity:
    """A value by which content can be recognised.

    Raises:
        FormatError: It is something else, or has a member that is not known.
    """
    value = Integrity(
        algorithm=not_empty(table, "algorithm"),
        value=not_empty(table, "value"),
        covers=table.choice("covers", _COVERS) if "covers" in table else "file",
        raw=table.text("raw", ""),
        file=table.text("file", ""),
    )
    try:
        plain = value.covers != "file" or _HEX.fullmatch(value.value)
        if not plain or (value.digest and not value.digest.value):
            raise table.error("value", "expected lower-case hexadecimal")
    except ValueError as error:
        raise table.error("value", str(error)[:200]) from error
    table.close()
    return value


def write_problem(item: Problem) -> dict[str, Json]:
    """What could not be read."""
    return {"kind": item.kind, "place": item.place, "reason": item.reason}


def read_problem(table: Fields) -> Problem:
    """What could not be read.

    Raises:
        FormatError: It is something else, or has a member that is not known.
    """
    problem = Problem(
        kind=table.choice("kind", _PROBLEMS),
        place=table.text("place"),
        reason=table.text("reason"),
    )
    table.close()
    return problem


def not_empty(table: Fields, key: str) -> str:
    """A member that is text and says something.

    Raises:
        FormatError: It is missing, empty or something else.
    """
    text = table.text(key)
    if not text:
        raise table.error(key, "is empty")
    return text
