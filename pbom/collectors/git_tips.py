"""Where refs beside the branches point to: notes and other records that a repository keeps."""

from collections.abc import Mapping
from typing import NamedTuple

from pbom.collectors.git_command import Git


class Tip(NamedTuple):
    """What a ref points to.

    Attributes:
        id: Object id.
        tree: Id of its tree; empty where it is no commit.
    """

    id: str
    tree: str


def read_tips(git: Git, *refs: str) -> Mapping[str, Tip]:
    """The tips of those of the refs that are here.

    Raises:
        RecordingError: git refuses to look.
    """
    form = "%(refname) %(objectname) %(tree)"
    listed = git.run("for-each-ref", f"--format={form}", "--", *refs).decode("utf-8", "replace")
    rows = (line.split(" ") for line in listed.split("\n") if line)
    return {row[0]: Tip(row[1], row[2]) for row in rows if row[0] in refs}
