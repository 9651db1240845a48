"""Local mirrors of repositories: what a tag or branch of them is a commit of."""

import re
from pathlib import Path

from msgspec import Struct

from pbom.collectors.git_command import Git
from pbom.errors import RecordingError
from pbom.model.location import is_commit

_REF = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+/-]{0,199}")
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
_IDS = re.compile(rb"([0-9a-f]{40}|[0-9a-f]{64})\n([0-9a-f]{40}|[0-9a-f]{64})\n")


class Mirrored(Struct, frozen=True):
    """What a mirror has under a name.

    Attributes:
        commit: The commit; empty where it has none.
        tree: The tree of the commit.
        reason: Why there is none.
    """

    commit: str = ""
    tree: str = ""
    reason: str = ""


class Mirrors:
    """Directories of repositories by their names: ``OWNER/NAME`` or ``OWNER/NAME.git`` below each.

    git is told exactly which repository to read, and reads nothing else.
    """

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders

    def __bool__(self) -> bool:
        return bool(self._folders)

    def look_up(self, name: str, ref: str) -> Mirrored:
        """The commit of a repository's tag or branch, or the commit itself if it is there."""
        folder = self._repository(name)
        if folder is None:
            return Mirrored(reason="no mirror has the repository")
        if not _REF.fullmatch(ref) or ".." in ref:
            return Mirrored(reason="no name of a tag or branch")
        try:
            git = Git(folder=folder)
            if is_commit(ref):
                return _parsed(git, ref) or Mirrored(reason="the mirror does not have the commit")
            tag, branch = _parsed(git, f"refs/tags/{ref}"), _parsed(git, f"refs/heads/{ref}")
        except RecordingError as error:
            return Mirrored(reason=str(error)[:200])
        if tag and branch and tag != branch:
            return Mirrored(reason="the mirror has a tag and a branch of that name")
        return tag or branch or Mirrored(reason="the mirror has no tag or branch of that name")

    def longest(self, path: str) -> str:
        """The longest beginning of a path that is a repository; empty where none is."""
        parts = path.split("/")
        for count in range(min(len(parts), 20), 0, -1):
            name = "/".join(parts[:count])
            if self._repository(name) is not None:
                return name
        return ""

    def _repository(self, name: str) -> Path | None:
        parts = name.split("/")
        if not all(map(_PART.fullmatch, parts)):
            return None
        for root in self._folders:
            for tail in (f"{parts[-1]}.git", parts[-1]):
                folder = root.joinpath(*parts[:-1], tail)
                for place in (folder, folder / ".git"):
                    if (place / "HEAD").is_file() and (place / "objects").is_dir():
                        return place
        return None


def _parsed(git: Git, revision: str) -> Mirrored | None:
    process = git.start(
        "--git-dir=.", "rev-parse", "--verify", "--quiet", "--end-of-options",
        f"{revision}^{{commit}}",
    )  # fmt: skip
    commit = process.communicate()[0].strip()
    if process.returncode != 0:
        return None
    both = git.run("--git-dir=.", "rev-parse", commit.decode(), f"{commit.decode()}^{{tree}}")
    ids = _IDS.fullmatch(both)
    return Mirrored(commit=ids[1].decode(), tree=ids[2].decode()) if ids else None
