"""Listings: classified commits for a reader.

The law of the family: a listing is a pure function of the commits. It shows what was not looked at
beside what was found, prints every count as "at least", never calls a commit human, and nothing in
a commit (names, messages, paths) can forge a line, a colour, markup or a formula in it. A file ends
in ``plugin: type[Listing] = TheListing``.
"""

from collections.abc import Iterator
from typing import ClassVar, Protocol

from pbom.model.change import Changes
from pbom.model.ink import Ink


class Listing(Protocol):
    """A way to show classified commits.

    Attributes:
        id: The name that ``--format`` takes.
    """

    id: ClassVar[str]

    def lines(self, changes: Changes, ink: Ink) -> Iterator[str]:
        """The lines of the listing, without line ends."""
        ...
