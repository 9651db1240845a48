"""``source-trace``: notes of SourceTrace, version 1.

A source is ``agent|TOOL(MODEL)``. What it calls the operator is left out: whether a person was
seen to type is not said.
"""

import re
from collections.abc import Iterable, Iterator
from typing import ClassVar

from pbom.codec.agent_words import AgentWords, read_name
from pbom.codec.fields import Fields
from pbom.codec.line_ranges import Lines, ascending, count_ranges, read_lines, read_ranges
from pbom.codec.strict_json import Json, read_json
from pbom.errors import UnknownSchemaError
from pbom.model.artifact import MAX_NAME, encode_name
from pbom.model.attribution import Attribution
from pbom.model.sidecar import MAX_RECORD, NotesRef, Place, SidecarRecord
from pbom.sidecars import Sidecar

_SOURCE = re.compile(r"agent\|(?P<tool>[^()]*)(?:\((?P<model>[^()]*)\))?")


class SourceTrace:
    """One note is about the commit that it lies beside."""

    id: ClassVar[str] = "source-trace"
    places: ClassVar[tuple[Place, ...]] = (NotesRef("refs/notes/srctrace/attribution"),)

    def read(self, content: bytes) -> Iterator[SidecarRecord]:
        """What the note says.

        Raises:
            FormatError: It is malformed.
        """
        root = Fields(read_json(content, max_bytes=MAX_RECORD))
        if root.integer("v") != 1:
            raise UnknownSchemaError("not a version of SourceTrace that is known")
        found = tuple(_attributions(root.table("f")))
        agents = dict.fromkeys(AgentWords(item.agent, item.model) for item in found)
        yield SidecarRecord(
            markers=tuple(words.marker(SourceTrace.id, "note") for words in agents),
            attributions=found,
        )


def _attributions(files: Fields) -> Iterator[Attribution]:
    counted = 0
    for path in files:
        name = path.encode("utf-8")
        if not name or len(name) > MAX_NAME:
            raise files.error(path, f"expected a path of 1 to {MAX_NAME} bytes")
        for entry in files.tables(path):
            source = _SOURCE.fullmatch(entry.text("s"))
            ranges = {part for item in entry.sequence("l") for part in _ranges(item, entry)}
            counted += len(ranges)
            count_ranges(counted, entry.place)
            if source and ranges:
                yield Attribution(
                    path=encode_name(name),
                    contributor="agent",
                    ranges=ascending(ranges),
                    agent=read_name(source["tool"]),
                    model=read_name(source["model"]),
                )


def _ranges(value: Json, entry: Fields) -> Iterable[Lines]:
    if isinstance(value, str):
        return read_ranges(value, entry.path("l"))
    return (read_lines(value, value, entry.path("l")),)


plugin: type[Sidecar] = SourceTrace
