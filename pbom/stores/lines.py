"""JSON Lines: one bundle a line (in-toto bundle layout)."""

from collections.abc import Collection, Iterator
from pathlib import Path

from pbom.codec.bundle import MAX_BUNDLE
from pbom.errors import FormatError, StoreError
from pbom.model.digest import Digest
from pbom.stores import Evidence


class Lines:
    """Bundles of a ``*.jsonl`` file; it has no bodies."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def about(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """Every line, with its line end: these are the bytes that a bundle file would have.

        Raises:
            FormatError: A line is longer than a bundle may be.
            StoreError: The file cannot be read.
        """
        del digests
        try:
            with self._path.open("rb") as file:
                number = 0
                while line := file.readline(MAX_BUNDLE + 1):
                    number += 1
                    if len(line) > MAX_BUNDLE:
                        raise FormatError(f"line {number} is too long", document=str(self._path))
                    if line.strip():
                        yield f"{self._path.name}:{number}", line.rstrip(b"\r\n") + b"\n"
        except OSError as error:
            raise StoreError(f"cannot read {self._path}: {error.strerror}") from error

    def body(self, digest: Digest) -> None:
        """Nothing: lines hold bundles only."""
        del digest


plugin: type[Evidence] = Lines
