"""Evidence that is no store (an archive, a folder, JSON Lines), indexed for one question.

Nothing of it is kept: its bundles are copied beside the index, in a file that has no name.
"""

import sqlite3
from collections.abc import Collection

from pbom.codec import index_tables as tables
from pbom.codec.bundle import bundle_digest
from pbom.codec.mention import read_indexed
from pbom.errors import FormatError, StoreError
from pbom.model.digest import Digest
from pbom.model.mention import Name, Role
from pbom.stores import Census, Evidence, Index

_SHOWN = 100


class Heap:
    """The index of evidence that can only be read from end to end."""

    def __init__(self, evidence: Evidence) -> None:
        """Read it from end to end.

        Raises:
            StoreError: It cannot be read.
            FormatError: The archive that holds it is broken.
        """
        self._evidence = evidence
        self._problems: list[tuple[str, str]] = []
        self._troubled = 0
        try:
            self._db = tables.connect("")
            self._fill()
        except sqlite3.DatabaseError as error:
            raise StoreError(f"cannot make an index: {error}") from error

    def bundles(self, name: Name, roles: Collection[Role]) -> tuple[Digest, ...]:
        """The bundles that have a name in one of these roles, by digest."""
        return tables.bundles(self._db, name, roles)

    def latest(self, name: Name, role: Role, limit: int) -> tuple[Digest, ...]:
        """Bundles that have a name in a role, those with the greatest label first."""
        return tables.latest(self._db, name, role, limit)

    def like(self, start: Name, limit: int) -> tuple[Name, ...]:
        """Names of a kind that begin with a text, in their order, so many at most."""
        return tables.like(self._db, start, limit)

    def named(self, roles: Collection[Role], limit: int) -> tuple[tuple[Name, str], ...]:
        """Names that stand in one of these roles, each with one of its labels."""
        return tables.named(self._db, roles, limit)

    def count(self, roles: Collection[Role]) -> int:
        """How many such names there are."""
        return tables.count(self._db, roles)

    def census(self) -> Census:
        """What it knows of."""
        return Census(tables.statements(self._db), tuple(self._problems), self._troubled)

    def read(self, bundle: Digest) -> bytes | None:
        """The bytes of a bundle."""
        row = self._db.execute("SELECT data FROM copy WHERE digest = ?", (bundle.value,)).fetchone()
        return bytes(row[0]) if row else None

    def body(self, digest: Digest) -> bytes | None:
        """An object that a bundle names.

        Raises:
            StoreError: It is there and cannot be read.
            FormatError: The archive that holds it is broken.
        """
        return self._evidence.body(digest)

    def _fill(self) -> None:
        tables.make_tables(self._db, "")
        self._db.execute("CREATE TABLE copy (digest TEXT PRIMARY KEY, data BLOB NOT NULL)")
        self._db.execute("BEGIN")
        writing = tables.Writing(self._db)
        seen = set()
        for place, data in self._evidence.about(()):
            digest = bundle_digest(data)
            if digest in seen:
                continue
            seen.add(digest)
            try:
                found = read_indexed(data, self._evidence.body)
            except (FormatError, ValueError) as error:
                self._trouble(place, str(error))
                continue
            if found.problem:
                self._trouble(place, found.problem)
            writing.add(digest.value, tables.WHOLE, "", found.mentions)
            self._db.execute("INSERT INTO copy VALUES (?, ?)", (digest.value, data))
        writing.merge()
        self._db.execute("COMMIT")

    def _trouble(self, place: str, reason: str) -> None:
        self._troubled += 1
        if len(self._problems) < _SHOWN:
            self._problems.append((place, reason))


plugin: type[Index] = Heap
