"""What ``git status --porcelain=v2 -z`` says, as differences from the commit."""

import re
from collections.abc import Callable, Iterable

from msgspec import Struct, field

from pbom.model.artifact import encode_name
from pbom.model.digest import Digest
from pbom.model.evidence import Gap, MaterialState
from pbom.model.snapshot import Stamp

_ENTRY = re.compile(
    rb"1 (?P<staged>.). (?P<sub>....) \d+ \d+ (?P<mode>\d+) "
    rb"(?P<head>[0-9a-f]+) [0-9a-f]+ (?P<path>.+)",
    re.DOTALL,
)
_UNREADABLE = b"could not open directory '"
_MAX_SHOWN = 300
_UNMERGED = re.compile(rb"u .. .... \d+ \d+ \d+ \d+ [0-9a-f]+ [0-9a-f]+ [0-9a-f]+ (.+)", re.DOTALL)


class Differences(Struct):
    """What differs from the commit; paths are bytes relative to the root.

    Attributes:
        changed: Files of the commit or the index, with their state and the commit's blob.
        links: Submodules whose commit in the index is not that of the commit, with the latter;
            empty text for one that the commit does not have.
        staged: Paths at which the index is not what the commit is.
        untracked: Files that git does not know.
        ignored: Files that git was told to ignore.
        gaps: What was not looked at.
        stamps: Of the files that were hashed, by name, from when they were.
    """

    changed: dict[bytes, tuple[MaterialState, Digest | None]] = field(default_factory=dict)
    links: dict[bytes, str] = field(default_factory=dict)
    staged: set[bytes] = field(default_factory=set)
    untracked: list[bytes] = field(default_factory=list)
    ignored: list[bytes] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    stamps: dict[str, Stamp] = field(default_factory=dict)


def read_status(output: bytes, expand: Callable[[bytes], Iterable[bytes]]) -> Differences:
    """The differences; ``expand`` lists the files of a directory that git shows as one entry."""
    found = Differences()
    for line in output.split(b"\0"):
        path = line[2:]
        if line.startswith((b"? ", b"! ")):
            if not path.startswith(b".pbom/"):
                listed = found.untracked if line.startswith(b"?") else found.ignored
                listed.extend(expand(path) if path.endswith(b"/") else (path,))
        elif match := _ENTRY.fullmatch(line):
            _add(found, match)
        elif match := _UNMERGED.fullmatch(line):
            found.changed[match[1]] = ("modified", None)
            found.staged.add(match[1])
    return found


def unreadable(complaint: bytes) -> list[Gap]:
    """The directories that git could not look into, from what it said on standard error.

    Their names may have line breaks, and git cuts what it says: each mention is a gap.
    """
    found = []
    for mention in complaint.split(_UNREADABLE)[1:]:
        path, told, rest = mention.rpartition(b"': ")
        why = (
            rest.partition(b"\n")[0].decode("ascii", "replace") if told else "its name is too long"
        )
        name = encode_name((path if told else mention).rstrip(b"/\n"))
        found.append(Gap(kind="unreadable-file", detail=f"{name[:_MAX_SHOWN]}/: {why}"))
    return found


def _add(found: Differences, match: re.Match[bytes]) -> None:
    head = match["head"].decode("ascii")
    in_commit = bool(head.strip("0"))
    if match["staged"] != b".":
        found.staged.add(match["path"])
    if match["sub"].startswith(b"S"):
        found.links[match["path"]] = head if in_commit else ""
        if match["mode"] == b"000000" and in_commit:
            found.changed[match["path"]] = ("deleted", Digest("gitCommit", head))
    elif match["mode"] != b"000000":
        state: MaterialState = "modified" if in_commit else "added"
        found.changed[match["path"]] = (state, Digest("gitBlob", head) if in_commit else None)
    elif in_commit:
        found.changed[match["path"]] = ("deleted", Digest("gitBlob", head))
