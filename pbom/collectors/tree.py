"""A directory without a commit: every file by its digest."""

import os
from collections.abc import Iterable
from pathlib import Path

from pbom.collectors.files import (
    Unreadable,
    fingerprint_all,
    hash_touched,
    materials_of,
    stamps,
    walk,
)
from pbom.errors import RecordingError
from pbom.model.evidence import Gap, Material
from pbom.model.pattern import Patterns
from pbom.model.snapshot import Outputs, Snapshot, Stamp

MAX_FILES = 200_000
"""More files than this are not hashed; a gap says how many were left out."""


class TreeWorkspace:
    """A directory tree outside git."""

    commit = ""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._bytes = os.fsencode(root)

    def snapshot(self, materials: Patterns) -> Snapshot:
        """Every file with its digest and stamp, as far as the patterns want them.

        Raises:
            RecordingError: A directory cannot be read.
        """
        seen = self._stamps()
        gaps = [Gap(kind="no-commit", detail="not a git checkout with a commit")]
        names = sorted(name for name in seen if not materials or materials.match(name))
        if len(names) < len(seen):
            left = len(seen) - len(names)
            gaps.append(Gap(kind="not-selected", detail="files", count=left))
        if len(names) > MAX_FILES:
            left = len(names) - MAX_FILES
            gaps.append(Gap(kind="limit-reached", detail=f"of {MAX_FILES} files", count=left))
        found = []
        for item in fingerprint_all(self._bytes, names[:MAX_FILES]):
            if isinstance(item, Unreadable):
                gaps.append(item.gap)
            else:
                found.append(Material(artifact=item, state="file"))
        return Snapshot(source=None, materials=tuple(found), stamps=seen, gaps=tuple(gaps))

    def afterwards(self) -> Snapshot:
        """The stamps of every file.

        Raises:
            RecordingError: A directory cannot be read.
        """
        return Snapshot(source=None, materials=(), stamps=self._stamps())

    def look_at(self, names: Iterable[str]) -> tuple[Material, ...]:
        """These files as materials, as far as they are there."""
        return materials_of(self._bytes, names, "file")

    def _stamps(self) -> dict[str, Stamp]:
        try:
            return stamps(self._bytes, walk(self._bytes))
        except OSError as error:
            name = os.fsdecode(error.filename or self._bytes)
            raise RecordingError(f"cannot read {name}: {error.strerror}") from error

    def outputs(self, before: Snapshot, after: Snapshot, wanted: Patterns) -> Outputs:
        """Files that appeared or changed, as far as the patterns want them."""
        return hash_touched(self._bytes, after.touched_since(before), wanted)
