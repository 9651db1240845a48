"""Owners, as a policy says it (``spec/policy.md``): lines of ``CODEOWNERS``, and rules."""

import re
from collections.abc import Collection
from datetime import timedelta

from pbom.codec.duration import read_duration
from pbom.codec.fields import Fields
from pbom.codec.nearest import nearest
from pbom.errors import FormatError
from pbom.model.owners import OwnedPath, Owners

CHECKS = ("evidence-authentic", "pbom-signed", "pbom-recomputed", "policy-edited", "waiver-counts")
"""Ids of the gate's own checks; a test holds them against the stages that have them."""
_WORDS = re.compile(r"(?:\\.|[^\s\\])+")
_OWNER = re.compile(r"@[A-Za-z0-9][A-Za-z0-9._/-]{0,99}|[^\s<>@,]{1,100}@[^\s<>@,]{1,100}")


def read_owners(table: Fields, known: Collection[str]) -> Owners:
    """The owners of ``[owners]``; ``known`` are the ids of all rules.

    Raises:
        FormatError: A pattern, an owner or a rule is wrong, or it says nothing at all.
    """
    lines = table.texts("paths")
    rules = table.table_or_none("rules")
    due = read_duration(table, "due", timedelta()) or None
    escalate = tuple(_owner(table, "escalate", name) for name in table.texts("escalate"))
    if (due is None) != (not escalate):
        raise table.error("due", "`due` and `escalate` need each other")
    owners = Owners(
        paths=tuple(_line(table, line) for line in lines),
        rules=tuple((id_, _of_rule(rules, id_, known)) for id_ in rules) if rules else (),
        due=due,
        escalate=escalate,
    )
    table.close()
    if not (owners.paths or owners.rules):
        raise FormatError("names no owner", place=table.place)
    return owners


def _line(table: Fields, line: str) -> OwnedPath:
    """A line of ``CODEOWNERS``: a pattern, in which a blank is escaped, and its owners."""
    words = _WORDS.findall(line.partition(" #")[0])
    if not words:
        raise table.error("paths", f"expected a pattern and its owners, found {line!r}"[:200])
    owners = tuple(_owner(table, "paths", name) for name in words[1:])
    try:
        return OwnedPath(pattern=words[0], owners=owners)
    except ValueError as error:
        raise table.error("paths", str(error)[:200]) from error


def _of_rule(rules: Fields, id_: str, known: Collection[str]) -> tuple[str, ...]:
    everything = (*CHECKS, *known)
    if id_ not in everything:
        raise FormatError(
            f"unknown rule {id_!r}{nearest(id_, everything)}"[:500], place=rules.place, key=id_
        )
    names = rules.texts(id_)
    if not names:
        raise rules.error(id_, "is empty, expected at least one owner")
    return tuple(_owner(rules, id_, name) for name in names)


def _owner(table: Fields, key: str, name: str) -> str:
    if not _OWNER.fullmatch(name):
        raise table.error(key, f"expected @NAME, @ORG/TEAM or an address, found {name!r}"[:200])
    return name
