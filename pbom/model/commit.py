"""Commits, as their objects say."""

from datetime import UTC, datetime
from typing import Literal, NamedTuple

from msgspec import Struct

SignatureForm = Literal["", "openpgp", "ssh", "x509"]
"""Form of the signature that a commit object carries; empty where it carries none."""


class Person(Struct, frozen=True, order=True):
    """Whoever a commit names: text, not an identity.

    Attributes:
        name: As written.
        email: As written, without the angle brackets.
    """

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class CommitHeader(NamedTuple):
    """One commit without the body of its message; a history has a hundred thousand of them.

    Attributes:
        id: Object id, hexadecimal.
        tree: Object id of its tree.
        parents: Ids of the parents, as the object says; more than one for a merge.
        author: Who wrote it, it says; never mapped by ``.mailmap``.
        committer: Who committed it, it says.
        authored_at: When it was written, in seconds since 1970, UTC.
        committed_at: When it was committed, likewise.
        signature: Form of the signature in it; nobody has checked it.
        subject: The first line of the message.
    """

    id: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    authored_at: int
    committed_at: int
    signature: SignatureForm
    subject: str

    @property
    def authored(self) -> datetime:
        """When it was written, UTC."""
        return datetime.fromtimestamp(self.authored_at, UTC)

    @property
    def committed(self) -> datetime:
        """When it was committed, UTC."""
        return datetime.fromtimestamp(self.committed_at, UTC)


class Commit(Struct, frozen=True, kw_only=True):
    """One commit, whole.

    Attributes:
        header: Everything but the message's body.
        message: The whole message; bytes that are not text are escaped.
    """

    header: CommitHeader
    message: str

    @property
    def body(self) -> tuple[str, ...]:
        """The lines after the subject, split when somebody asks for them."""
        return tuple(self.message.split("\n")[1:])


class OddCommit(Commit, frozen=True):
    """A commit that git would not have written, such as one with two authors.

    Others may read it in another way, so it is worth a word.
    """
