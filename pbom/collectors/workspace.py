"""Which workspace a directory belongs to."""

from pathlib import Path

from pbom.collectors import Workspace
from pbom.collectors.git import GitWorkspace
from pbom.collectors.tree import TreeWorkspace

STATE = ".pbom"
CONFIG = "pbom.toml"


def find_workspace(folder: Path) -> Workspace:
    """The git checkout a directory is in, else the nearest project, else the directory itself."""
    checkout = GitWorkspace.find(folder)
    if checkout:
        return checkout
    here = folder.resolve()
    for parent in (here, *here.parents):
        if (parent / CONFIG).is_file() or (parent / STATE).is_dir():
            return TreeWorkspace(parent)
    return TreeWorkspace(here)
