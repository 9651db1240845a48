"""Stores: where evidence lives.

The law of the family: bytes come back as they went in, under the name of their SHA-256; what looks
finished is finished, whenever a process was killed; nothing that a store says is believed before
it is authenticated. Losing evidence is an error or a missing bundle, never another bundle.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from pbom.model.digest import Digest
from pbom.model.mention import Name, Role
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


class Shelf(Protocol):
    """Objects under their digests, all of which can be listed.

    Attributes:
        root: The directory it is in.
    """

    root: Path

    def folders(self) -> Iterator[tuple[str, int]]:
        """The first digits of all objects, each with when what is under them last changed.

        Raises:
            StoreError: The store cannot be read.
        """
        ...

    def names(self, folder: str) -> Iterator[str]:
        """The names of what is under such digits.

        Raises:
            StoreError: It cannot be read.
        """
        ...

    def glimpse(self, digest: Digest) -> bytes | None:
        """An object that may be a bundle; ``None`` where it is larger than any.

        Raises:
            StoreError: It is not there, or cannot be read.
        """
        ...

    def body(self, digest: Digest) -> bytes | None:
        """An object.

        Raises:
            StoreError: It is there and cannot be read.
        """
        ...


class Census(Struct, frozen=True):
    """What an index knows of.

    Attributes:
        bundles: How many statements it has.
        problems: What is there and is not understood, as (name, reason), by name: some of it.
        troubled: How many of these there are.
    """

    bundles: int
    problems: tuple[tuple[str, str], ...]
    troubled: int


class Index(Protocol):
    """Where to look for a name: it finds, and proves nothing.

    Law: it can be thrown away and made again from the evidence at any time; it knows everything
    that is there when it is asked; what it could not read is counted and named.
    """

    def bundles(self, name: Name, roles: Collection[Role]) -> tuple[Digest, ...]:
        """The bundles that have a name in one of these roles, by digest.

        Raises:
            StoreError: The index cannot be read.
        """
        ...

    def latest(self, name: Name, role: Role, limit: int) -> tuple[Digest, ...]:
        """Bundles that have a name in a role, those with the greatest label first.

        Raises:
            StoreError: The index cannot be read.
        """
        ...

    def like(self, start: Name, limit: int) -> tuple[Name, ...]:
        """Names of a kind that begin with a text, in their order, so many at most.

        Raises:
            StoreError: The index cannot be read.
        """
        ...

    def named(self, roles: Collection[Role], limit: int) -> tuple[tuple[Name, str], ...]:
        """Names that stand in one of these roles, each with one of its labels.

        Raises:
            StoreError: The index cannot be read.
        """
        ...

    def count(self, roles: Collection[Role]) -> int:
        """How many such names there are.

        Raises:
            StoreError: The index cannot be read.
        """
        ...

    def census(self) -> Census:
        """What it knows of.

        Raises:
            StoreError: The index cannot be read.
        """
        ...

    def read(self, bundle: Digest) -> bytes | None:
        """The bytes of a bundle, for whoever wants to believe it.

        Raises:
            StoreError: They are there and cannot be read.
        """
        ...

    def body(self, digest: Digest) -> bytes | None:
        """An object that a bundle names.

        Raises:
            StoreError: It is there and cannot be read.
        """
        ...
