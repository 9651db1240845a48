"""``heddle``: notes that Heddle leaves where it exports to git.

They name the provider and the model of the agent behind a state, and no lines.
"""

from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.agent_words import AgentWords, read_name
from pbom.codec.fields import Fields
from pbom.codec.strict_json import read_json
from pbom.model.sidecar import MAX_RECORD, NotesRef, Place, SidecarRecord
from pbom.sidecars import Sidecar


class Heddle:
    """One note is about the commit that it lies beside."""

    id: ClassVar[str] = "heddle"
    places: ClassVar[tuple[Place, ...]] = (NotesRef("refs/notes/heddle"),)

    def read(self, content: bytes) -> Iterator[SidecarRecord]:
        """What the note says; it has no agent where a person made the state.

        Raises:
            FormatError: It is malformed.
        """
        root = Fields(read_json(content, max_bytes=MAX_RECORD))
        root.text("change_id")
        attribution = root.present_table("attribution")
        agent = root.present_table("agent") or (
            attribution.present_table("agent") if attribution else None
        )
        if agent is None:
            yield SidecarRecord()
            return
        provider = read_name(agent.maybe("provider"))
        words = AgentWords(model=read_name(agent.maybe("model")), key=provider)
        yield SidecarRecord(markers=(words.marker(Heddle.id, "note"),))


plugin: type[Sidecar] = Heddle
