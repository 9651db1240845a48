"""``markdown``: for an issue or a page, which have room for 60 kB at most."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from pbom.bulletins import Bulletin
from pbom.model import incident_words as words
from pbom.model.incident import Incident
from pbom.model.ink import Ink
from pbom.model.markup import in_markdown
from pbom.model.printable import brief

ROOM = 60_000
"""Bytes, line ends counted."""
_LAST, _WIDTH, _DETAILS = 2_000, 300, 12


class Markdown:
    """The sum, then as much as has room; the rest is counted."""

    id: ClassVar[str] = "markdown"

    def lines(self, incident: Incident, ink: Ink) -> Iterator[str]:
        """At most 60 kB."""
        del ink
        used = 0
        blocks = tuple(_blocks(incident))
        for number, block in enumerate(blocks):
            used += sum(len(line.encode("utf-8")) + 1 for line in block)
            if used > ROOM - _LAST:
                yield ""
                yield f"**And {len(blocks) - number:,} more that have no room here.**"
                return
            yield from block


def _blocks(incident: Incident) -> Iterator[tuple[str, ...]]:
    yield (f"**{_safe(incident.banner)}**", "", f"### {_safe(incident.title)}", "")
    yield (f"**{_safe(words.summary(incident))}**", "")
    for commit in incident.brought:
        head, *more = words.brought(commit)
        yield _block(head, more)
    for item in incident.affected:
        title = f"affected: {words.called(item.artifact, item.label)}"
        yield _block(title, words.affected(item))
    for line in incident.untold:
        yield _block(f"cannot be told: {line}", ())
    if incident.rest:
        yield _block(f"{incident.rest:,} more artifacts were not looked at", ())
    for spared in incident.unclear:
        title = f"cannot be told: {words.called(spared.artifact, spared.label)}"
        yield _block(title, words.spared(spared))
    if incident.steps:
        some = f"and {incident.files:,} other files that nobody is known to have shipped"
        yield _block(f"steps reached: {len(incident.steps):,}, {some}", incident.steps)
    for spared in incident.clear:
        title = f"not affected: {words.called(spared.artifact, spared.label)}"
        yield _block(title, words.spared(spared))


def _block(title: str, more: Iterable[str]) -> tuple[str, ...]:
    details = tuple(more)
    rest = (f"  * and {len(details) - _DETAILS:,} more",) if len(details) > _DETAILS else ()
    shown = (f"  * {_safe(line)}" for line in details[:_DETAILS])
    return (f"* **{_safe(title)}**", *shown, *rest)


def _safe(text: str) -> str:
    return in_markdown(brief(text, _WIDTH))


plugin: type[Bulletin] = Markdown
