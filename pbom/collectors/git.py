"""A git checkout: the commit, and whatever differs from it."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from pbom.collectors.files import hash_touched, materials_of, walk
from pbom.collectors.git_command import NO_CHECKOUT, Git, finish, finish_with_complaint, open_git
from pbom.collectors.git_ignored import ignored_places
from pbom.collectors.git_index import IndexEntry, large_files, read_index, same_blob
from pbom.collectors.git_remote import repository_of
from pbom.collectors.git_status import Differences, read_status, unreadable
from pbom.collectors.git_submodule import SUBMODULE, inside, listing_inside, of_submodule
from pbom.collectors.hashing import Unreadable, Watch, hash_files, unwatched
from pbom.collectors.stamps import stamps_of
from pbom.errors import RecordingError
from pbom.model.artifact import Artifact, encode_name, encode_names
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Gap, Material, Source
from pbom.model.pattern import Patterns
from pbom.model.snapshot import Outputs, Snapshot, Stamp


class _View(Struct, frozen=True, kw_only=True):
    """What git says of a checkout.

    Attributes:
        source: The commit.
        entries: What stands out in the index.
        differences: What differs from the commit.
        ignored: Ignored files, with their places.
        inner: The submodules that are checked out.
        listing: The index as git lists it.
    """

    source: Source
    entries: tuple[IndexEntry, ...]
    differences: Differences
    ignored: dict[str, str]
    inner: tuple[tuple[IndexEntry, "GitWorkspace"], ...]
    listing: bytes


class GitWorkspace:
    """A checkout that has at least one commit."""

    def __init__(self, root: Path, commit: str, watch: Watch = unwatched) -> None:
        self.root = root
        self.commit = commit
        self._watch = watch
        self._bytes = os.fsencode(root)
        self._read_configuration()

    def _read_configuration(self) -> None:
        """The remotes, and a git without filters; read again after a step, which may add some."""
        self._git = open_git(self.root)

    @classmethod
    def find(cls, folder: Path, watch: Watch = unwatched) -> "GitWorkspace | None":
        """The checkout that a directory is in; ``None`` where there is none, or no commit yet.

        Raises:
            RecordingError: There is one, and git refuses to look at it.
        """
        try:
            top = Git(folder=folder).run("rev-parse", "--show-toplevel", "--verify", "HEAD")
        except RecordingError as error:
            if any(reason in str(error) for reason in NO_CHECKOUT):
                return None
            raise RecordingError(str(error), hint="`git status` says what to do") from error
        place, commit, _ = top.rsplit(b"\n", 2)
        root = Path(os.fsdecode(place))
        inside_ = folder.resolve().is_relative_to(root)
        return cls(root, commit.decode("ascii"), watch) if inside_ else None

    def snapshot(self, materials: Patterns) -> Snapshot:
        """The commit, the files that differ from it, and the stamps of those and of ignored ones.

        Raises:
            RecordingError: git refuses to look, or a file cannot be hashed.
        """
        view = self._look()
        differences = view.differences
        found = [
            *self._large(view.entries, differences),
            *self._changed(differences),
            *self._outside(differences, materials),
        ]
        seen = self._stamps(differences)
        listings = [view.listing]
        for entry, inner in view.inner:
            name = encode_name(entry.path)
            below = inner.snapshot(Patterns())
            promised = differences.links.get(entry.path, entry.id)
            found.extend(of_submodule(name, promised, below))
            listings.append(listing_inside(entry.path, below.listing))
            seen |= {inside(name, file): stamp for file, stamp in below.stamps.items()}
            view.ignored.update(
                {inside(name, file): inside(name, at) for file, at in below.ignored.items()}
            )
            differences.gaps.extend(
                Gap(kind=gap.kind, detail=f"{name}: {gap.detail}", count=gap.count)
                for gap in below.gaps
            )
        return Snapshot(
            source=view.source,
            materials=tuple(sorted(found, key=lambda item: item.artifact.name)),
            stamps=seen,
            gaps=tuple(sorted(set(differences.gaps))),
            ignored=view.ignored,
            listing=b"".join(listings),
        )

    def afterwards(self) -> Snapshot:
        """The commit, and the stamps of files that differ from it.

        Raises:
            RecordingError: git refuses to look.
        """
        self._read_configuration()
        view = self._look()
        seen = self._stamps(view.differences)
        for entry, inner in view.inner:
            name = encode_name(entry.path)
            below = inner.afterwards()
            seen |= {inside(name, file): stamp for file, stamp in below.stamps.items()}
        return Snapshot(source=view.source, materials=(), stamps=seen)

    def look_at(self, names: Iterable[str]) -> tuple[Material, ...]:
        """These files as materials that the commit does not have, as far as they are there."""
        return materials_of(self._bytes, names, "untracked", self._watch)

    def _look(self) -> _View:
        status = self._git.start(
            "status", "--porcelain=v2", "-z", "--untracked-files=all", "--ignored=traditional",
            "--ignore-submodules=dirty", "--no-renames",
        )  # fmt: skip
        index = self._git.start("ls-files", "-z", "-v", "-s")
        source, gaps = self._source()
        indexed = finish(index)
        entries = read_index(indexed)
        listed, complaint = finish_with_complaint(status)
        differences = read_status(listed, self._files_below)
        differences.gaps.extend((*gaps, *unreadable(complaint)))
        self._add_hidden(entries, differences)
        inner = tuple(self._submodules(entries, differences))
        return _View(
            source=source,
            entries=entries,
            differences=differences,
            ignored=ignored_places(differences.ignored, indexed),
            inner=inner,
            listing=indexed,
        )

    def _stamps(self, differences: Differences) -> dict[str, Stamp]:
        paths = (*differences.changed, *differences.untracked, *differences.ignored)
        known = differences.stamps
        others = [name for name in encode_names(paths) if name not in known]
        return stamps_of(self._bytes, others) | known

    def outputs(self, before: Snapshot, after: Snapshot, wanted: Patterns) -> Outputs:
        """Files that appeared or changed, as far as the patterns want them."""
        return hash_touched(self._bytes, after.touched_since(before), wanted, self._watch)

    def _source(self) -> tuple[Source, list[Gap]]:
        lines = (
            self._git.run(
                "rev-parse",
                "--is-shallow-repository",
                "HEAD",
                "HEAD^{tree}",
                "--abbrev-ref",
                "HEAD",
            )
            .decode("utf-8", "replace")
            .split("\n")
        )
        shallow, commit, tree, branch = lines[:4]
        gaps = [Gap(kind="shallow-clone", detail="history is cut")] if shallow == "true" else []
        source = Source(
            repository=repository_of(self._git.configured),
            revision=DigestSet.of((Digest("gitCommit", commit), Digest("gitTree", tree))),
            branch="" if branch == "HEAD" else branch,
        )
        return source, gaps

    def _files_below(self, folder: bytes) -> Iterable[bytes]:
        """A repository inside this one is listed by git as one directory; its files count."""
        try:
            return tuple(walk(self._bytes, folder.rstrip(b"/")))
        except OSError as error:
            name = os.fsdecode(folder)
            raise RecordingError(f"cannot read {name}: {error.strerror}") from error

    def _add_hidden(self, entries: tuple[IndexEntry, ...], differences: Differences) -> None:
        """Files whose changes git was told not to look at (assume-unchanged, skip-worktree)."""
        for entry in entries:
            known = entry.path in differences.changed or entry.mode == SUBMODULE
            if known or not entry.hidden:
                continue
            path = os.path.join(self._bytes, entry.path)
            if not os.path.lexists(path):
                differences.gaps.append(Gap(kind="not-checked-out", detail=encode_name(entry.path)))
            elif not same_blob(path, entry):
                differences.changed[entry.path] = ("modified", entry.blob)

    def _large(self, entries: tuple[IndexEntry, ...], differences: Differences) -> list[Material]:
        """Files that Git LFS keeps outside the repository, against what their pointers say.

        Only a pointer that the commit has can promise anything, not one that is merely staged.
        """
        pointers = {
            path: promised
            for path, promised in large_files(self._git, entries).items()
            if path not in differences.staged
        }
        names = [encode_name(path) for path in pointers]
        expected = dict(zip(names, pointers.values(), strict=True))
        for path in pointers:
            differences.changed.pop(path, None)
        found = self._hash(names, differences)
        return [
            Material(artifact=artifact, state="lfs", expected=expected[artifact.name])
            for artifact in found
        ]

    def _changed(self, differences: Differences) -> list[Material]:
        present, gone = [], []
        states = {encode_name(path): state for path, state in differences.changed.items()}
        for name, (state, blob) in states.items():
            if state != "deleted":
                present.append(name)
            elif blob:
                artifact = Artifact(name=name, digests=DigestSet.of((blob,)))
                gone.append(Material(artifact=artifact, state="deleted"))
        hashed = self._hash(present, differences)
        return gone + [Material(artifact=item, state=states[item.name][0]) for item in hashed]

    def _outside(self, differences: Differences, wanted: Patterns) -> list[Material]:
        """Files that the commit does not have: untracked ones, and ignored ones that are wanted."""
        untracked = [encode_name(path) for path in differences.untracked]
        names = untracked
        if wanted:
            names = [name for name in untracked if wanted.match(name)]
            left = len(untracked) - len(names)
            if left:
                differences.gaps.append(
                    Gap(kind="not-selected", detail="untracked files", count=left)
                )
            ignored = (encode_name(path) for path in differences.ignored)
            names += [name for name in ignored if wanted.match(name)]
        hashed = self._hash(names, differences)
        return [Material(artifact=artifact, state="untracked") for artifact in hashed]

    def _submodules(
        self, entries: tuple[IndexEntry, ...], differences: Differences
    ) -> Iterator[tuple[IndexEntry, "GitWorkspace"]]:
        for entry in entries:
            if entry.mode != SUBMODULE:
                continue
            folder = self.root / os.fsdecode(entry.path)
            inner = self._inner(folder)
            if inner:
                yield entry, inner
                continue
            detail = encode_name(entry.path)
            differences.gaps.append(Gap(kind="submodule-not-checked-out", detail=detail))
            if folder.is_symlink() or folder.is_file():
                differences.changed[entry.path] = ("modified", None)
            elif folder.is_dir() and folder.resolve() == folder:
                differences.untracked.extend(self._files_below(entry.path))  # git hides these

    def _inner(self, folder: Path) -> "GitWorkspace | None":
        """The repository in a directory; none where a link leads out of this one."""
        if not folder.is_dir() or folder.resolve() != folder:
            return None
        inner = GitWorkspace.find(folder, self._watch)
        return inner if inner and inner.root == folder else None

    def _hash(self, names: list[str], differences: Differences) -> list[Artifact]:
        hashed: list[Artifact] = []
        for name, look in zip(names, hash_files(self._bytes, names, self._watch), strict=True):
            if look.stamp:
                differences.stamps[name] = look.stamp
            if isinstance(look.found, Unreadable):
                differences.gaps.append(look.found.gap)
            else:
                hashed.append(look.found)
        return hashed
