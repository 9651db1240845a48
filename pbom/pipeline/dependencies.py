"""``dependencies``: what the lock files of a checkout name."""

from collections.abc import Sequence
from pathlib import Path

from pbom.collectors.git import GitWorkspace
from pbom.collectors.git_command import Git
from pbom.collectors.lock_files import look_at_locks
from pbom.collectors.workspace import find_workspace
from pbom.ecosystems import LockReader
from pbom.model.inventory import Inventory


def dependencies(folder: Path, readers: Sequence[LockReader]) -> Inventory:
    """Everything that the lock files of the checkout name that a directory is in.

    Raises:
        RecordingError: It cannot be looked at.
    """
    workspace = find_workspace(folder)
    git = Git(folder=workspace.root) if isinstance(workspace, GitWorkspace) else None
    return look_at_locks(workspace.root, git, readers)
