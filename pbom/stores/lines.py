"""JSON Lines: one bundle a line (in-toto bundle layout), or an object that a bundle names."""

import re
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path

from pbom.atomic import open_whole
from pbom.codec.bundle import MAX_BUNDLE, bundle_digest
from pbom.errors import FormatError, StoreError
from pbom.model.digest import Digest
from pbom.stores import Evidence

_OBJECT = re.compile(rb'"type":"urn:pbom:[a-z]+:v1"|"bomFormat":"CycloneDX"')


class Lines:
    """Bundles and objects of a ``*.jsonl`` file; an object is known by not being a bundle."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def about(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """Every line, with its line end: these are the bytes that a bundle file would have.

        Raises:
            FormatError: A line is longer than a bundle may be.
            StoreError: The file cannot be read.
        """
        del digests
        for number, (_, line) in enumerate(self._lines(), 1):
            if line.strip() and not _is_object(line):
                yield f"{self._path.name}:{number}", line.rstrip(b"\r\n") + b"\n"

    def body(self, digest: Digest) -> bytes | None:
        """The line that has this digest, with its line end.

        Raises:
            FormatError: A line is longer than a bundle may be.
            StoreError: The file cannot be read.
        """
        place = self._objects.get(digest)
        if place is None:
            return None
        try:
            with open_whole(self._path) as file:
                file.seek(place)
                return file.readline(MAX_BUNDLE + 1)
        except OSError as error:
            raise StoreError(f"cannot read {self._path}: {error.strerror}") from error

    @cached_property
    def _objects(self) -> dict[Digest, int]:
        """Where each object begins; the objects themselves may be many and large."""
        return {bundle_digest(line): place for place, line in self._lines() if _is_object(line)}

    def _lines(self) -> Iterator[tuple[int, bytes]]:
        try:
            with open_whole(self._path) as file:
                place = number = 0
                while line := file.readline(MAX_BUNDLE + 1):
                    number += 1
                    if len(line) > MAX_BUNDLE:
                        raise FormatError(f"line {number} is too long", document=str(self._path))
                    yield place, line
                    place += len(line)
        except OSError as error:
            raise StoreError(f"cannot read {self._path}: {error.strerror}") from error


def _is_object(line: bytes) -> bool:
    """Whether a line is an object of ours; all else is taken for a bundle, and told if broken."""
    return b'"dsseEnvelope"' not in line and bool(_OBJECT.search(line))


plugin: type[Evidence] = Lines
