"""``markdown``: a table for a pull request or a release page."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.listings import Listing
from pbom.model.change import Changes
from pbom.model.change_row import COLUMNS, gap_lines, row_of, totals
from pbom.model.ink import Ink
from pbom.model.markup import in_markdown


class Markdown:
    """A table, and below it the sums."""

    id: ClassVar[str] = "markdown"

    def lines(self, changes: Changes, ink: Ink) -> Iterator[str]:
        """The table and the sums."""
        del ink
        yield f"| {' | '.join(COLUMNS)} |"
        yield f"|{' --- |' * len(COLUMNS)}"
        for change in changes.changes:
            yield f"| {' | '.join(map(in_markdown, row_of(change).cells))} |"
        yield ""
        for line in (*totals(changes), *gap_lines(changes)):
            yield f"{in_markdown(line.strip())}  "
        yield f"rules {in_markdown(changes.pack_version)} {changes.pack.short}"


plugin: type[Listing] = Markdown
