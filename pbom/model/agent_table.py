"""The table of agent files: by which files which coding agents are configured."""

from dataclasses import dataclass

from pbom.model.digest import Digest
from pbom.model.path_table import PathTable


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class AgentRule:
    """What a file is to agents.

    Attributes:
        kind: Such as ``instructions``.
        agent: The agent that reads it; empty where several do.
    """

    kind: str
    agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentTable:
    """Agent files.

    Attributes:
        files: What a file is to agents.
        servers: Where in a file the names of servers stand: members, dots between their parts.
        version: Of the table, for people.
        digest: SHA-256 of the table's file.
    """

    files: PathTable[AgentRule]
    servers: PathTable[tuple[str, ...]]
    version: str
    digest: Digest
