"""Evidence, and bundle files that lie beside the artifact."""

from collections.abc import Collection, Iterator
from pathlib import Path

from pbom.atomic import read_whole
from pbom.codec.bundle import MAX_BUNDLE
from pbom.errors import StoreError
from pbom.model.digest import Digest
from pbom.stores import Evidence


class Beside:
    """Another evidence, with a few bundle files added."""

    def __init__(self, evidence: Evidence, files: tuple[Path, ...]) -> None:
        self._evidence = evidence
        self._files = files

    def about(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """The bundles of the evidence, then the files.

        Raises:
            StoreError: One cannot be read.
        """
        yield from self._evidence.about(digests)
        for path in self._files:
            try:
                yield path.name, read_whole(path, MAX_BUNDLE)
            except OSError as error:
                raise StoreError(f"cannot read {path}: {error.strerror}") from error

    def body(self, digest: Digest) -> bytes | None:
        """An object of the evidence."""
        return self._evidence.body(digest)


plugin: type[Evidence] = Beside
