"""What a collector sees, in the words of a test."""

import hashlib
from pathlib import Path

from pbom.collectors.git import GitWorkspace
from pbom.model.evidence import Material
from pbom.model.pattern import Patterns
from pbom.model.snapshot import Snapshot

NOTHING = Patterns()


def snapshot(folder: Path) -> Snapshot:
    """The checkout that a directory is in, now."""
    found = GitWorkspace.find(folder)
    assert found is not None
    return found.snapshot(NOTHING)


def materials(folder: Path) -> dict[str, Material]:
    """What is listed beside the commit, by name."""
    return {material.artifact.name: material for material in snapshot(folder).materials}


def states(folder: Path) -> dict[str, str]:
    """How each listed file stands to the commit; ``!`` where the commit does not vouch for it."""
    return {
        name: material.state + ("" if material.from_commit else "!")
        for name, material in materials(folder).items()
    }


def gaps(folder: Path) -> list[str]:
    """The kinds of what was not looked at."""
    return [gap.kind for gap in snapshot(folder).gaps]


def sha256(content: bytes) -> str:
    """The digest of some content, as a material has it."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def digest(material: Material) -> str:
    """The one digest of a material."""
    return str(material.artifact.digests)
