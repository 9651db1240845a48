"""Which workspace a directory belongs to."""

from functools import lru_cache
from pathlib import Path

from pbom.collectors import Workspace
from pbom.collectors.git import GitWorkspace
from pbom.collectors.hashing import Watch, unwatched
from pbom.collectors.tree import TreeWorkspace

STATE = ".pbom"
CONFIG = "pbom.toml"


def find_workspace(folder: Path, watch: Watch = unwatched) -> Workspace:
    """The git checkout a directory is in, else the nearest project, else the directory itself.

    Who watches hears how far the hashing of its files has come.
    """
    checkout = GitWorkspace.find(folder, watch)
    if checkout:
        return checkout
    here = folder.resolve()
    for parent in (here, *here.parents):
        if (parent / CONFIG).is_file() or (parent / STATE).is_dir():
            return TreeWorkspace(parent, watch)
    return TreeWorkspace(here, watch)


@lru_cache(maxsize=4)
def workspace_root(folder: Path) -> Path:
    """The root of that workspace; git is asked once, however many want to know."""
    return find_workspace(folder).root
