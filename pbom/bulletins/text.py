"""``text``: for people at a terminal."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from pbom.bulletins import Bulletin
from pbom.model import incident_words as words
from pbom.model.incident import Incident
from pbom.model.ink import Ink
from pbom.model.printable import brief

_WIDTH = 400


class Text:
    """The banner and the sum, then everything in order."""

    id: ClassVar[str] = "text"

    def lines(self, incident: Incident, ink: Ink) -> Iterator[str]:
        """All of it."""
        colour = ink.good if incident.verified else ink.bad
        yield f"{colour}{brief(incident.banner, _WIDTH)}{ink.end}"
        yield f"{ink.strong}{brief(incident.title, _WIDTH)}{ink.end}"
        mark = ink.bad if incident.affected else (ink.good if incident.certain else ink.warn)
        yield f"{mark}{brief(words.summary(incident), _WIDTH)}{ink.end}"
        for commit in incident.brought:
            head, *more = words.brought(commit)
            yield from _block(head, more, ink.strong, ink)
        for item in incident.affected:
            title = f"AFFECTED  {words.called(item.artifact, item.label)}"
            yield from _block(title, words.affected(item), ink.bad, ink)
        if incident.steps:
            some = f"and {incident.files:,} other files that nobody is known to have shipped"
            yield from _block(
                f"steps reached: {len(incident.steps):,}, {some}", incident.steps, ink.bad, ink
            )
        for spared in incident.clear:
            title = f"not affected  {words.called(spared.artifact, spared.label)}"
            yield from _block(title, words.spared(spared), ink.good, ink)
        for spared in incident.unclear:
            title = f"CANNOT BE TOLD  {words.called(spared.artifact, spared.label)}"
            yield from _block(title, words.spared(spared), ink.warn, ink)
        for line in incident.untold:
            yield f"{ink.warn}CANNOT BE TOLD: {brief(line, _WIDTH)}{ink.end}"
        if incident.rest:
            yield f"{ink.warn}{incident.rest:,} more artifacts were not looked at{ink.end}"


def _block(title: str, more: Iterable[str], colour: str, ink: Ink) -> Iterator[str]:
    yield f"{colour}{brief(title, _WIDTH)}{ink.end}"
    for line in more:
        yield f"    {brief(line, _WIDTH)}"


plugin: type[Bulletin] = Text
