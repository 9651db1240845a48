"""Lock files through history: which blobs each commit has, and each distinct one read once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pbom.codec.entries import unreadable_file
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.lock_files import MAX_FILE, LockNames, find_locks
from pbom.ecosystems import LockReader
from pbom.model.artifact import encode_name
from pbom.model.commit import CommitHeader
from pbom.model.dependency import LockFile
from pbom.model.introduction import LockCommit, LockHistory

MAX_VERSIONS = 500
"""Of more versions of lock files than this only those of the head and the base are read."""
_FILES = ("100644", "100755")


class LockWalk:
    """Looks lock files up in the trees of commits."""

    def __init__(self, objects: GitObjects, readers: Sequence[LockReader]) -> None:
        self._objects = objects
        self._readers = tuple(readers)
        self._names = LockNames({at: reader.names for at, reader in enumerate(self._readers)})
        self._paths: dict[bytes, int] = {}
        self._files: dict[tuple[str, str], LockFile] = {}

    def history(self, commits: Sequence[CommitHeader], base: str) -> LockHistory:
        """The lock files of commits, newest first, of the base, and of parents outside.

        Files are those that lie at the newest commit or outside: what came and went in between
        brought nothing that is still there.

        Raises:
            RecordingError: git does not answer.
        """
        inside = {commit.id for commit in commits}
        others = {one for commit in commits for one in commit.parents} - inside
        others |= {base} if base else set()
        outside = [(id_, tree) for id_ in sorted(others) if (tree := self._tree(id_))]
        for tree in (*(commit.tree for commit in commits[:1]), *(tree for _, tree in outside)):
            self._paths.update(find_locks(self._listed(tree), self._names))
        told = [
            LockCommit(id=commit.id, parents=commit.parents, locks=self._locks(commit.tree))
            for commit in commits
        ]
        beyond = [LockCommit(id=id_, parents=(), locks=self._locks(tree)) for id_, tree in outside]
        versions = {lock for commit in (*told, *beyond) for lock in commit.locks.items()}
        whole = len(versions) <= MAX_VERSIONS
        if not whole:
            told, beyond = told[:1], [commit for commit in beyond if commit.id == base]
        self._read(lock for commit in (*told, *beyond) for lock in commit.locks.items())
        return LockHistory(
            commits=tuple(told),
            base=base,
            outside=tuple(beyond),
            whole=whole,
            files=self._files,
        )

    def _tree(self, commit: str) -> str:
        """The tree of a commit; empty where the commit is not here, as in a shallow clone."""
        found = self._objects.read(commit)
        head, _, _ = found.content.partition(b"\n")
        word, _, tree = head.partition(b" ")
        return tree.decode("ascii", "replace") if found.kind == "commit" and word == b"tree" else ""

    def _listed(self, tree: str) -> Iterator[bytes]:
        return (path for path, entry in self._objects.files(tree) if entry.mode in _FILES)

    def _locks(self, tree: str) -> Mapping[str, str]:
        found = {}
        for path in self._paths:
            entry = self._objects.find(tree, path)
            if entry and entry.mode in _FILES:
                found[encode_name(path)] = entry.id
        return found

    def _read(self, wanted: Iterable[tuple[str, str]]) -> None:
        readers = {encode_name(path): self._readers[at] for path, at in self._paths.items()}
        for name, blob in sorted(set(wanted)):
            reader = readers[name]
            found = self._objects.read(blob, MAX_FILE)
            if found.whole:
                self._files[name, blob] = reader.read(name, found.content)
            else:
                reason = f"larger than {MAX_FILE:,} bytes" if found.size else "the blob is missing"
                self._files[name, blob] = unreadable_file(name, reader.id, reason)
