"""Checkpoints in whatever refs they are kept: trees with a metadata file for each session.

Of a checkpoint only ``metadata.json`` is ever opened: the files beside it hold conversations.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pbom.collectors.git_objects import GitObjects, parse_tree
from pbom.collectors.notes_tree import tree_of
from pbom.errors import RecordingError
from pbom.model.sidecar import Checkpoints

METADATA = b"metadata.json"
MAX_SESSIONS = 100
_SESSION = re.compile(rb"[0-9]{1,4}")
_SHARD = 2
_OWN = re.compile(r"[0-9A-Za-z]{2}/[0-9A-Za-z]{4,64}")


class Checkpoint(NamedTuple):
    """Where a checkpoint is.

    Attributes:
        ref: The ref.
        tip: Object id that the ref has.
        blobs: Ids of its metadata.
    """

    ref: str
    tip: str
    blobs: tuple[str, ...]


class CheckpointStore:
    """The checkpoints of one format.

    Attributes:
        own: Refs that hold one checkpoint each.
        shared: Refs that hold many, those of this repository first.
    """

    def __init__(self, objects: GitObjects, place: Checkpoints, refs: Mapping[str, str]) -> None:
        self._objects = objects
        self._prefix = place.per_id
        self.own = {
            name: tip
            for name, tip in refs.items()
            if name.startswith(place.per_id) and _OWN.fullmatch(name.removeprefix(place.per_id))
        }
        ends = tuple(f"/{branch}" for branch in place.branches)
        branches = sorted(
            name
            for name in refs
            if name.startswith(("refs/heads/", "refs/remotes/")) and name.endswith(ends)
        )
        names = (*branches, *(name for name in place.shared if name in refs))
        self.shared = {name: refs[name] for name in names}
        self._trees: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.own or self.shared)

    def find(self, id_: str) -> Checkpoint | None:
        """The checkpoint with that id; ``None`` where there is none with metadata.

        Raises:
            RecordingError: git does not answer.
        """
        name = f"{self._prefix}{id_[-_SHARD:]}/{id_}"
        own = self.own.get(name, "")
        blobs = tuple(self._metadata(self._tree(own))) if own else ()
        if blobs:
            return Checkpoint(name, own, blobs)
        path = f"{id_[:_SHARD]}/{id_[_SHARD:]}".encode("ascii")
        for branch, tip in self.shared.items():
            entry = self._objects.find(self._tree(tip), path)
            blobs = tuple(self._metadata(entry.id)) if entry and entry.mode == "40000" else ()
            if blobs:
                return Checkpoint(branch, tip, blobs)
        return None

    def count(self, tip: str) -> int:
        """How many checkpoints a shared ref holds.

        Raises:
            RecordingError: git does not answer.
        """
        root = self._tree(tip)
        shards = self._objects.read(root)
        names = parse_tree(shards.content, len(root) // 2)
        trees = [
            entry.id
            for name, entry in names.items()
            if len(name) == _SHARD and entry.mode == "40000"
        ]
        return sum(
            len(parse_tree(tree.content, len(root) // 2)) for tree in self._objects.read_all(trees)
        )

    def _metadata(self, tree: str) -> Iterator[str]:
        """Ids of the metadata of a checkpoint's sessions, of the first hundred."""
        entries = parse_tree(self._objects.read(tree).content, len(tree) // 2)
        sessions = (name for name in entries if _SESSION.fullmatch(name))
        for name in sorted(sessions, key=int)[:MAX_SESSIONS]:
            file = self._objects.find(tree, name + b"/" + METADATA)
            if file:
                yield file.id

    def _tree(self, commit: str) -> str:
        """The tree of a commit; one that is nowhere, where it is no commit."""
        if commit not in self._trees:
            try:
                self._trees[commit] = tree_of(self._objects, commit)
            except RecordingError:
                self._trees[commit] = "0" * len(commit)
        return self._trees[commit]
