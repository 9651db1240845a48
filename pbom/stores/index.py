"""``lineage.sqlite``: which bundles of a store have a name in them.

It is made from the objects in one pass, and kept up to date by looking at those directories only
that have changed. It may be thrown away at any time, and is where it is damaged, has another shape,
or was made for another directory. A new one is made beside it and renamed, and one that is there
changes in one transaction: a reader sees a whole index or none.
"""

import contextlib
import fcntl
import hashlib
import os
import re
import sqlite3
import stat
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TypeVar

from pbom.atomic import refuse_links
from pbom.codec import index_tables as tables
from pbom.codec.mention import read_indexed
from pbom.errors import FormatError, StoreError
from pbom.model.digest import Digest
from pbom.model.mention import Mention, Name, Role
from pbom.stores import Census, Index, Shelf

FILE, LOCK = "lineage.sqlite", "lineage.lock"
_FRESH = 2_000_000_000
"""A directory that changed so few nanoseconds ago may change again in the same tick."""
_SHOWN = 100
_DIGEST = re.compile(r"[0-9a-f]{64}")
_ENVELOPE = b'"dsseEnvelope"'
_Answer = TypeVar("_Answer")


class StoreIndex:
    """The index of a project's store."""

    def __init__(self, shelf: Shelf) -> None:
        """Open the index, made or brought up to date.

        Raises:
            StoreError: The store cannot be read, or the index leads elsewhere.
        """
        self._shelf = shelf
        self._path = shelf.root / FILE
        self._db = self._open()

    def bundles(self, name: Name, roles: Collection[Role]) -> tuple[Digest, ...]:
        """The bundles that have a name in one of these roles, by digest.

        Raises:
            StoreError: The index cannot be read.
        """
        return self._asked(lambda db: tables.bundles(db, name, roles))

    def latest(self, name: Name, role: Role, limit: int) -> tuple[Digest, ...]:
        """Bundles that have a name in a role, those with the greatest label first.

        Raises:
            StoreError: The index cannot be read.
        """
        return self._asked(lambda db: tables.latest(db, name, role, limit))

    def like(self, start: Name, limit: int) -> tuple[Name, ...]:
        """Names of a kind that begin with a text, in their order, so many at most.

        Raises:
            StoreError: The index cannot be read.
        """
        return self._asked(lambda db: tables.like(db, start, limit))

    def named(self, roles: Collection[Role], limit: int) -> tuple[tuple[Name, str], ...]:
        """Names that stand in one of these roles, each with one of its labels.

        Raises:
            StoreError: The index cannot be read.
        """
        return self._asked(lambda db: tables.named(db, roles, limit))

    def count(self, roles: Collection[Role]) -> int:
        """How many such names there are.

        Raises:
            StoreError: The index cannot be read.
        """
        return self._asked(lambda db: tables.count(db, roles))

    def census(self) -> Census:
        """What it knows of.

        Raises:
            StoreError: The index cannot be read.
        """
        total, some = self._asked(lambda db: tables.troubled(db, _SHOWN))
        return Census(
            bundles=self._asked(tables.statements),
            problems=tuple((f"object {name}", reason) for name, reason in some),
            troubled=total,
        )

    def read(self, bundle: Digest) -> bytes | None:
        """The bytes of a bundle.

        Raises:
            StoreError: They are there and cannot be read.
        """
        return self._shelf.body(bundle)

    def body(self, digest: Digest) -> bytes | None:
        """An object that a bundle names.

        Raises:
            StoreError: It is there and cannot be read.
        """
        return self._shelf.body(digest)

    def _asked(self, ask: Callable[[sqlite3.Connection], _Answer]) -> _Answer:
        """The answer; an index that turns out to be damaged is made anew, once."""
        try:
            return ask(self._db)
        except (sqlite3.DatabaseError, ValueError):
            self._db.close()
        try:
            with self._locked():
                self._db = self._made()
            return ask(self._db)
        except (sqlite3.DatabaseError, OSError) as error:
            raise StoreError(f"cannot read {self._path}: {error}") from error

    def _open(self) -> sqlite3.Connection:
        refuse_links(self._shelf.root, self._path)
        try:
            with self._locked():
                return self._kept() or self._made()
        except PermissionError:
            return _filled(tables.connect(""), self._shelf)  # nobody may write here
        except sqlite3.DatabaseError as error:
            raise StoreError(f"cannot write {self._path}: {error}") from error
        except OSError as error:
            raise StoreError(f"cannot write {self._path}: {error.strerror}") from error

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Alone with the index."""
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        descriptor = os.open(self._shelf.root / LOCK, flags, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _kept(self) -> sqlite3.Connection | None:
        """The index that is there, brought up to date; none where it cannot be used."""
        beside = [Path(f"{self._path}{end}") for end in ("-journal", "-wal", "-shm")]
        refuse_links(*beside)
        if not self._path.exists():
            return None
        if not stat.S_ISREG(self._path.stat().st_mode):
            raise StoreError(f"{self._path} is no ordinary file", hint=f"remove {self._path}")
        if os.access(self._path, os.W_OK):
            with contextlib.suppress(sqlite3.DatabaseError):
                found = tables.connect(str(self._path))
                if tables.is_ours(found, _place(self._shelf.root)):
                    return _filled(found, self._shelf)
                found.close()
        for path in (self._path, *beside):
            path.unlink(missing_ok=True)
        return None

    def _made(self) -> sqlite3.Connection:
        """A new index; the caller is alone with it."""
        draft = self._path.with_name(f"{FILE}.new")
        for path in (draft, Path(f"{draft}-journal")):
            path.unlink(missing_ok=True)
        _filled(tables.connect(str(draft)), self._shelf).close()
        draft.replace(self._path)
        return tables.connect(str(self._path))


def _filled(db: sqlite3.Connection, shelf: Shelf) -> sqlite3.Connection:
    """The index with everything that is in the store now, in one transaction."""
    db.execute("BEGIN IMMEDIATE")
    if not tables.is_ours(db, _place(shelf.root)):
        tables.make_tables(db, _place(shelf.root))
    _Filling(shelf, db).run()
    db.execute("COMMIT")
    return db


class _Filling:
    """One pass over what has changed in a store."""

    def __init__(self, shelf: Shelf, db: sqlite3.Connection) -> None:
        self._shelf = shelf
        self._db = db
        self._writing = tables.Writing(db)

    def run(self) -> None:
        """Take in what is new, and drop what is gone."""
        begun = time.time_ns()
        known = dict(self._db.execute("SELECT name, changed FROM folder").fetchall())
        news = False
        for folder, changed in self._shelf.folders():
            if known.pop(folder, None) == changed:
                continue
            news |= self._sift(folder, set(self._shelf.names(folder)))
            kept = changed if changed < begun - _FRESH else 0
            self._db.execute("INSERT OR REPLACE INTO folder VALUES (?, ?)", (folder, kept))
        for folder in known:
            self._sift(folder, set())
            self._db.execute("DELETE FROM folder WHERE name = ?", (folder,))
        self._writing.merge()
        if news:
            self._again()

    def _sift(self, folder: str, there: set[str]) -> bool:
        """Whether something in this folder is new; it is taken in, and what is gone dropped."""
        rows = self._db.execute(
            "SELECT digest, id FROM object WHERE digest >= ? AND digest < ?", (folder, f"{folder}~")
        )
        known = dict(rows.fetchall())
        gone = [known[name] for name in known.keys() - there]
        if gone:
            self._writing.merge()
            self._writing.drop(gone)
        fresh = sorted(there - known.keys())
        for name in fresh:
            self._take(name)
        return bool(fresh)

    def _again(self) -> None:
        """Look again at what was not whole: what it lacked may have come."""
        rows = self._db.execute(
            "SELECT digest, id FROM object WHERE state = ?", (tables.INCOMPLETE,)
        ).fetchall()
        self._writing.drop([row[1] for row in rows])
        for digest, _ in rows:
            self._take(digest)
        self._writing.merge()

    def _take(self, name: str) -> None:
        state, reason, mentions = self._look(name)
        self._writing.add(name, state, reason, mentions)

    def _look(self, name: str) -> tuple[str, str, tuple[Mention, ...]]:
        """What an object is, why it is nothing better, and what is in it."""
        if not _DIGEST.fullmatch(name):
            return tables.BROKEN, "its name is no digest", ()
        try:
            data = self._shelf.glimpse(Digest("sha256", name))
            if data is None:
                return tables.BODY, "", ()
            if hashlib.sha256(data).hexdigest() != name:
                return tables.BROKEN, "its content is not what its name says", ()
            if _ENVELOPE not in data:
                return tables.BODY, "", ()
            found = read_indexed(data, self._shelf.body)
        except (FormatError, StoreError, ValueError) as error:
            return tables.BROKEN, str(error), ()
        return (
            tables.INCOMPLETE if found.problem else tables.WHOLE,
            found.problem,
            found.mentions,
        )


def _place(root: Path) -> str:
    """Where a store is: a repository may bring an index of its own, made elsewhere."""
    folder = root / "objects"
    status = (folder if folder.exists() else root).stat()
    return f"{status.st_dev}:{status.st_ino}"


plugin: type[Index] = StoreIndex
