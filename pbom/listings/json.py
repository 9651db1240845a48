"""``json``: for programs; the members are described in ``spec/source.md``."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.changes import write_changes
from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json as JsonValue
from pbom.codec.strict_json import write_visible
from pbom.listings import Listing
from pbom.model.change import Change, Changes
from pbom.model.ink import Ink
from pbom.model.marker import CLASSES


class Json:
    """One JSON object, in visible ASCII: it may well end up on a terminal."""

    id: ClassVar[str] = "json"

    def lines(self, changes: Changes, ink: Ink) -> Iterator[str]:
        """The object in one line: the body of a source statement, and what follows from it."""
        del ink
        written = Fields(write_changes(changes))
        commits = [
            {**_members(table), **_derived(change)}
            for table, change in zip(written.tables("commits"), changes.changes, strict=True)
        ]
        counts: dict[str, JsonValue] = {kind: changes.count(kind) for kind in CLASSES}
        yield write_visible({**_members(written), "commits": commits, "atLeast": counts})


def _members(fields: Fields) -> dict[str, JsonValue]:
    return {key: fields.raw(key) for key in fields}


def _derived(change: Change) -> dict[str, JsonValue]:
    return {
        "agents": list(change.agents),
        "models": list(change.models),
        "conflict": change.conflict,
    }


plugin: type[Listing] = Json
