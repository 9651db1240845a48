"""A git checkout: the commit, and whatever differs from it."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pbom.collectors.files import (
    Unreadable,
    fingerprint_all,
    hash_touched,
    materials_of,
    stamps,
    walk,
)
from pbom.collectors.git_command import Git, finish
from pbom.collectors.git_index import IndexEntry, large_files, read_index, same_blob
from pbom.collectors.git_remote import repository_url
from pbom.collectors.git_status import Differences, read_status
from pbom.errors import RecordingError
from pbom.model.artifact import Artifact, decode_name, encode_name
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Gap, Material, Source
from pbom.model.pattern import Patterns
from pbom.model.snapshot import Outputs, Snapshot, Stamp

_NO_CHECKOUT = (
    "not a git repository",
    "Needed a single revision",
    "must be run in a work tree",
    "git is not installed",
)
"""What git says where there is no checkout with a commit; anything else is a refusal."""


class GitWorkspace:
    """A checkout that has at least one commit."""

    def __init__(self, root: Path) -> None:
        self.root = root
        plain = Git(folder=root)
        self._configured = plain.configured()
        self._git = plain.without_filters(self._configured)
        self._bytes = os.fsencode(root)

    @classmethod
    def find(cls, folder: Path) -> "GitWorkspace | None":
        """The checkout that a directory is in; ``None`` where there is none, or no commit yet.

        Raises:
            RecordingError: There is one, and git refuses to look at it.
        """
        try:
            top = Git(folder=folder).run("rev-parse", "--show-toplevel", "--verify", "HEAD")
        except RecordingError as error:
            if any(reason in str(error) for reason in _NO_CHECKOUT):
                return None
            raise
        root = Path(os.fsdecode(top.split(b"\n", 1)[0]))
        return cls(root) if folder.resolve().is_relative_to(root) else None

    def snapshot(self, materials: Patterns) -> Snapshot:
        """The commit, the files that differ from it, and the stamps of those and of ignored ones.

        Raises:
            RecordingError: git refuses to look, or a file cannot be hashed.
        """
        source, entries, differences = self._look()
        found = [
            *self._large(entries, differences),
            *self._changed(differences),
            *self._outside(differences, materials),
        ]
        seen = self._stamps(differences)
        for name, entry, inner in self._submodules(entries, differences):
            below = inner.snapshot(Patterns())
            promised = differences.links.get(entry.path, entry.id)
            found.extend(_of_submodule(name, promised, below))
            seen |= {inside(name, file): stamp for file, stamp in below.stamps.items()}
            differences.gaps.extend(
                Gap(kind=gap.kind, detail=f"{name}: {gap.detail}", count=gap.count)
                for gap in below.gaps
            )
        return Snapshot(
            source=source,
            materials=tuple(sorted(found, key=lambda item: item.artifact.name)),
            stamps=seen,
            gaps=tuple(sorted(set(differences.gaps))),
        )

    def afterwards(self) -> Snapshot:
        """The commit, and the stamps of files that differ from it.

        Raises:
            RecordingError: git refuses to look.
        """
        source, entries, differences = self._look()
        seen = self._stamps(differences)
        for name, _, inner in self._submodules(entries, differences):
            below = inner.afterwards()
            seen |= {inside(name, file): stamp for file, stamp in below.stamps.items()}
        return Snapshot(source=source, materials=(), stamps=seen)

    def look_at(self, names: Iterable[str]) -> tuple[Material, ...]:
        """These files as materials that the commit does not have, as far as they are there."""
        return materials_of(self._bytes, names, "untracked")

    def _look(self) -> tuple[Source, tuple[IndexEntry, ...], Differences]:
        status = self._git.start(
            "status", "--porcelain=v2", "-z", "--untracked-files=all", "--ignored=traditional",
            "--ignore-submodules=dirty", "--no-renames",
        )  # fmt: skip
        index = self._git.start("ls-files", "-z", "-v", "-s")
        source, gaps = self._source()
        entries = read_index(finish(index))
        differences = read_status(finish(status), self._files_below)
        differences.gaps.extend(gaps)
        self._add_hidden(entries, differences)
        return source, entries, differences

    def _stamps(self, differences: Differences) -> dict[str, Stamp]:
        paths = (*differences.changed, *differences.untracked, *differences.ignored)
        return stamps(self._bytes, paths)

    def outputs(self, before: Snapshot, after: Snapshot, wanted: Patterns) -> Outputs:
        """Files that appeared or changed, as far as the patterns want them."""
        return hash_touched(self._bytes, after.touched_since(before), wanted)

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
        remote = self._configured.get(b"remote.origin.url") or next(
            (url for key, url in sorted(self._configured.items()) if key.startswith(b"remote.")),
            b"",
        )
        gaps = [Gap(kind="shallow-clone", detail="history is cut")] if shallow == "true" else []
        source = Source(
            repository=repository_url(remote),
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
            if not entry.hidden or entry.path in differences.changed:
                continue
            path = os.path.join(self._bytes, entry.path)
            if not os.path.lexists(path):
                differences.gaps.append(Gap(kind="not-checked-out", detail=encode_name(entry.path)))
            elif not same_blob(path, entry):
                differences.changed[entry.path] = ("modified", entry.blob)

    def _large(self, entries: tuple[IndexEntry, ...], differences: Differences) -> list[Material]:
        """Files that Git LFS keeps outside the repository, against what their pointers say."""
        pointers = large_files(self._git, entries)
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
    ) -> Iterator[tuple[str, IndexEntry, "GitWorkspace"]]:
        for entry in entries:
            if entry.mode != "160000":
                continue
            name = encode_name(entry.path)
            inner = GitWorkspace.find(self.root / os.fsdecode(entry.path))
            if inner is None or inner.root == self.root:
                differences.gaps.append(Gap(kind="submodule-not-checked-out", detail=name))
            else:
                yield name, entry, inner

    def _hash(self, names: list[str], differences: Differences) -> list[Artifact]:
        hashed: list[Artifact] = []
        for item in fingerprint_all(self._bytes, names):
            if isinstance(item, Unreadable):
                differences.gaps.append(item.gap)
            else:
                hashed.append(item)
        return hashed


def _of_submodule(name: str, promised: str, below: Snapshot) -> Iterator[Material]:
    if below.source:
        yield Material(
            artifact=Artifact(
                name=name,
                digests=DigestSet.of((Digest("gitCommit", below.source.commit),)),
                mode="160000",
            ),
            state="submodule",
            expected=DigestSet.of((Digest("gitCommit", promised),)) if promised else None,
        )
    for material in below.materials:
        artifact = replace(material.artifact, name=inside(name, material.artifact.name))
        yield replace(material, artifact=artifact)


def inside(folder: str, name: str) -> str:
    """The name that a file of a folder has outside of it."""
    return encode_name(decode_name(folder) + b"/" + decode_name(name))
