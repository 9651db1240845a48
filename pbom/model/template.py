"""Templates: the form in which a rule pack says what a text looks like.

A template is literal text, compared without case, with placeholders such as ``{session}`` and
choices such as ``(with|by)``. It is no regular expression: nobody can write one that takes more
time than the text is long, give or take a constant.
"""

import re
from functools import cached_property
from itertools import islice, product

from msgspec import Struct

MAX_RUNS = 3
MAX_CHOICES = 256
"""So many placeholders of unknown length, and so many combinations of choices, may be in one."""

_RUN = 200
_NO_SESSION = r"(?!(?:new|new_chat|onboarding|settings|about|help|docs|login|install)(?![\w-]))"
_END = (
    r"(?=[\s.!?,;:)*_\]]*(?:$|[^\w\s\"'`]|(?:via|with|and|using|by|on|for|from|in|under|then)\b))"
)
_RUNS = {
    "session": rf"(?P<session>[^\s)\]>\"'`]{{1,{_RUN}}})",
    "agent": rf"(?P<agent>[^\s)\]>\"'`]{{1,{_RUN}}})",
    "model": rf"(?P<model>[^\s)\]>\"'`]{{1,{_RUN}}})",
    "word": rf"[^\s/<>()\[\]\"'`]{{1,{_RUN}}}",
    "id": rf"{_NO_SESSION}[\w-]{{1,{_RUN}}}",
    "hex": r"[0-9a-f]{4,64}",
    "digits": r"[0-9]{1,20}",
}
_POINTS = {"uuid": r"[0-9a-f-]{32,36}", "end": _END, "rest": r".+"}
PLACEHOLDERS = (*_RUNS, *_POINTS)
"""Names of all placeholders."""
_PART = re.compile(r"\{(?P<place>[a-z]+)\}|\((?P<choice>[^()|{}]*(?:\|[^()|{}]*)+)\)|(?P<text>.)")


class Template(Struct, frozen=True, dict=True):
    """What a text looks like, from its start.

    Attributes:
        text: As the pack says it.
    """

    text: str

    def __post_init__(self) -> None:
        """Refuse what no text could match, or what could take long.

        Raises:
            ValueError: It has an unknown placeholder, begins with one, or has too many.
        """
        places = [match["place"] for match in _PART.finditer(self.text) if match["place"]]
        known = {**_RUNS, **_POINTS}
        for place in places:
            if place not in known:
                raise ValueError(f"unknown placeholder {{{place}}}; known are: {', '.join(known)}")
        if sum(place in _RUNS for place in places) > MAX_RUNS:
            raise ValueError(f"more than {MAX_RUNS} placeholders of unknown length")
        if "{rest}" in self.text.removesuffix("{rest}"):
            raise ValueError("{rest} must be the end")
        for place in ("session", "agent", "model"):
            if places.count(place) > 1:
                raise ValueError(f"{{{place}}} can be there once")
        if not all(self.starts):
            raise ValueError("must begin with text, not with a placeholder")

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """Every text, in lower case, with which a matching text can begin."""
        parts: list[tuple[str, ...]] = []
        for match in _PART.finditer(_tidy(self.text).lower()):
            if match["place"]:
                break
            choice = match["choice"]
            parts.append((match["text"],) if choice is None else tuple(choice.split("|")))
        found = tuple("".join(some) for some in islice(product(*parts), MAX_CHOICES + 1))
        if len(found) > MAX_CHOICES:
            raise ValueError(f"more than {MAX_CHOICES} combinations of choices")
        return found

    @cached_property
    def pattern(self) -> str:
        """The same as a regular expression, for text from its start."""
        return "".join(map(_source, _PART.finditer(_tidy(self.text))))

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, without case; few of a rule pack are ever asked for it."""
        return re.compile(self.pattern, re.IGNORECASE)


def literal(text: str) -> str:
    """A regular expression for literal text, which is generous with spaces."""
    escaped = re.escape(_tidy(text))
    return escaped.replace(r"\ ", "[ ]+").replace(":", " ?: *")


def trie(texts: frozenset[str]) -> str:
    """A regular expression for any of these texts, the longest first; shared beginnings once."""
    heads = sorted({text[0] for text in texts if text})
    branches = [
        literal(head) + trie(frozenset(text[1:] for text in texts if text[:1] == head))
        for head in heads
    ]
    if not branches:
        return "" if texts else "(?!)"
    if "" in texts:
        return f"(?:{'|'.join(branches)})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _source(match: re.Match[str]) -> str:
    if match["place"]:
        return {**_RUNS, **_POINTS}[match["place"]]
    if match["choice"] is not None:
        return f"(?:{'|'.join(map(literal, match['choice'].split('|')))})"
    return literal(match["text"])


def _tidy(text: str) -> str:
    """A colon brings the space that may follow it."""
    return text.replace(": ", ":")
