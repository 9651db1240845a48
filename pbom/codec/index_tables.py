"""The tables of an index: names, the objects that have them, and how to ask.

What is in such tables was written by whoever had the file, so it is told and never believed.
"""
# ruff: noqa: S608 - what is put into a command are numbers and names of our own; values are bound

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Sequence

from pbom.model.digest import Digest
from pbom.model.mention import NAME_KINDS, ROLES, SHIPPED, Mention, Name, NameKind, Role

VERSION = 1
BODY, WHOLE, INCOMPLETE, BROKEN = "body", "whole", "incomplete", "broken"
"""What an object is: no statement; one that was read; one that lacks an object; not understood."""
_BATCH = 200_000
"""So many mentions are held back before they are sorted in."""
_LABEL = 500
_KINDS: dict[object, NameKind] = {kind: kind for kind in NAME_KINDS}
_ROLES = {role: number for number, role in enumerate(ROLES)}


def _numbers(roles: Collection[Role]) -> str:
    return ", ".join(str(number) for number in sorted({_ROLES[role] for role in roles}))


_SCHEMA = f"""
CREATE TABLE place (value TEXT NOT NULL);
CREATE TABLE folder (name TEXT PRIMARY KEY, changed INTEGER NOT NULL);
CREATE TABLE object (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX states ON object (state, digest);
CREATE TABLE name (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value TEXT NOT NULL,
    UNIQUE (kind, value));
CREATE TABLE mention (name INTEGER NOT NULL, role INTEGER NOT NULL, object INTEGER NOT NULL,
    label TEXT NOT NULL, PRIMARY KEY (name, role, object, label)) WITHOUT ROWID;
CREATE INDEX shipped ON mention (role, name) WHERE role IN ({_numbers(SHIPPED)});
"""
_STAGE = "CREATE TEMP TABLE stage (kind TEXT, value TEXT, role INT, object INT, label TEXT)"
_MERGE = (
    "INSERT OR IGNORE INTO main.name (kind, value) SELECT DISTINCT kind, value FROM stage",
    """INSERT OR IGNORE INTO main.mention SELECT name.id, stage.role, stage.object, stage.label
    FROM stage JOIN name USING (kind, value) ORDER BY 1, 2, 3""",
    "DELETE FROM stage",
)
_SETTINGS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -65536",
    "PRAGMA synchronous = NORMAL",
)
_JOINED = "name JOIN mention ON mention.name = name.id"
_TROUBLED = (
    f"FROM object WHERE state IN ('{BROKEN}', '{INCOMPLETE}') AND NOT EXISTS (SELECT 1 FROM "
    f"{_JOINED} WHERE kind = 'digest' AND value = 'sha256:' || object.digest "
    f"AND role IN ({_ROLES['document']}))"
)
"""What somebody imported need not be a statement of ours."""


def connect(path: str) -> sqlite3.Connection:
    """An open index; an empty path is one that nobody keeps.

    Raises:
        sqlite3.DatabaseError: It cannot be opened.
    """
    db = sqlite3.connect(path, isolation_level=None, timeout=60)
    for setting in _SETTINGS:
        db.execute(setting)
    db.execute(_STAGE)
    return db


def make_tables(db: sqlite3.Connection, place: str) -> None:
    """Empty tables, for a store at a place."""
    for command in _SCHEMA.split(";"):
        db.execute(command)
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("INSERT INTO place VALUES (?)", (place,))


def is_ours(db: sqlite3.Connection, place: str) -> bool:
    """Whether it has just our tables, and was made for that place.

    One of another's making may have views and triggers, or say of a store what is not so.

    Raises:
        sqlite3.DatabaseError: It is damaged.
    """
    with contextlib.closing(connect(":memory:")) as ours:
        make_tables(ours, place)
        return _shape(db) == _shape(ours)


def _shape(db: sqlite3.Connection) -> tuple[object, ...]:
    version = db.execute("PRAGMA main.user_version").fetchone()
    tables = db.execute("SELECT type, name, sql FROM main.sqlite_schema ORDER BY 1, 2").fetchall()
    if not any(row[1] == "place" for row in tables):
        return (version,)
    return (version, tables, db.execute("SELECT value FROM place").fetchall())


