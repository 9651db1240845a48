"""``git-ai``: authorship logs of git-ai and of tools that write the same form.

Version 3 is text: per file the lines of each key, then ``---``, then JSON that says who the keys
are. A key is a session, a prompt (before sessions there were), or a person seen to type. Lines
under no key are untracked. The oldest logs are JSON and name authors.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from msgspec import Struct

from pbom.codec.agent_words import AgentWords, read_name, read_session
from pbom.codec.fields import Fields
from pbom.codec.line_ranges import Lines, ascending, count_ranges, read_lines, read_ranges
from pbom.codec.strict_json import Json, read_json
from pbom.errors import FormatError, UnknownSchemaError
from pbom.model.artifact import MAX_NAME, encode_name
from pbom.model.attribution import UNKNOWN_KEY, Attribution, Contributor
from pbom.model.marker import Marker
from pbom.model.sidecar import MAX_RECORD, NotesRef, Place, RefPerCommit, SidecarRecord
from pbom.sidecars import Sidecar

SCHEMA = "authorship/3.0.0"
OLDEST = "authorship/0.0.1"
_DIVIDER = re.compile(rb"^---\r?$", re.MULTILINE)
_KEY = re.compile(r"[A-Za-z0-9_:.-]{1,80}")
_REST = "human"
"""A key of early versions: what was left when the agent's lines were taken away. Nobody saw it."""
_AGENTS = frozenset({"claude", "claude code", "codex", "copilot", "cursor", "o3", "windsurf"})
"""Authors of the oldest logs that are agents; the others may be people."""


_Who = tuple[Contributor, str, str, str]
"""Contributor, agent, model and problem: what an attribution has of a key."""


class _Writer(Struct, frozen=True):
    """Who a key is."""

    contributor: Contributor
    words: AgentWords
    problem: str = ""

    @property
    def who(self) -> _Who:
        """What an attribution has of it; several sessions are one."""
        return self.contributor, self.words.agent, self.words.model, self.problem


class GitAi:
    """One log is about the commit that it lies beside; its base is that commit or the parent."""

    id: ClassVar[str] = "git-ai"
    places: ClassVar[tuple[Place, ...]] = (
        NotesRef("refs/notes/ai"),
        NotesRef("refs/notes/exceeds-ink"),
        NotesRef("refs/notes/ai-remote/"),
        NotesRef("refs/notes/ai-display"),
        RefPerCommit("refs/ai/authorship/"),
    )

    def read(self, content: bytes) -> Iterator[SidecarRecord]:
        """The log.

        Raises:
            FormatError: It is malformed.
        """
        divider = _DIVIDER.search(content)
        if divider is None:
            yield _read_oldest(Fields(read_json(content, max_bytes=MAX_RECORD)))
            return
        claims = _read_claims(content[: divider.start()])
        root = Fields(read_json(content[divider.end() :], max_bytes=MAX_RECORD))
        if root.text("schema_version") != SCHEMA:
            raise UnknownSchemaError("not a schema of git-ai that is known")
        keys = {key for lines in claims.values() for key in lines} - {_REST}
        writers = _writers(root, keys)
        rest = any(_REST in lines for lines in claims.values())
        yield SidecarRecord(
            commit=root.text("base_commit_sha") or "none",
            markers=_markers(writers[key] for key in sorted(writers)),
            attributions=tuple(_attributions(claims, writers)),
            problems=("lines of nobody in particular are called human",) if rest else (),
        )


def _read_claims(section: bytes) -> Mapping[bytes, Mapping[str, set[Lines]]]:
    claims: dict[bytes, dict[str, set[Lines]]] = {}
    lines: dict[str, set[Lines]] | None = None
    counted = 0
    for number, line in enumerate(section.split(b"\n"), 1):
        text = line.rstrip()
        place = f"line {number}"
        if not text:
            continue
        if not text.startswith(b" "):
            lines = claims.setdefault(_path(text, place), defaultdict(set))
            continue
        if lines is None or not text.startswith(b"  "):
            raise FormatError("expected the path of a file", place=place)
        key, _, listed = text[2:].decode("utf-8", "replace").partition(" ")
        if not _KEY.fullmatch(key):
            raise FormatError("expected a key", place=place)
        ranges = tuple(read_ranges(listed, place))
        counted += len(ranges)
        count_ranges(counted, place)
        lines[key].update(ranges)
    return claims


