"""A directory of bundles, such as an unpacked archive or downloaded attestations."""

from collections.abc import Collection, Iterator
from pathlib import Path

from pbom.atomic import MAX_READ, read_whole
from pbom.codec.bundle import MAX_BUNDLE
from pbom.errors import StoreError
from pbom.model.digest import Digest
from pbom.stores import Evidence

_PATTERNS = ("*.sigstore.json", "attestations/*.sigstore.json")


class Folder:
    """Bundles as ``*.sigstore.json``, bodies in ``objects/`` by their SHA-256."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def about(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """Every bundle of the directory.

        Raises:
            StoreError: One cannot be read.
        """
        del digests
        for pattern in _PATTERNS:
            for path in sorted(self._path.glob(pattern)):
                yield str(path.relative_to(self._path)), _read(path, MAX_BUNDLE)

    def body(self, digest: Digest) -> bytes | None:
        """An object of the directory.

        Raises:
            StoreError: It cannot be read.
        """
        path = self._path / "objects" / digest.value
        return _read(path, MAX_READ) if path.is_file() else None


def _read(path: Path, limit: int) -> bytes:
    try:
        return read_whole(path, limit)
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror}") from error


plugin: type[Evidence] = Folder
