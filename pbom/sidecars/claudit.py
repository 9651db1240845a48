"""``claudit``: notes of claudit, versions 1 to 3, later called shiftlog.

A note holds a compressed conversation, which is never unpacked. That it is there says that the
agent took part in what the commit has, not what it wrote.
"""

from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.agent_words import AgentWords, read_name, read_session
from pbom.codec.fields import Fields
from pbom.codec.strict_json import read_json
from pbom.errors import UnknownSchemaError
from pbom.model.sidecar import MAX_RECORD, NotesRef, Place, SidecarRecord
from pbom.sidecars import Sidecar

_VERSIONS = frozenset({1, 2, 3})
_FIRST = "claude"
"""The agent of notes that name none, for once there was no other."""


class Claudit:
    """One note is about the commit that it lies beside."""

    id: ClassVar[str] = "claudit"
    places: ClassVar[tuple[Place, ...]] = (NotesRef("refs/notes/claude-conversations"),)

    def read(self, content: bytes) -> Iterator[SidecarRecord]:
        """What the note says.

        Raises:
            FormatError: It is malformed.
        """
        root = Fields(read_json(content, max_bytes=MAX_RECORD))
        if root.integer("version") not in _VERSIONS:
            raise UnknownSchemaError("not a version of claudit that is known")
        words = AgentWords(
            agent=read_name(root.maybe("agent")) or _FIRST,
            model=read_name(root.maybe("model")),
            session=read_session(root.maybe("session_id")),
        )
        yield SidecarRecord(markers=(words.marker(Claudit.id, "note", "co-author"),))


plugin: type[Sidecar] = Claudit
