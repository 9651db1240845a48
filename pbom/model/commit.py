"""Commits, as their objects say."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Person:
    """Whoever a commit names: text, not an identity.

    Attributes:
        name: As written.
        email: As written, without the angle brackets.
    """

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit.

    Attributes:
        id: Object id, hexadecimal.
        parents: Ids of the parents; more than one for a merge.
        author: Who wrote it, it says; never mapped by ``.mailmap``.
        committer: Who committed it, it says.
        authored: When it was written, UTC.
        committed: When it was committed, UTC.
        message: The whole message; bytes that are not UTF-8 are escaped.
    """

    id: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    authored: datetime
    committed: datetime
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.lstrip("\n").partition("\n")[0]

    @property
    def body(self) -> tuple[str, ...]:
        """The lines after the subject."""
        return tuple(self.message.lstrip("\n").split("\n")[1:])
