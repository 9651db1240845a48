"""Where records beside commits can be: the refs of a repository, and what its remotes bring."""

import re
from collections.abc import Iterable, Mapping
from typing import assert_never

from msgspec import Struct

from pbom.collectors.git_command import Git
from pbom.errors import RecordingError
from pbom.model.sidecar import Checkpoints, HeadFile, NotesRef, Place, RefPerCommit

MAX_REFS = 500_000
_NOTES = "refs/notes"
_REMOTE = re.compile(r"remote\.(?P<name>.+)\.(?P<what>url|fetch)", re.DOTALL)
_BACKEND = re.compile(r"(?:git-?)?ai\..*(?:backend|url)", re.DOTALL)


class Remotes(Struct, frozen=True, kw_only=True):
    """What is configured of other repositories.

    Attributes:
        fetched: By name of the remote, what is fetched from it.
        backend: Whether git-ai is configured to keep its notes elsewhere.
    """

    fetched: Mapping[str, tuple[str, ...]]
    backend: bool

    def bring(self, ref: str) -> bool:
        """Whether fetching brings a ref."""
        return any(_covers(spec, ref) for specs in self.fetched.values() for spec in specs)


def read_refs(git: Git, places: Iterable[Place]) -> Mapping[str, str]:
    """The refs in which records can be, and all notes: by name, the object that each points to.

    The objects are not looked at: one that is missing would end the list.

    Raises:
        RecordingError: git refuses to list them, or there are too many.
    """
    patterns = dict.fromkeys((_NOTES, *(name for place in places for name in _patterns(place))))
    process = git.stream(
        "for-each-ref", "--format=%(objectname) %(refname)",
        f"--count={MAX_REFS + 1}", *patterns,
    )  # fmt: skip
    with process:
        listed = process.stdout.read() if process.stdout else b""
    if process.returncode:
        raise RecordingError("git for-each-ref failed")
    lines = listed.decode("utf-8", "surrogateescape").splitlines()
    if len(lines) > MAX_REFS:
        raise RecordingError(f"more than {MAX_REFS:,} refs of notes and checkpoints")
    fields = (line.split(" ", 1) for line in lines)
    return {name: id_ for id_, name in fields}


def read_remotes(git: Git) -> Remotes:
    """The remotes that are configured, and what is fetched from them."""
    fetched: dict[str, tuple[str, ...]] = {}
    backend = False
    for written, said in git.configured:
        key, value = written.decode("utf-8", "replace"), said.decode("utf-8", "replace")
        remote = _REMOTE.fullmatch(key)
        if remote:
            before = fetched.get(remote["name"], ())
            fetched[remote["name"]] = (*before, value) if remote["what"] == "fetch" else before
        backend = backend or bool(_BACKEND.fullmatch(key))
    return Remotes(fetched=fetched, backend=backend)


def _patterns(place: Place) -> tuple[str, ...]:
    match place:
        case NotesRef() | HeadFile():
            return ()
        case RefPerCommit(prefix):
            return (prefix.rstrip("/"),)
        case Checkpoints(_, per_id, branches, shared):
            heads = (f"refs/heads/{name}" for name in branches)
            remotes = (f"refs/remotes/*/{name}" for name in branches)
            return (per_id.rstrip("/"), *heads, *remotes, *shared)
    assert_never(place)


def _covers(spec: str, ref: str) -> bool:
    if spec.startswith("^"):
        return False
    source = spec.lstrip("+").partition(":")[0]
    before, star, after = source.partition("*")
    if not star:
        return source == ref
    return len(ref) >= len(source) - 1 and ref.startswith(before) and ref.endswith(after)
