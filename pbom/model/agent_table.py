"""The table of agent files: by which files which coding agents are configured."""

from msgspec import Struct

from pbom.model.digest import Digest
from pbom.model.path_table import PathTable


class AgentRule(Struct, frozen=True, order=True, kw_only=True):
    """What a file is to agents.

    Attributes:
        kind: Such as ``instructions``.
        agent: The agent that reads it; empty where several do.
    """

    kind: str
    agent: str


class AgentTable(Struct, frozen=True, kw_only=True):
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
