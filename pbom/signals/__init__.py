"""Signals: places in a commit where an agent may be named.

The law of the family: a signal reads one commit by the rule pack and reports every marker with its
raw line. It never decides what a commit is, and it reports nothing that it would not have reported
before there were agents. One file each, ending in ``plugin: type[Signal] = TheSignal``.
"""

from collections.abc import Iterator
from typing import ClassVar, Protocol

from pbom.model.commit import Commit
from pbom.model.marker import Marker
from pbom.model.rule_pack import RulePack


class Signal(Protocol):
    """One place to look.

    Attributes:
        id: Its name.
    """

    id: ClassVar[str]

    def read(self, commit: Commit, pack: RulePack) -> Iterator[Marker]:
        """Every marker in that place."""
        ...
