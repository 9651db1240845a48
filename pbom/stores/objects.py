"""``.pbom``: write-once objects under their SHA-256, and an index that can be rebuilt from them.

Layout: ``objects/sha256/ab/cdef...`` and ``index.jsonl``. An object is written to a temporary file,
synced and renamed. Its index line is appended afterwards in one write: a process killed in between
leaves an object that the index does not know, which ``rebuild`` mends.
"""

import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from pbom.atomic import open_whole, read_whole, refuse_links, write_whole
from pbom.codec.bundle import MAX_BUNDLE, bundle_digest
from pbom.codec.entry import entry_of, read_entry, write_entry
from pbom.codec.strict_json import write_json
from pbom.errors import StoreError
from pbom.model.digest import Digest
from pbom.model.entry import Entry
from pbom.model.sealed import Sealed
from pbom.stores import Evidence

MAX_LINE = 160 * 1024 * 1024
"""Of the index: as many products as a manifest may have take less."""
NEAR = 16
"""So many approvals are worth a look, whatever they are about."""
AFTERWARDS = frozenset({"verdict", "deployment"})
"""What is said of an artifact once it was judged: no evidence for a judgement."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class ObjectStore:
    """The store of a project."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._objects = root / "objects" / "sha256"
        self._index = root / "index.jsonl"

    def add(self, sealed: Sealed) -> Digest:
        """Keep a signed statement: its bodies first, its bundle, then its index line.

        Raises:
            StoreError: It could not be written.
        """
        refuse_links(self.root, self.root / "objects", self._objects, self._index)
        for body in sealed.bodies:
            self._put(body)
        digest = self._put(sealed.bundle)
        if sealed.entry:
            self._append(write_entry(sealed.entry))
        return digest

    def about(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """Bundles about the artifacts, all others of the same runs, and those of their sources.

        Approvals and imports are about artifacts, or about the commits and trees that these were
        built from. The last approvals of all come along as well: a commit that was amended has one
        by its old name.

        Verdicts are not evidence: whoever asked signed them. Nor are deployments, which come later.

        Raises:
            StoreError: The store cannot be read.
        """
        wanted = {digest.value for digest in digests}
        entries = {entry.bundle: entry for entry in self._entries() if entry.kind not in AFTERWARDS}
        direct = [entry for entry in entries.values() if entry.digests & wanted]
        runs = {entry.run for entry in direct} - {""}
        chosen = {entry for entry in entries.values() if entry.run in runs} | set(direct)
        revisions = {
            revision for entry in chosen if entry.kind == "step" for revision in entry.revisions
        }
        chosen |= {
            entry
            for entry in entries.values()
            if (entry.kind == "source" and entry.revisions & revisions)
            or (entry.kind in {"approval", "import"} and entry.digests & revisions)
        }
        others = [entry for entry in entries.values() if entry.kind == "approval"]
        chosen.update(others[-NEAR:])
        for entry in sorted(chosen, key=lambda entry: entry.bundle):
            data = self.body(entry.bundle)
            if data is not None:
                yield f"object {entry.bundle.short}", data

    def approvals(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """Bundles that seem to be approvals of these things, and the last of all others.

        Raises:
            StoreError: The store cannot be read.
        """
        wanted = {digest.value for digest in digests}
        entries = {entry.bundle: entry for entry in self._entries() if entry.kind == "approval"}
        last = list(entries.values())[-NEAR:]
        chosen = {entry.bundle for entry in entries.values() if entry.digests & wanted}
        for bundle in sorted(chosen.union(entry.bundle for entry in last)):
            data = self.body(bundle)
            if data is not None:
                yield f"object {bundle.short}", data

    def verdicts(self) -> Iterator[bytes]:
        """Bundles that seem to be verdicts, the newest last.

        Raises:
            StoreError: The store cannot be read.
        """
        for entry in self._entries():
            data = self.body(entry.bundle) if entry.kind == "verdict" else None
            if data is not None:
                yield data

    def steps(self) -> Iterator[bytes]:
        """Bundles that seem to be of steps, the newest last.

        Raises:
            StoreError: The store cannot be read.
        """
        for entry in self._entries():
            data = self.body(entry.bundle) if entry.kind == "step" else None
            if data is not None:
                yield data

    def of_run(self, run: str) -> Iterator[bytes]:
        """Bundles of the steps of one run.

        Raises:
            StoreError: The store cannot be read.
        """
        for entry in self._entries(write_json(run)):
            wanted = entry.kind == "step" and entry.run == run
            data = self.body(entry.bundle) if wanted else None
            if data is not None:
                yield data

    def body(self, digest: Digest) -> bytes | None:
        """An object; what it contains is for the reader to check.

        Raises:
            StoreError: It is there and cannot be read.
        """
        try:
            return read_whole(self._path(digest))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"cannot read {error.filename}: {error.strerror}") from error

    def folders(self) -> Iterator[tuple[str, int]]:
        """The first two digits of all objects, each with when their directory last changed.

        Raises:
            StoreError: The store cannot be read.
        """
        try:
            found = sorted(path for path in self._objects.glob("??") if path.is_dir())
            yield from ((path.name, path.stat().st_mtime_ns) for path in found)
        except OSError as error:
            raise StoreError(f"cannot read {self._objects}: {error.strerror}") from error

    def names(self, folder: str) -> Iterator[str]:
        """The names of what is in such a directory, whole; drafts are not there yet.

        Raises:
            StoreError: It cannot be read.
        """
        path = self._objects / folder
        try:
            found = [item.name for item in path.iterdir()]
        except OSError as error:
            raise StoreError(f"cannot read {path}: {error.strerror}") from error
        yield from (folder + name for name in found if not name.startswith("."))

    def glimpse(self, digest: Digest) -> bytes | None:
        """An object that may be a bundle; ``None`` where it is larger than any.

        Raises:
            StoreError: It is not there, or cannot be read.
        """
        path = self._path(digest)
        try:
            with open_whole(path) as file:
                data = file.read(MAX_BUNDLE + 1)
        except OSError as error:
            raise StoreError(f"cannot read it: {error.strerror}") from error
        return data if len(data) <= MAX_BUNDLE else None

    def rebuild(self) -> int:
        """Write the index anew from the objects; how many bundles it has.

        Who adds a bundle meanwhile may still append to the old index, so this is done again until
        nothing is missing.

        Raises:
            StoreError: The store cannot be read or written.
        """
        while True:
            entries = [entry for data in self._all() if (entry := entry_of(data, self.body))]
            write_whole(self._index, b"".join(map(write_entry, entries)))
            if not self.unindexed():
                return len(entries)

    def unindexed(self) -> int:
        """How many bundles the index does not know.

        Raises:
            StoreError: The store cannot be read.
        """
        known = {entry.bundle for entry in self._entries()}
        found = (entry for data in self._all() if (entry := entry_of(data, self.body)))
        return sum(entry.bundle not in known for entry in found)

    def _all(self) -> Iterator[bytes]:
        for path in sorted(self._objects.glob("??/*")):
            value = path.parent.name + path.name
            data = self.body(Digest("sha256", value)) if _DIGEST.fullmatch(value) else None
            if data is not None and data.startswith(b"{"):
                yield data

    def _path(self, digest: Digest) -> Path:
        return self._objects / digest.value[:2] / digest.value[2:]

    def _put(self, data: bytes) -> Digest:
        digest = bundle_digest(data)
        path = self._path(digest)
        if not _holds(path, data):
            refuse_links(path.parent)
            write_whole(path, data)
        return digest

    def _append(self, line: bytes) -> None:
        try:
            descriptor = os.open(
                self._index,
                os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW,
                0o644,
            )
            try:
                if os.write(descriptor, line) != len(line):
                    raise StoreError(f"cannot write {self._index}: no space")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise StoreError(f"cannot write {self._index}: {error.strerror}") from error

    def _entries(self, wanted: bytes = b"") -> Iterator[Entry]:
        """The entries of all lines with these bytes: a line may be long, and its reading slow."""
        try:
            with open_whole(self._index) as lines:
                while line := lines.readline(MAX_LINE):
                    worth_it = line.startswith(b"{") and wanted in line
                    entry = read_entry(line) if worth_it else None
                    if entry:
                        yield entry
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreError(f"cannot read {self._index}: {error.strerror}") from error


def _holds(path: Path, data: bytes) -> bool:
    """Whether the object is there: itself and no link to it, for others may change what that is."""
    try:
        return not path.is_symlink() and read_whole(path, len(data)) == data
    except OSError:
        return False


plugin: type[Evidence] = ObjectStore
