"""``entire``: checkpoints of the Entire command line.

Only ``metadata.json`` is read, never the transcript, the prompts or the summary beside it. It
counts lines and names files; it has no ranges.
"""

from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.agent_words import AgentWords, read_name, read_session
from pbom.codec.fields import Fields
from pbom.codec.strict_json import read_json
from pbom.codec.values import read_text
from pbom.errors import LimitError
from pbom.model.artifact import MAX_NAME, encode_name
from pbom.model.attribution import Attribution
from pbom.model.marker import Role
from pbom.model.sidecar import MAX_RECORD, Checkpoints, Place, SidecarRecord
from pbom.sidecars import Sidecar

MAX_FILES = 10_000
_UNNAMED = "Agent"
"""What it writes where it does not know the agent."""


class Entire:
    """The sessions of one checkpoint; its own file has only their sum, and no agent."""

    id: ClassVar[str] = "entire"
    places: ClassVar[tuple[Place, ...]] = (
        Checkpoints(
            key="Entire-Checkpoint",
            per_id="refs/entire/checkpoints/",
            branches=("entire/checkpoints/v1",),
            shared=("refs/entire/checkpoints/v1/main", "refs/entire/checkpoints/v2/main"),
        ),
    )

    def read(self, content: bytes) -> Iterator[SidecarRecord]:
        """What the metadata of a session says; nothing of those of a whole checkpoint.

        Raises:
            FormatError: They are malformed.
        """
        root = Fields(read_json(content, max_bytes=MAX_RECORD))
        root.text("checkpoint_id")
        if "session_id" not in root:
            return
        written = _agent_lines(root)
        if written == 0:
            yield SidecarRecord()
            return
        name = read_name(root.maybe("agent"))
        words = AgentWords(
            agent="" if name == _UNNAMED else name,
            model=read_name(root.maybe("model")),
            session=read_session(root.maybe("session_id")),
        )
        role: Role = "author" if written else "co-author"
        yield SidecarRecord(
            markers=(words.marker(Entire.id, "checkpoint", role),),
            attributions=tuple(_files(root, words)) if written else (),
        )


def _agent_lines(root: Fields) -> int | None:
    """How many lines of the commit it says that the agent wrote; ``None`` where it does not."""
    counts = root.present_table("initial_attribution")
    return counts.integer("agent_lines") if counts else None


def _files(root: Fields, words: AgentWords) -> Iterator[Attribution]:
    touched = () if root.maybe("files_touched") is None else root.sequence("files_touched")
    if len(touched) > MAX_FILES:
        raise LimitError(f"more than {MAX_FILES:,} files", place=root.path("files_touched"))
    for item in touched:
        path = read_text(item, root.path("files_touched")).encode("utf-8")
        if not path or len(path) > MAX_NAME:
            raise root.error("files_touched", f"expected paths of 1 to {MAX_NAME} bytes")
        yield Attribution(
            path=encode_name(path),
            contributor="agent",
            ranges=(),
            agent=words.agent,
            model=words.model,
        )


plugin: type[Sidecar] = Entire
