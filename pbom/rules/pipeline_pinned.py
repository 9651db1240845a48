"""``pipeline-pinned``: what the pipeline itself runs on is named by its content."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.finding import Finding
from pbom.model.inventory import Inventory
from pbom.model.layout import Layout
from pbom.model.locked import Locked, Wrong
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule

ASKED = (
    "an action, image or include that is named by its commit or digest",
    "pin it: `uses: NAME@<commit id>`, `FROM NAME@sha256:...`; a tag can be moved by others",
)


class PipelinePinned(Struct, frozen=True):
    """Each pipeline component is pinned, and nobody saw that it was something else.

    Attributes:
        allowed: Names that may be named by a tag or branch; ``*`` stands for one part of a name.
    """

    allowed: tuple[str, ...] = ()
    id: ClassVar[str] = "pipeline-pinned"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "PipelinePinned":
        """The rule; names in ``allowed`` may float."""
        del layout
        return cls(fields.texts("allowed"))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each component that is not pinned."""
        del at
        locked = Locked.of(pbom)
        if locked.inventory is None:
            yield locked.missing(self.id, ASKED)
            return
        yield from locked.findings(self.id, ASKED, self._wrong(locked.inventory))

    def _wrong(self, inventory: Inventory) -> Iterator[Wrong]:
        for component in inventory.components:
            known = component.known
            if not known.pinned and not self._may_float(known.name):
                found = f"{known.kind} named by {known.version or 'nothing'}"
                yield Wrong(what=known.name, found=found, places=component.places)
            doubts = [item.reason for item in component.resolutions if item.resolved]
            if known.pinned and any(doubts):
                found = f"{known.kind} at {known.version}, but {max(doubts)}"
                yield Wrong(what=known.name, found=found, places=component.places)
        for name, problem in inventory.problems:
            if problem.kind == "unreadable":
                found = f"it could not be read: {problem.reason}"
                yield Wrong(what=name, found=found, cause="missing")

    def _may_float(self, name: str) -> bool:
        return any(
            re.fullmatch("[^/]*".join(map(re.escape, pattern.split("*"))), name)
            for pattern in self.allowed
        )


plugin: type[Rule] = PipelinePinned
