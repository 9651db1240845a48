"""Notes of a notes ref: which object each annotates, and which blob holds it.

The tree is anybody's: names that are no ids are counted and left alone, directories are entered
only where they can be part of an id, and there is a limit to how many of them are.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pbom.collectors.git_objects import GitObject, GitObjects, parse_tree
from pbom.errors import RecordingError

MAX_NOTES = 1_000_000
MAX_ROOT = 128 * 1024 * 1024
"""Bytes of the topmost directory: a million notes without directories have about 70 million."""
MAX_FOLDER = 2 * 1024 * 1024
"""Bytes of each below it: git makes more directories long before."""
_AT_ONCE = 20
_HEX = re.compile(rb"[0-9a-fA-F]+")
_TREE = re.compile(rb"tree ([0-9a-f]{40}(?:[0-9a-f]{24})?)\n")
_FAN_OUT = 2


class Notes(NamedTuple):
    """What a notes ref holds.

    Attributes:
        notes: Id of the annotated object, and of the blob; in the order of the ids.
        others: How many names are no ids.
        whole: Whether all of it was read.
    """

    notes: tuple[tuple[str, str], ...]
    others: int
    whole: bool


def read_notes(objects: GitObjects, tip: str) -> Notes:
    """The notes below a commit.

    Raises:
        RecordingError: It is no commit, or a part of it is not here.
    """
    found: list[tuple[str, str]] = []
    others, seen = 0, 0
    level = [(b"", tree_of(objects, tip))]
    while level:
        below: list[tuple[bytes, str]] = []
        for prefix, tree in _read_level(objects, level):
            entries = parse_tree(tree.content, len(tip) // 2)
            seen += len(entries)
            if seen > MAX_NOTES or not tree.whole:
                return Notes(tuple(sorted(found)), others, whole=False)
            for name, entry in entries.items():
                whole = prefix + name
                folder = entry.mode == "40000"
                if not _HEX.fullmatch(name):
                    others += 1
                elif not folder and len(whole) == len(tip):
                    found.append((whole.decode("ascii").lower(), entry.id))
                elif folder and len(name) == _FAN_OUT and len(whole) < len(tip):
                    below.append((whole, entry.id))
                else:
                    others += 1
        level = below
    return Notes(tuple(sorted(found)), others, whole=True)


def _read_level(
    objects: GitObjects, level: Sequence[tuple[bytes, str]]
) -> Iterator[tuple[bytes, GitObject]]:
    limit = MAX_ROOT if len(level) == 1 else MAX_FOLDER
    for at in range(0, len(level), _AT_ONCE):
        some = level[at : at + _AT_ONCE]
        trees = objects.read_all([tree for _, tree in some], limit)
        for (prefix, _), tree in zip(some, trees, strict=True):
            if tree.kind != "tree":
                raise RecordingError("a part of the notes is not here")
            yield prefix, tree


def tree_of(objects: GitObjects, commit: str) -> str:
    """Id of a commit's tree.

    Raises:
        RecordingError: It is no commit, or it is not here.
    """
    found = objects.read(commit)
    match = _TREE.match(found.content) if found.kind == "commit" else None
    if match is None:
        raise RecordingError("not a commit")
    return match[1].decode("ascii")
