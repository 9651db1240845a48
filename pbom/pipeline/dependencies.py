"""``dependencies``: what the lock files of a checkout name."""

from collections.abc import Sequence
from pathlib import Path

from pbom.collectors.git import GitWorkspace
from pbom.collectors.git_command import Git
from pbom.collectors.lock_files import files_of, look_at_locks
from pbom.collectors.machine import look_at_installed
from pbom.collectors.workspace import find_workspace
from pbom.ecosystems import InstalledReader, LockReader
from pbom.model.installed import Installed
from pbom.model.inventory import Inventory
from pbom.model.presence import Presence, compare_presence
from pbom.pipeline.beside import Ground, look_beside


def dependencies(folder: Path, readers: Sequence[LockReader]) -> Inventory:
    """Everything that the lock files of the checkout name that a directory is in.

    Raises:
        RecordingError: It cannot be looked at.
    """
    root, paths = _files(folder)
    return look_at_locks(root, paths, readers)


def everything(folder: Path, readers: Sequence[LockReader], ground: Ground) -> Inventory:
    """The same, with what is at hand beside them.

    Raises:
        RecordingError: It cannot be looked at.
    """
    root, paths = _files(folder)
    return look_beside(look_at_locks(root, paths, readers), paths, ground)


def _files(folder: Path) -> tuple[Path, list[bytes]]:
    workspace = find_workspace(folder)
    git = Git(folder=workspace.root) if isinstance(workspace, GitWorkspace) else None
    return workspace.root, files_of(workspace.root, git)


def presence(
    folder: Path, locked: Sequence[LockReader], installed: Sequence[InstalledReader]
) -> tuple[Inventory, tuple[Installed, ...], Presence]:
    """What is locked in a checkout, what is installed in it, and the differences.

    Raises:
        RecordingError: It cannot be looked at.
    """
    inventory = dependencies(folder, locked)
    places = installed_here(folder, installed)
    return inventory, places, compare_presence(inventory, places)


def installed_here(folder: Path, readers: Sequence[InstalledReader]) -> tuple[Installed, ...]:
    """What is installed in the checkout that a directory is in.

    Raises:
        RecordingError: It cannot be looked at.
    """
    return look_at_installed([str(find_workspace(folder).root)], readers)