def _path(text: bytes, place: str) -> bytes:
    quoted = len(text) > 1 and text.startswith(b'"') and text.endswith(b'"')
    path = text[1:-1] if quoted else text
    if not path or len(path) > MAX_NAME:
        raise FormatError(f"expected a path of 1 to {MAX_NAME} bytes", place=place)
    return path


def _writers(root: Fields, keys: set[str]) -> Mapping[str, _Writer]:
    known = {name: root.present_table(name) for name in ("sessions", "humans", "prompts")}
    return {key: _writer(key, known) for key in keys}


def _writer(key: str, known: Mapping[str, Fields | None]) -> _Writer:
    if key.startswith("h_"):
        people = known["humans"]
        return _Writer("human", AgentWords(), "" if people and key in people else UNKNOWN_KEY)
    name = key.partition("::")[0]
    table = known["sessions" if key.startswith("s_") else "prompts"]
    if table is None or name not in table:
        return _Writer("agent", AgentWords(key=name), UNKNOWN_KEY)
    agent = table.table(name).table("agent_id")
    words = AgentWords(
        agent=read_name(agent.maybe("tool")),
        model=read_name(agent.maybe("model")),
        session=read_session(agent.maybe("id")),
    )
    return _Writer("agent", words)


def _markers(writers: Iterable[_Writer]) -> tuple[Marker, ...]:
    found = (item.words for item in writers if item.contributor == "agent")
    return tuple(words.marker(GitAi.id, "note") for words in dict.fromkeys(found))


def _attributions(
    claims: Mapping[bytes, Mapping[str, set[Lines]]], writers: Mapping[str, _Writer]
) -> Iterator[Attribution]:
    """One for each file and writer, whatever number of keys that writer has."""
    for path, lines in claims.items():
        name = encode_name(path)
        joined: dict[_Who, set[Lines]] = defaultdict(set)
        for key in sorted(lines.keys() - {_REST}):
            joined[writers[key].who] |= lines[key]
        for (contributor, agent, model, problem), ranges in joined.items():
            yield Attribution(
                path=name,
                contributor=contributor,
                ranges=ascending(ranges),
                agent=agent,
                model=model,
                problem=problem,
            )


def _read_oldest(root: Fields) -> SidecarRecord:
    if root.maybe("schema_version") not in (None, OLDEST):
        raise UnknownSchemaError("not a schema of git-ai that is known")
    found: dict[str, AgentWords] = {}
    attributions: list[Attribution] = []
    counted, others = 0, 0
    for path, entry in root.table("files").named_tables():
        for author in entry.tables("authors"):
            name = read_name(author.text("author"))
            if name.lower() not in _AGENTS and author.maybe("agent_metadata") is None:
                others += 1
                continue
            ranges = {_old_range(item, author.path("lines")) for item in author.sequence("lines")}
            counted += len(ranges)
            count_ranges(counted, author.place)
            found[name] = AgentWords(agent=name)
            attributions.append(
                Attribution(
                    path=encode_name(_path(path.encode("utf-8"), root.path("files"))),
                    contributor="agent",
                    ranges=ascending(ranges),
                    agent=name,
                )
            )
    return SidecarRecord(
        markers=tuple(words.marker(GitAi.id, "note") for words in found.values()),
        attributions=tuple(attributions),
        problems=("authors who may be people are left out",) if others else (),
    )


def _old_range(value: Json, place: str) -> Lines:
    match value:
        case [first, last]:
            return read_lines(first, last, place)
    return read_lines(value, value, place)


plugin: type[Sidecar] = GitAi
