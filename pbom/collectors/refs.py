"""Refs of a repository, of which there may be more than anybody wants to hear of."""

from collections.abc import Iterator
from itertools import islice

from pbom.collectors.git_command import Git, ended
from pbom.errors import RecordingError


def list_refs(git: Git, limit: int, *prefixes: str) -> list[tuple[str, str]]:
    """The ids and names of the first refs below some places.

    Raises:
        RecordingError: git refuses to look.
    """
    found = listed_refs(git, "for-each-ref", "--format=%(objectname) %(refname)", *prefixes)
    return list(islice(found, limit))


def listed_refs(git: Git, *arguments: str) -> Iterator[tuple[str, str]]:
    """Ids and names that a command of git lists, as a stream that may be left early.

    Raises:
        RecordingError: git refuses to look.
    """
    with ended(git.stream(*arguments)) as process:
        for line in process.stdout or ():
            id_, _, name = line.rstrip(b"\n").partition(b" ")
            yield id_.decode("ascii", "replace"), name.decode("utf-8", "surrogateescape")
        if process.wait() not in {0, 1}:  # 1: there is none
            raise RecordingError("git cannot list the refs")
