"""``whogitit``: notes of whogitit, versions 1 to 3, which it once called ai-blame.

Each line of a file has a source. Lines that it calls ``Human`` are those that are left when the
agent's are taken away, so they are untracked here. The notes hold every prompt; none is read.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.agent_words import AgentWords, read_name, read_session
from pbom.codec.fields import Fields
from pbom.codec.line_ranges import MAX_LINE, count_ranges, in_ranges
from pbom.codec.strict_json import read_json
from pbom.errors import UnknownSchemaError
from pbom.model.artifact import MAX_NAME, encode_name
from pbom.model.attribution import Attribution, Contributor
from pbom.model.sidecar import MAX_RECORD, NotesRef, Place, SidecarRecord
from pbom.sidecars import Sidecar

_VERSIONS = frozenset({1, 2, 3})
_AGENT = "Claude Code"
"""The only agent that it hooks into; the notes name none."""
_SOURCES: dict[str, Contributor] = {"AI": "agent", "AIModified": "mixed"}


class Whogitit:
    """One note is about the commit that it lies beside."""

    id: ClassVar[str] = "whogitit"
    places: ClassVar[tuple[Place, ...]] = (
        NotesRef("refs/notes/whogitit"),
        NotesRef("refs/notes/ai-blame"),
    )

    def read(self, content: bytes) -> Iterator[SidecarRecord]:
        """What the note says.

        Raises:
            FormatError: It is malformed.
        """
        root = Fields(read_json(content, max_bytes=MAX_RECORD))
        if root.integer("version") not in _VERSIONS:
            raise UnknownSchemaError("not a version of whogitit that is known")
        session = root.table("session")
        words = AgentWords(
            agent=_AGENT,
            model=read_name(session.table("model").maybe("id")),
            session=read_session(session.maybe("session_id")),
        )
        attributions = tuple(_attributions(root, words))
        yield SidecarRecord(
            markers=(words.marker(Whogitit.id, "note"),) if attributions else (),
            attributions=attributions,
        )


def _attributions(root: Fields, words: AgentWords) -> Iterator[Attribution]:
    counted = 0
    for file in root.tables("files", required=True):
        path = file.text("path").encode("utf-8")
        if not path or len(path) > MAX_NAME:
            raise file.error("path", f"expected 1 to {MAX_NAME} bytes")
        for contributor, lines in _lines(file).items():
            ranges = in_ranges(lines)
            counted += len(ranges)
            count_ranges(counted, file.place)
            yield Attribution(
                path=encode_name(path),
                contributor=contributor,
                ranges=ranges,
                agent=words.agent,
                model=words.model,
            )


def _lines(file: Fields) -> dict[Contributor, list[int]]:
    found: dict[Contributor, list[int]] = defaultdict(list)
    for line in file.tables("lines", required=True):
        number = line.integer("line_number")
        if not 1 <= number <= MAX_LINE:
            raise line.error("line_number", "expected a line")
        contributor = _SOURCES.get(line.table("source").text("type"))
        if contributor:
            found[contributor].append(number)
    return found


plugin: type[Sidecar] = Whogitit
