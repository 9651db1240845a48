"""Rows of a trace's body: lists of fixed order without the empty columns at their end."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from pbom.codec.strict_json import Json
from pbom.errors import FormatError

Item = TypeVar("Item", bound=Hashable)


class Table(Generic[Item]):
    """Values that rows name by their number, each once, in the order in which they came."""

    def __init__(self) -> None:
        self.items: dict[Item, int] = {}

    def number(self, item: Item) -> int:
        """The number of a value, which is added if it is new."""
        return self.items.setdefault(item, len(self.items))


class Row:
    """A row from outside; each reader names a column, and an absent one has its empty value."""

    def __init__(self, value: Json, place: str) -> None:
        """Wrap a list.

        Raises:
            FormatError: It is something else.
        """
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise FormatError("expected a list", place=place)
        self._cells = value
        self.place = place

    def error(self, column: int, problem: str) -> FormatError:
        """An error at a column."""
        return FormatError(problem, place=f"{self.place}[{column}]")

    def limit(self, columns: int) -> None:
        """Refuse a row with more columns.

        Raises:
            FormatError: It has more.
        """
        if len(self._cells) > columns:
            raise self.error(columns, "is one column too many")

    def text(self, column: int) -> str:
        """A column that is text.

        Raises:
            FormatError: It is something else.
        """
        value = self._cells[column] if column < len(self._cells) else ""
        if not isinstance(value, str):
            raise self.error(column, "expected text")
        return value

    def number(self, column: int, *, least: int, below: int) -> int:
        """A column that is a whole number within limits; an absent one is 0.

        Raises:
            FormatError: It is something else.
        """
        value = self._cells[column] if column < len(self._cells) else 0
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value < below:
            raise self.error(column, f"expected a number from {least} to {below - 1}")
        return value

    def of(self, column: int, choices: Sequence[Item]) -> Item:
        """A column that is the number of one of several values.

        Raises:
            FormatError: It is something else.
        """
        return choices[self.number(column, least=0, below=len(choices))]

    def numbers(self, column: int, below: int) -> tuple[int, ...]:
        """A column that is a list of numbers, in any order; an absent one is empty.

        Raises:
            FormatError: It is something else.
        """
        cells = self._cells[column] if column < len(self._cells) else ()
        row = Row(cells, f"{self.place}[{column}]")
        return tuple(row.number(at, least=0, below=below) for at in range(len(row._cells)))

    def ascending(self, column: int, below: int) -> tuple[int, ...]:
        """A column that is a list of ascending numbers, as steps; an absent one is empty.

        Raises:
            FormatError: It is something else.
        """
        cells = self._cells[column] if column < len(self._cells) else ()
        if not isinstance(cells, Sequence) or isinstance(cells, str):
            raise self.error(column, "expected a list")
        found: list[int] = []
        at = -1
        for step in cells:
            if not isinstance(step, int) or isinstance(step, bool) or step < 1:
                raise self.error(column, "expected numbers from 1 on")
            at += step
            found.append(at)
        if at >= below:
            raise self.error(column, f"expected numbers below {below}")
        return tuple(found)


def steps(numbers: Iterable[int]) -> list[Json]:
    """Ascending numbers as steps from one to the next; the first counts from -1."""
    written: list[Json] = []
    at = -1
    for number in numbers:
        written.append(number - at)
        at = number
    return written


def trimmed(*cells: Json) -> list[Json]:
    """A row without the empty columns at its end."""
    row = list(cells)
    while row and row[-1] in ("", 0, []):
        row.pop()
    return row
