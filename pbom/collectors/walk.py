"""Walks through history, from a commit to those before it."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from pbom.collectors.git_command import Git, ended
from pbom.errors import RecordingError

MAX_CANDIDATES = 20
"""So many commits are measured before the nearest of them is taken."""


def ancestors(git: Git, *revisions: str) -> Iterator[tuple[str, ...]]:
    """Commits that can be reached, newest first, each with its parents: a stream, to be left early.

    Raises:
        RecordingError: git cannot walk, such as where a parent is missing.
    """
    with ended(git.stream("rev-list", "--parents", *revisions, "--")) as process:
        for line in process.stdout or ():
            yield tuple(line.decode("ascii").split())
        if process.wait() != 0:
            raise RecordingError(
                "git cannot walk through the history: a commit's parent is missing or broken",
                hint="`git fsck` names it; fetch again, or clone anew",
            )


def nearest(git: Git, head: str, wanted: AbstractSet[str]) -> str:
    """The wanted commit from which the fewest commits lead to the head; empty where none does.

    The head itself does not count. git walks from newer dates to older ones, so that what it
    meets later is hardly ever nearer: the search ends where it cannot be. What lies behind a
    commit that was found is farther away.

    Raises:
        RecordingError: git cannot walk.
    """
    found: list[tuple[int, str]] = []
    behind: set[str] = set()
    others = wanted - {head}
    for position, (commit, *parents) in enumerate(ancestors(git, head) if others else ()):
        if found and (position >= min(found)[0] or len(found) == MAX_CANDIDATES):
            break
        if commit in behind:
            behind.remove(commit)
        elif commit in others:
            found.append((distance(git, commit, head), commit))
        else:
            continue
        behind.update(parents)
    return min(found)[1] if found else ""


def distance(git: Git, base: str, head: str) -> int:
    """How many commits the head has that the base has not.

    Raises:
        RecordingError: git cannot walk.
    """
    return int(git.run("rev-list", "--count", head, f"^{base}", "--"))


def stray(git: Git, base: str, head: str) -> int:
    """How many commits the base has that the head has not: none if the head descends from it.

    Raises:
        RecordingError: git cannot walk.
    """
    return distance(git, head, base)


def related(git: Git, base: str, head: str) -> bool:
    """Whether two commits have any commit in common.

    Raises:
        RecordingError: git cannot walk.
    """
    process = git.start("merge-base", base, head)
    output, _ = process.communicate()
    if process.returncode not in {0, 1}:
        raise RecordingError("git cannot compare two commits")
    return bool(output)
