"""The tables of pipeline definitions and of agent files, in TOML."""

import hashlib
import re
from collections.abc import Iterable, Iterator

from pbom.codec.fields import Fields
from pbom.codec.toml import read_toml
from pbom.errors import FormatError, UsageError
from pbom.model.agent_table import AgentRule, AgentTable
from pbom.model.digest import Digest
from pbom.model.path_table import PathTable, Row
from pbom.model.pipeline_table import AGENTS, PipelineTable

_KIND = re.compile(r"[a-z][a-z0-9-]{0,39}")


def read_agent_table(data: bytes, document: str) -> AgentTable:
    """The table of agent files that a TOML document holds.

    Raises:
        UsageError: It cannot be read, has an unknown key, or a pattern that makes no sense.
    """
    try:
        root = read_toml(data)
        exact = frozenset(root.texts("exact"))
        table = AgentTable(
            files=PathTable(_agent_rows(root.table("files"), exact)),
            servers=PathTable(_server_rows(root.table("servers"))),
            version=root.text("version"),
            digest=Digest("sha256", hashlib.sha256(data).hexdigest()),
        )
        root.close()
    except FormatError as error:
        raise UsageError(str(error.within(document))) from error
    except ValueError as error:
        raise UsageError(f"{document}: {error}") from error
    return table


def read_pipeline_table(
    data: bytes, document: str, agents: AgentTable, more: Iterable[Row[str]] = ()
) -> PipelineTable:
    """The table of pipeline definitions that a TOML document holds, and agent files with them.

    ``more`` are a project's own rows; of patterns that are as specific they decide.

    Raises:
        UsageError: It cannot be read, has an unknown key, or a pattern that makes no sense.
    """
    try:
        root = read_toml(data)
        version = root.text("version")
        built_in = tuple(_kind_rows(root.table("kinds")))
        root.close()
        configured = (Row(row.pattern, AGENTS, exact=row.exact) for row in agents.files.rows)
        table = PathTable((*more, *built_in, *configured))
    except FormatError as error:
        raise UsageError(str(error.within(document))) from error
    except ValueError as error:
        raise UsageError(f"{document}: {error}") from error
    lines = sorted(f"{row.value}\0{row.pattern}\0{row.exact}\n" for row in table.rows)
    digest = hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()
    return PipelineTable(kinds=table, version=version, digest=Digest("sha256", digest))


def read_kinds(fields: Fields) -> tuple[Row[str], ...]:
    """Rows as ``pbom.toml`` has them: patterns, by the kind of what they match.

    Raises:
        FormatError: A kind is no word, or a pattern makes no sense.
    """
    rows = tuple(
        Row(pattern, _kind(fields, key)) for key in fields for pattern in fields.texts(key)
    )
    try:
        PathTable(rows)
    except ValueError as error:
        raise FormatError(str(error), place=fields.place) from error
    return rows


def _kind_rows(kinds: Fields) -> Iterator[Row[str]]:
    for key, systems in kinds.named_tables():
        kind = _kind(kinds, key)
        for system in systems:
            yield from (Row(pattern, kind) for pattern in systems.texts(system))


def _kind(fields: Fields, key: str) -> str:
    if not _KIND.fullmatch(key):
        raise fields.error(key, "a kind is a word of small letters, digits and dashes")
    return key


def _agent_rows(kinds: Fields, exact: frozenset[str]) -> Iterator[Row[AgentRule]]:
    for kind, agents in kinds.named_tables():
        for agent in agents:
            rule = AgentRule(kind=_kind(kinds, kind), agent=agent)
            for pattern in agents.texts(agent):
                yield Row(pattern, rule, exact=pattern in exact)


def _server_rows(members: Fields) -> Iterator[Row[tuple[str, ...]]]:
    places: dict[str, list[str]] = {}
    for member in members:
        for pattern in members.texts(member):
            places.setdefault(pattern, []).append(member)
    return (Row(pattern, tuple(found)) for pattern, found in places.items())
