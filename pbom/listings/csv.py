"""``csv``: one row a commit (RFC 4180), for a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from typing import ClassVar

from pbom.listings import Listing
from pbom.model.change import Changes
from pbom.model.change_row import COLUMNS, row_of
from pbom.model.ink import Ink
from pbom.model.printable import printable


class Csv:
    """The rows; sums and gaps are for the other listings."""

    id: ClassVar[str] = "csv"

    def lines(self, changes: Changes, ink: Ink) -> Iterator[str]:
        """A header and the rows."""
        del ink
        yield _row(COLUMNS)
        for change in changes.changes:
            yield _row(tuple(map(_cell, row_of(change).cells)))


def _row(cells: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


def _cell(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    shown = printable(text)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown


plugin: type[Listing] = Csv
