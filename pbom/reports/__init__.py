"""Reports: a verdict for a reader.

The law of the family: a report is a pure function of a verdict. It never changes the decision or
the exit code, and nothing in a verdict (names, commands, messages from outside) can forge a line,
a colour or markup in it. A file ends in ``plugin: type[Report] = TheReport``.
"""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from pbom.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """Terminal codes around words; all empty where there is no terminal."""

    good: str = ""
    bad: str = ""
    warn: str = ""
    faint: str = ""
    strong: str = ""
    end: str = ""


PLAIN = Ink()
COLOURED = Ink(
    good="\x1b[32m",
    bad="\x1b[31m",
    warn="\x1b[33m",
    faint="\x1b[2m",
    strong="\x1b[1m",
    end="\x1b[0m",
)


class Report(Protocol):
    """A way to show a verdict.

    Attributes:
        id: The name that ``--format`` takes.
    """

    id: ClassVar[str]

    def render(self, verdict: Verdict, ink: Ink) -> str:
        """The report, with one line end at its end."""
        ...
