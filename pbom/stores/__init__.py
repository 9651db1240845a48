"""Stores: where evidence lives.

The law of the family: bytes come back as they went in, under the name of their SHA-256; what looks
finished is finished, whenever a process was killed; nothing that a store says is believed before
it is authenticated. Losing evidence is an error or a missing bundle, never another bundle.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Protocol

from pbom.model.digest import Digest
from pbom.model.sealed import Sealed


class Evidence(Protocol):
    """Something that evidence can be read from."""

    def about(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """Bundles that may have to do with these artifacts, each with a name for people.

        Raises:
            StoreError: The store cannot be read.
        """
        ...

    def body(self, digest: Digest) -> bytes | None:
        """A content-addressed object.

        Raises:
            StoreError: The store cannot be read.
        """
        ...


class Desk(Protocol):
    """Where approvals are kept that are given after evidence was packed."""

    def approvals(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """Bundles that seem to be approvals of these things, and the last of all others.

        Raises:
            StoreError: The store cannot be read.
        """
        ...


class Store(Evidence, Protocol):
    """Evidence that can also be added to.

    Attributes:
        root: The directory it is in.
    """

    root: Path

    def of_run(self, run: str) -> Iterator[bytes]:
        """Bundles that seem to be of the steps of one run.

        Raises:
            StoreError: The store cannot be read.
        """
        ...

    def add(self, sealed: Sealed) -> Digest:
        """Keep a signed statement with its bodies; the digest of its bundle.

        Adding the same again changes nothing.

        Raises:
            StoreError: It could not be written; then nothing of it looks finished.
        """
        ...
