"""Evidence of an honest pipeline in each of the forms that it can have on disk."""

from pathlib import Path

from pbom.model.digest import Digest
from pbom.model.sealed import Sealed
from pbom.stores.archive import write_archive
from pbom.stores.objects import ObjectStore
from tests.simulator import SHIPPED, honest

WORLD = honest()
STEPS: tuple[Sealed, ...] = tuple(take.sealed for take in WORLD.takes)
BUNDLES = sorted(sealed.bundle for sealed in STEPS)
BODY = b"an object that a statement names\n"
ASKED: tuple[Digest, ...] = tuple(SHIPPED.digests)


def store(root: Path) -> ObjectStore:
    """A store that the steps were added to."""
    found = ObjectStore(root)
    for sealed in STEPS:
        found.add(sealed)
    return found


def archive(path: Path) -> Path:
    """An archive with the steps and one body."""
    path.write_bytes(write_archive(BUNDLES, [BODY], b"{}"))
    return path


def folder(path: Path) -> Path:
    """A folder with the same."""
    (path / "attestations").mkdir(parents=True)
    (path / "objects").mkdir()
    for number, bundle in enumerate(BUNDLES):
        (path / "attestations" / f"{number}.sigstore.json").write_bytes(bundle)
    return path


def lines(path: Path) -> Path:
    """The steps, one a line."""
    path.write_bytes(b"".join(BUNDLES))
    return path
