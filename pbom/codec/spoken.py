"""Lines of a commit's message that name a person: anchored at their start, wherever they stand."""

import re

from pbom.model.commit import Commit, Person
from pbom.model.message import plain
from pbom.model.spoken import Spoken, SpokenRole

MAX_LINES = 200
"""Of one message; more than so many people have never reviewed a commit."""
MAX_RAW = 1000
_LINE = re.compile(
    r" {0,3}(?:[-*\u2022] )?"
    r"(?P<key>(?:Reviewed|Acked|Approved|Tested|Co-authored|Co-developed)[- ]by|Change-Id)"
    r" ?:[ \t]*(?P<value>\S.*)",
    re.IGNORECASE,
)
_PERSON = re.compile(r"(?P<name>[^<]*)<(?P<mail>[^<>\s]+@[^<>\s]+)>?.*")
_COPIED = re.compile(r" {0,3}\(cherry picked from commit (?P<id>[0-9a-f]{7,64})\)\s*")
_ROLES: dict[str, SpokenRole] = {
    "reviewed-by": "approval",
    "acked-by": "approval",
    "approved-by": "approval",
    "tested-by": "test",
    "co-authored-by": "co-author",
    "co-developed-by": "co-author",
    "change-id": "change",
}


_WORDS = tuple(sorted({key.removesuffix("-by") for key in _ROLES}))


def read_spoken(commit: Commit) -> tuple[Spoken, ...]:
    """What the lines under the subject say of persons, in their order.

    Lines above ``(cherry picked from commit ...)`` were written for that commit.
    """
    if not _may_name(commit.message):
        return ()
    found: list[Spoken] = []
    copied: tuple[int, str] = (0, "")
    for line in commit.body:
        if ":" not in line:
            match = _COPIED.fullmatch(line) if line.lstrip().startswith("(cherry") else None
            copied = (len(found), match["id"]) if match else copied
        elif len(found) < MAX_LINES and (spoken := _read(line)):
            found.append(spoken)
    count, of = copied
    return tuple(_copy(item, of) if number < count else item for number, item in enumerate(found))


def _may_name(message: str) -> bool:
    """Whether a closer look can find anything: a quick test that never says a wrong no."""
    lowered = message.lower()
    return not message.isascii() or any(word in lowered for word in _WORDS)


def read_person(text: str) -> Person:
    """The person in a text such as ``Name <address>``; the address may be missing."""
    match = _PERSON.fullmatch(text.strip())
    if match is None:
        return Person(text.strip(), "")
    return Person(match["name"].strip().strip('"'), match["mail"])


def _read(line: str) -> Spoken | None:
    match = _LINE.match(plain(line))
    if match is None:
        return None
    key = match["key"].replace(" ", "-").capitalize()
    return Spoken(
        role=_ROLES[key.lower()],
        key=key,
        person=read_person(match["value"][:MAX_RAW]),
        raw=line[:MAX_RAW],
    )


def _copy(spoken: Spoken, of: str) -> Spoken:
    return Spoken(role=spoken.role, key=spoken.key, person=spoken.person, raw=spoken.raw, of=of)
