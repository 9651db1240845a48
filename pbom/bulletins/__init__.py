"""Bulletins: what an incident has reached, for a reader.

The law of the family: a bulletin is a pure function of the incident. It says first what it rests
on, then what is affected and where that runs, then what is not, and never leaves out what cannot be
told; what has no room is counted. Nothing in evidence can forge a line, a colour or markup in it. A
file ends in ``plugin: type[Bulletin] = TheBulletin``.
"""

from collections.abc import Iterator
from typing import ClassVar, Protocol

from pbom.model.incident import Incident
from pbom.model.ink import Ink


class Bulletin(Protocol):
    """A way to show an incident.

    Attributes:
        id: The name that ``--format`` takes.
    """

    id: ClassVar[str]

    def lines(self, incident: Incident, ink: Ink) -> Iterator[str]:
        """The lines of the bulletin, without line ends."""
        ...
