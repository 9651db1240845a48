"""Collectors: the only eyes on the world (git, files, processes, the CI service).

The law of this room: a collector looks and returns nouns. It executes nothing that it finds, says
as a gap what it could not look at, and reads the clock and the environment so that nobody below
has to.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from pbom.model.evidence import Material
from pbom.model.pattern import Patterns
from pbom.model.snapshot import Outputs, Snapshot


class Workspace(Protocol):
    """A directory tree in which steps run.

    Attributes:
        root: Its top; every name is relative to it.
        commit: Id of the commit that was checked out when it was found; empty without one.
    """

    root: Path
    commit: str

    def snapshot(self, materials: Patterns) -> Snapshot:
        """The workspace now; patterns limit which files outside a commit are recorded.

        Raises:
            RecordingError: It cannot be looked at.
        """
        ...

    def afterwards(self) -> Snapshot:
        """The workspace now, without its materials: the commit and the stamps.

        Raises:
            RecordingError: It cannot be looked at.
        """
        ...

    def look_at(self, names: Iterable[str]) -> tuple[Material, ...]:
        """These files as materials, as far as they are there.

        Raises:
            RecordingError: One cannot be hashed.
        """
        ...

    def outputs(self, before: Snapshot, after: Snapshot, wanted: Patterns) -> Outputs:
        """What a step between the two snapshots left behind; patterns limit it.

        Raises:
            RecordingError: It cannot be looked at.
        """
        ...
