"""Reports: a verdict for a reader.

The law of the family: a report is a pure function of a verdict. It never changes the decision or
the exit code, and nothing in a verdict (names, commands, messages from outside) can forge a line,
a colour or markup in it. A file ends in ``plugin: type[Report] = TheReport``.
"""

from typing import ClassVar, Protocol

from pbom.model.ink import Ink
from pbom.model.verdict import Verdict


class Report(Protocol):
    """A way to show a verdict.

    Attributes:
        id: The name that ``--format`` takes.
    """

    id: ClassVar[str]

    def render(self, verdict: Verdict, ink: Ink) -> str:
        """The report, with one line end at its end."""
        ...
