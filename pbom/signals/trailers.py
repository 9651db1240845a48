"""``trailers``: lines of the form ``Key: value``, wherever in the message they stand.

Git's own trailer block is not enough: squash merges leave the lines of each commit further up.
The subject is never read as a trailer, for ``agent: ...`` there is a scope.
"""

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from msgspec.structs import replace

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.message import Line, own_lines
from pbom.model.rule_pack import RulePack
from pbom.model.trailer import TRAILER, Reading, person
from pbom.signals import Signal

_MODEL = re.compile(r" {0,3}model ?: *(?P<model>\S.{0,79})", re.IGNORECASE)
_NAMES_TOOL = frozenset({"coding-agent", "coding-assistant", "agent"})
"""Keys that a line ``Model: ...`` may follow."""


class Trailers:
    """Trailers that name an agent by address, or a tool by name, and those that say none."""

    id: ClassVar[str] = "trailers"

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """A marker for each such line, and for those who asked an agent that is the author."""
        lines = tuple(own_lines(commit))
        doubted = any(found[0].doubts for line in lines if (found := pack.line(line.text)))
        asked = _asked(commit, pack)
        for line, after in zip(lines, (*lines[1:], None), strict=False):
            match = TRAILER.fullmatch(line.text)
            if match is None or pack.line(line.text):
                continue
            key, value = match["key"].lower(), match["value"].strip()
            readings: Sequence[Reading] = pack.trailer_reader.read(key, value)
            if key in _NAMES_TOOL and after:
                readings = [_with_model(reading, after) for reading in readings]
            for reading in readings:
                marker = _marker(reading, line)
                sure = marker.strength == "declared-by-tool" and marker.wrote
                yield replace(marker, strength="inferred") if doubted and sure else marker
            if asked and not readings and key.startswith("co-auth") and person(value)[1]:
                yield Marker(
                    rule=asked,
                    raw=line.raw,
                    where="message line",
                    role="requester",
                    strength="declared-by-tool",
                )


def _asked(commit: Commit, pack: RulePack) -> str:
    """The rule of an author whose co-authors are those who asked it."""
    author = pack.identify(commit.header.author.name, commit.header.author.email)
    return author.id if author and author.requesters else ""


def _with_model(reading: Reading, after: Line) -> Reading:
    match = None if reading.model else _MODEL.fullmatch(after.text)
    return reading._replace(model=match["model"].strip()) if match else reading


def _marker(reading: Reading, line: Line) -> Marker:
    return Marker(
        rule=reading.rule,
        raw=line.raw,
        where="message line",
        role=reading.role,
        strength=reading.strength if line.sure else "inferred",
        agent=reading.agent,
        model=reading.model,
        session=reading.session,
    )


plugin: type[Signal] = Trailers
