"""Review notes of Gerrit (plugin ``reviewnotes``), one line a fact."""

import re

from pbom.codec.spoken import MAX_RAW, read_person
from pbom.model.review_facts import ReviewNote, Vote

MAX_VOTES = 200
_LINE = re.compile(
    r"(?P<label>[A-Za-z][A-Za-z0-9-]{0,60}[+-]\d{1,2}|Submitted-by): (?P<value>\S.*)"
)


def read_review_note(content: bytes, source: str) -> ReviewNote:
    """What a note says of persons; of another kind of note that is nothing.

    Lines end at a line feed alone: what else might end one is part of it.
    """
    lines = content.decode("utf-8", "backslashreplace").split("\n")
    matches = (_LINE.fullmatch(line[:MAX_RAW].rstrip("\r")) for line in lines)
    votes = tuple(
        Vote(label=match["label"], person=read_person(match["value"]), raw=match.string)
        for match in matches
        if match
    )
    return ReviewNote(source=source, votes=votes[:MAX_VOTES])