class Writing:
    """Objects on their way into the tables."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._staged = 0

    def add(self, name: str, state: str, reason: str, mentions: Iterable[Mention]) -> None:
        """An object with what it mentions."""
        cursor = self._db.execute(
            "INSERT INTO object (digest, state, reason) VALUES (?, ?, ?)",
            (_text(name), state, _text(reason)),
        )
        number = cursor.lastrowid
        rows = [
            (item.name.kind, _text(item.name.value), _ROLES[item.role], number, _text(item.label))
            for item in mentions
        ]
        self._db.executemany("INSERT INTO stage VALUES (?, ?, ?, ?, ?)", rows)
        self._staged += len(rows)
        if self._staged > _BATCH:
            self.merge()

    def drop(self, objects: Sequence[int]) -> None:
        """Forget objects, by their numbers."""
        for first in range(0, len(objects), _LABEL):
            some = ",".join(str(int(number)) for number in objects[first : first + _LABEL])
            self._db.execute(f"DELETE FROM mention WHERE object IN ({some})")
            self._db.execute(f"DELETE FROM object WHERE id IN ({some})")

    def merge(self) -> None:
        """Sort in what was held back."""
        for command in _MERGE:
            self._db.execute(command)
        self._staged = 0


def bundles(db: sqlite3.Connection, name: Name, roles: Collection[Role]) -> tuple[Digest, ...]:
    """The bundles that have a name in one of these roles, by digest.

    Raises:
        sqlite3.DatabaseError: The index is damaged.
    """
    rows = db.execute(
        f"SELECT DISTINCT object.digest FROM {_JOINED} JOIN object ON object.id = mention.object "
        f"WHERE kind = ? AND value = ? AND role IN ({_numbers(roles)}) ORDER BY 1",
        (name.kind, _text(name.value)),
    )
    return tuple(Digest("sha256", str(row[0])) for row in rows.fetchall())


def latest(db: sqlite3.Connection, name: Name, role: Role, limit: int) -> tuple[Digest, ...]:
    """Bundles that have a name in a role, those with the greatest label first.

    Raises:
        sqlite3.DatabaseError: The index is damaged.
    """
    rows = db.execute(
        f"SELECT object.digest FROM {_JOINED} JOIN object ON object.id = mention.object "
        "WHERE kind = ? AND value = ? AND role = ? ORDER BY label DESC, 1 LIMIT ?",
        (name.kind, _text(name.value), _ROLES[role], limit),
    )
    return tuple(Digest("sha256", str(row[0])) for row in rows.fetchall())


def like(db: sqlite3.Connection, start: Name, limit: int) -> tuple[Name, ...]:
    """Names of a kind that begin with a text, in their order.

    Raises:
        sqlite3.DatabaseError: The index is damaged.
    """
    rows = db.execute(
        "SELECT value FROM name WHERE kind = ? AND value >= ? AND value < ? AND EXISTS "
        "(SELECT 1 FROM mention WHERE mention.name = name.id) ORDER BY 1 LIMIT ?",
        (start.kind, _text(start.value), _text(start.value) + "\U0010ffff", limit),
    )
    return tuple(Name(start.kind, str(row[0])) for row in rows.fetchall())


def named(
    db: sqlite3.Connection, roles: Collection[Role], limit: int
) -> tuple[tuple[Name, str], ...]:
    """Names that stand in one of these roles, each with one of its labels.

    Raises:
        sqlite3.DatabaseError: The index is damaged.
    """
    rows = db.execute(
        "SELECT kind, value, min(label) FROM mention JOIN name ON name.id = mention.name "
        f"WHERE role IN ({_numbers(roles)}) GROUP BY name.id ORDER BY 3, 2 LIMIT ?",
        (limit,),
    )
    return tuple(
        (Name(_KINDS[kind], str(value)), str(label))
        for kind, value, label in rows.fetchall()
        if kind in _KINDS
    )


def count(db: sqlite3.Connection, roles: Collection[Role]) -> int:
    """How many names stand in one of these roles.

    Raises:
        sqlite3.DatabaseError: The index is damaged.
    """
    sql = f"SELECT count(DISTINCT name) FROM mention WHERE role IN ({_numbers(roles)})"
    return int(db.execute(sql).fetchone()[0])


def statements(db: sqlite3.Connection) -> int:
    """How many objects are statements.

    Raises:
        sqlite3.DatabaseError: The index is damaged.
    """
    sql = "SELECT count(*) FROM object WHERE state IN (?, ?)"
    return int(db.execute(sql, (WHOLE, INCOMPLETE)).fetchone()[0])


def troubled(db: sqlite3.Connection, limit: int) -> tuple[int, tuple[tuple[str, str], ...]]:
    """How many objects were not understood, and some of them with the reason.

    Raises:
        sqlite3.DatabaseError: The index is damaged.
    """
    total = int(db.execute(f"SELECT count(*) {_TROUBLED}").fetchone()[0])
    rows = db.execute(f"SELECT digest, reason {_TROUBLED} ORDER BY 1 LIMIT ?", (limit,))
    return total, tuple((str(row[0]), str(row[1])) for row in rows.fetchall())


def _text(text: str) -> str:
    """A text as the tables can have it: short, and with nothing that is no Unicode."""
    return text[:_LABEL].encode("utf-8", "backslashreplace").decode("utf-8")
