"""``agent-trace``: records of the Agent Trace format, version 0.1.

A record names the revision at which it was written. The reference implementation writes one at
each edit, so that this is the parent of the commit that will have the lines.
"""

import re
from collections.abc import Iterator
from typing import ClassVar

from msgspec import Struct

from pbom.codec.agent_words import AgentWords, read_name, read_session
from pbom.codec.fields import Fields
from pbom.codec.line_ranges import Lines, ascending, count_ranges, read_lines
from pbom.codec.strict_json import read_json
from pbom.errors import UnknownSchemaError
from pbom.model.artifact import MAX_NAME, encode_name
from pbom.model.attribution import Attribution, Contributor
from pbom.model.sidecar import MAX_RECORD, HeadFile, NotesRef, Place, SidecarRecord
from pbom.sidecars import Sidecar

_VERSION = re.compile(r"0\.1\.[0-9]{1,4}|1\.0(?:\.0)?")
"""That of the format, and what its reference implementation writes."""
_NO_FILES = frozenset({".sessions", ".shell-history", ".unknown"})
"""What the reference implementation names where no file was edited."""
_CONTRIBUTORS: dict[str, Contributor | None] = {
    "ai": "agent",
    "human": "human",
    "mixed": "mixed",
    "unknown": None,
}


class _Claim(Struct, frozen=True):
    """Who wrote some lines."""

    contributor: Contributor
    words: AgentWords


class AgentTrace:
    """One record for each file that a line names."""

    id: ClassVar[str] = "agent-trace"
    places: ClassVar[tuple[Place, ...]] = (
        HeadFile(".agent-trace/traces.jsonl"),
        NotesRef("refs/notes/agent-trace"),
    )

    def read(self, content: bytes) -> Iterator[SidecarRecord]:
        """What the record says, file by file.

        Raises:
            FormatError: It is malformed.
        """
        root = Fields(read_json(content, max_bytes=MAX_RECORD))
        if not _VERSION.fullmatch(root.text("version")):
            raise UnknownSchemaError("not a version of Agent Trace that is known")
        vcs = root.present_table("vcs")
        revision = vcs.text("revision") if vcs and vcs.text("type") == "git" else "none"
        tool = root.present_table("tool")
        agent = read_name(tool.maybe("name")) if tool else ""
        counted = 0
        for file in root.tables("files", required=True):
            claims = _claims(file, "" if agent == "unknown" else agent)
            counted += sum(map(len, claims.values()))
            count_ranges(counted, file.place)
            if claims:
                yield _record(revision, _path(file), claims)


def _claims(file: Fields, agent: str) -> dict[_Claim, set[Lines]]:
    found: dict[_Claim, set[Lines]] = {}
    for conversation in file.tables("conversations", required=True):
        session = read_session(conversation.maybe("url"))
        whole = conversation.present_table("contributor")
        for item in conversation.tables("ranges", required=True):
            who = item.present_table("contributor") or whole
            kind = who.text("type") if who else "unknown"
            if kind not in _CONTRIBUTORS:
                raise item.error("contributor", "expected human, ai, mixed or unknown")
            contributor = _CONTRIBUTORS[kind]
            if contributor is None:
                continue
            model = read_name(who.maybe("model_id")) if who else ""
            words = AgentWords() if contributor == "human" else AgentWords(agent, model, session)
            lines = read_lines(item.integer("start_line"), item.integer("end_line"), item.place)
            found.setdefault(_Claim(contributor, words), set()).add(lines)
    return found


def _path(file: Fields) -> str:
    path = file.text("path").encode("utf-8")
    if not path or len(path) > MAX_NAME:
        raise file.error("path", f"expected 1 to {MAX_NAME} bytes")
    return encode_name(path)


def _record(revision: str, path: str, claims: dict[_Claim, set[Lines]]) -> SidecarRecord:
    agents = dict.fromkeys(claim.words for claim in claims if claim.contributor != "human")
    attributions = (
        Attribution(
            path=path,
            contributor=claim.contributor,
            ranges=ascending(ranges),
            agent=claim.words.agent,
            model=claim.words.model,
        )
        for claim, ranges in claims.items()
    )
    return SidecarRecord(
        commit=revision or "none",
        markers=tuple(words.marker(AgentTrace.id, "trace record") for words in agents),
        attributions=() if path in _NO_FILES else tuple(attributions),
    )


plugin: type[Sidecar] = AgentTrace
