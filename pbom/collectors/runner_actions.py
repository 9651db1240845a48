"""The actions that a runner of GitHub's has checked out for its jobs.

They are ``OWNER/NAME/REF`` below one directory, each with a mark beside it once it is whole. There
is no repository in them, only files.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from pbom.collectors.git_tree import TreeRefusedError, tree_of

_ACTIONS = "_actions"
_DONE = ".completed"
_PARTS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]*(?:/[A-Za-z0-9_][A-Za-z0-9._+-]*)*")


class CheckedOut(Struct, frozen=True):
    """What a runner has under a name.

    Attributes:
        tree: The id that git gives to its files; empty where there are none.
        reason: Why not.
    """

    tree: str = ""
    reason: str = ""


def actions_of_runner(environment: Mapping[str, str]) -> Path | None:
    """Where the runner of this job keeps actions: beside the directories that it names to it."""
    for name in ("RUNNER_WORKSPACE", "RUNNER_TEMP"):
        place = environment.get(name, "")
        if place.startswith("/") and (Path(place).parent / _ACTIONS).is_dir():
            return Path(place).parent / _ACTIONS
    return None


def look_at_action(actions: Path | None, repository: str, ref: str) -> CheckedOut:
    """The files of an action that a workflow names, whole and not through links."""
    if actions is None:
        return CheckedOut(reason="no runner's checkout is here")
    if not (_PARTS.fullmatch(repository) and _PARTS.fullmatch(ref)):
        return CheckedOut(reason="its name is no path")
    *above, folder = _downwards(actions, f"{repository}/{ref}")
    if any(place.is_symlink() for place in (*above, folder)) or not folder.is_dir():
        return CheckedOut(reason="the runner has not checked it out")
    if not folder.with_name(folder.name + _DONE).is_file():
        return CheckedOut(reason="the runner has not finished to check it out")
    return _tree(folder)


def _tree(folder: Path) -> CheckedOut:
    try:
        return CheckedOut(tree=tree_of(bytes(folder)))
    except TreeRefusedError as error:
        return CheckedOut(reason=f"the runner's checkout {error}")
    except OSError as error:
        return CheckedOut(reason=f"the runner's checkout cannot be read: {error.strerror}")


def _downwards(root: Path, path: str) -> Iterator[Path]:
    for part in path.split("/"):
        root = root / part
        yield root
