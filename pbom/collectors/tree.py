"""A directory without a commit: every file by its digest."""

import os
from collections.abc import Iterable
from contextlib import closing
from itertools import chain
from pathlib import Path

from pbom.collectors.files import hash_touched, materials_of, walk
from pbom.collectors.hashing import Unreadable, Watch, hash_in_lots, unwatched
from pbom.collectors.stamps import stamps_of
from pbom.errors import RecordingError
from pbom.model.artifact import encode_names
from pbom.model.evidence import Gap, Material
from pbom.model.pattern import Patterns
from pbom.model.snapshot import Outputs, Snapshot, Stamp

MAX_FILES = 200_000
"""More files than this are not hashed; a gap says how many were left out."""


class TreeWorkspace:
    """A directory tree outside git."""

    commit = ""

    def __init__(self, root: Path, watch: Watch = unwatched) -> None:
        self.root = root
        self._watch = watch
        self._bytes = os.fsencode(root)

    def snapshot(self, materials: Patterns) -> Snapshot:
        """Every file with its digest and stamp, as far as the patterns want them.

        Raises:
            RecordingError: A directory cannot be read.
        """
        seen = self._names()
        gaps = [Gap(kind="no-commit", detail="not a git checkout with a commit")]
        names = [name for name in seen if materials.match(name)] if materials else seen
        if len(names) < len(seen):
            left = len(seen) - len(names)
            gaps.append(Gap(kind="not-selected", detail="files", count=left))
        if len(names) > MAX_FILES:
            left = len(names) - MAX_FILES
            gaps.append(Gap(kind="limit-reached", detail=f"of {MAX_FILES} files", count=left))
            names = names[:MAX_FILES]
        stamps: dict[str, Stamp] = {}
        found = self._by_content(names, stamps, gaps)
        if len(names) < len(seen):
            stamps |= self._stamps([name for name in seen if name not in stamps])
        return Snapshot(source=None, materials=found, stamps=stamps, gaps=tuple(sorted(gaps)))

    def afterwards(self) -> Snapshot:
        """The stamps of every file.

        Raises:
            RecordingError: A directory cannot be read.
        """
        return Snapshot(source=None, materials=(), stamps=self._stamps(self._names()))

    def look_at(self, names: Iterable[str]) -> tuple[Material, ...]:
        """These files as materials, as far as they are there."""
        return materials_of(self._bytes, names, "file", self._watch)

    def outputs(self, before: Snapshot, after: Snapshot, wanted: Patterns) -> Outputs:
        """Files that appeared or changed, as far as the patterns want them."""
        return hash_touched(self._bytes, after.touched_since(before), wanted, self._watch)

    def _names(self) -> list[str]:
        try:
            return sorted(encode_names(list(walk(self._bytes))))
        except OSError as error:
            raise _unreadable(self._bytes, error) from error

    def _by_content(
        self, names: list[str], stamps: dict[str, Stamp], gaps: list[Gap]
    ) -> tuple[Material, ...]:
        """The named files as materials; their stamps, and those that cannot be read, are added."""
        parts: dict[int, list[Material]] = {}
        with closing(hash_in_lots(self._bytes, names, self._watch)) as lots:
            for start, looks in lots:
                part = parts[start] = []
                for name, look in zip(names[start : start + len(looks)], looks, strict=True):
                    if look.stamp:
                        stamps[name] = look.stamp
                    if isinstance(look.found, Unreadable):
                        gaps.append(look.found.gap)
                    else:
                        part.append(Material(artifact=look.found, state="file"))
        return tuple(chain.from_iterable(parts[start] for start in sorted(parts)))

    def _stamps(self, names: list[str]) -> dict[str, Stamp]:
        try:
            return stamps_of(self._bytes, names)
        except OSError as error:
            raise _unreadable(self._bytes, error) from error


def _unreadable(root: bytes, error: OSError) -> RecordingError:
    name = os.fsdecode(error.filename or root)
    return RecordingError(f"cannot read {name}: {error.strerror}")
