"""Sessions: steps of several commands, begun and not yet ended."""

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from pbom.model.snapshot import Snapshot

if TYPE_CHECKING:  # most who record a step have none
    from pbom.model.inventory import Inventory


class Session(Struct, frozen=True, kw_only=True):
    """What ``pbom record start`` saw.

    Attributes:
        step: Name of the step.
        run: Id of the pipeline run.
        started: UTC.
        cwd: Working directory relative to the root of the workspace.
        outputs: Patterns of the products that are wanted.
        before: The workspace when the session began.
        inventory: What the lock files in it said; ``None`` where there was none.
    """

    step: str
    run: str
    started: datetime
    cwd: str
    outputs: tuple[str, ...]
    before: Snapshot
    inventory: "Inventory | None" = None
