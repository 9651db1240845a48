"""The table of pipeline definitions: which files decide how software is built and shipped."""

from msgspec import Struct

from pbom.model.digest import Digest
from pbom.model.path_table import PathTable

AGENTS = "agent-instructions"
"""Kind of the files by which coding agents are configured."""


class PipelineTable(Struct, frozen=True, kw_only=True):
    """Kinds of files.

    Attributes:
        kinds: Which kind a file is of, such as ``workflow``.
        version: Of the built-in rows, for people.
        digest: SHA-256 over all rows, so that a result names what it was made with.
    """

    kinds: PathTable[str]
    version: str
    digest: Digest

    def kind_of(self, name: str) -> str:
        """The kind of pipeline definition that a file is; empty for an ordinary file."""
        return self.kinds.find(name) or ""
