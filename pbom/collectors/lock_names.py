"""A look at names alone: could there be a lock file in a workspace?"""

from pbom.ecosystems import HINTS
from pbom.model.snapshot import Snapshot


def has_lock_names(snapshot: Snapshot) -> bool:
    """Whether a tracked or new file may be a lock file: a look that every step can afford."""
    if any(hint in snapshot.listing for hint in HINTS):
        return True
    names = "\n".join(material.artifact.name for material in snapshot.materials).encode()
    return any(hint in names for hint in HINTS)
