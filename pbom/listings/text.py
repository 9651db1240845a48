"""``text``: for people at a terminal."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from pbom.listings import Listing
from pbom.model.change import Change, Changes
from pbom.model.change_row import gap_lines, row_of, totals
from pbom.model.ink import Ink
from pbom.model.marker import CommitClass
from pbom.model.printable import printable

SHORT = 12


class Text:
    """One line a commit, and a second one where something speaks of an agent."""

    id: ClassVar[str] = "text"

    def lines(self, changes: Changes, ink: Ink) -> Iterator[str]:
        """The commits, the sums, and what was not looked at."""
        yield self.title(changes, ink)
        colours = _colours(ink)
        for change in changes.changes:
            yield from _commit(change, colours[change.kind], ink)
        yield from self.sums(changes, ink)

    def title(self, changes: Changes, ink: Ink) -> str:
        """How many commits there are, and since when."""
        count = len(changes.changes)
        title = f"{count} commit{'s' * (count != 1)} {changes.range.reason}"
        return f"{ink.strong}{printable(title)}{ink.end}"

    def sums(self, changes: Changes, ink: Ink) -> Iterator[str]:
        """What the commits come to, and what was not looked at."""
        for line in totals(changes):
            yield printable(line)
        for line in gap_lines(changes):
            yield f"{ink.warn}{printable(line)}{ink.end}"
        yield f"{ink.faint}rules {printable(changes.pack_version)} {changes.pack.short}{ink.end}"


def _colours(ink: Ink) -> Mapping[CommitClass, str]:
    return {
        "declared": ink.strong,
        "inferred": ink.warn,
        "declared-none": ink.good,
        "unknown": ink.faint,
    }


def _commit(change: Change, colour: str, ink: Ink) -> Iterator[str]:
    kind = f"{change.kind} (conflict)" if change.conflict else change.kind
    yield (
        f"  {ink.faint}{change.commit.id[:SHORT]}{ink.end}  {colour}{kind:13}{ink.end}  "
        f"{printable(change.commit.subject)}"
    )
    if change.markers:
        row = row_of(change)
        models = f" ({row.models})" if row.models else ""
        agents = f"{row.agents or 'unnamed'}{models}: " if change.by_agent else ""
        told = f"{agents}{row.role}; {row.strength}; in {row.seen}; review: {row.review}"
        yield f"{' ' * (SHORT + 19)}{printable(told)}"


plugin: type[Listing] = Text
