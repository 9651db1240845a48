"""Commits by hand, for signals to read, and labels by hand for what they say."""

from datetime import UTC, datetime
from typing import NamedTuple

from pbom import plugins
from pbom.model.change import Change
from pbom.model.commit import Commit, CommitHeader, Person
from pbom.model.marker import CommitClass, Role, Strength
from pbom.stages.classify import classify_commits

PACK = plugins.rule_pack()
ADA = Person("Ada", "ada@example.com")
MOMENT = datetime(2026, 3, 2, 12, tzinfo=UTC)
FORGE = "users.noreply.github.com"
ROBOT = "\N{ROBOT FACE}"
UUID = "0b6e7f9a-1c2d-4e3f-8a9b-0c1d2e3f4a5b"


class Label(NamedTuple):
    """What a text says, as a person reads it.

    Attributes:
        agent: The agent; empty where the text names none.
        model: The model.
        session: The session.
        role: What the one who is named did.
        strength: Whose word it is.
        kind: What the commit is by it.
    """

    agent: str = ""
    model: str = ""
    session: str = ""
    role: Role = "co-author"
    strength: Strength = "declared-by-tool"
    kind: CommitClass = "declared"


def by_person(agent: str, model: str = "", session: str = "") -> Label:
    """Somebody declares it."""
    return Label(agent, model, session, strength="declared-by-person")


def inferred(agent: str = "", model: str = "", session: str = "") -> Label:
    """It is only inferred."""
    return Label(agent, model, session, strength="inferred", kind="inferred")


def no_author(agent: str, role: Role, strength: Strength = "declared-by-tool") -> Label:
    """An agent that wrote nothing."""
    return Label(agent, role=role, strength=strength, kind="unknown")


NONE = Label(role="negative", strength="declared-by-person", kind="declared-none")
AUTOMATION = Label(role="automation", kind="unknown")


def labels(change: Change) -> tuple[Label, ...]:
    """What a change's markers say, in the form of a label."""
    return tuple(
        Label(marker.agent, marker.model, marker.session, marker.role, marker.strength, change.kind)
        for marker in change.markers
    )


def commit(
    message: str,
    *,
    author: Person = ADA,
    committer: Person = ADA,
    parents: tuple[str, ...] = ("1" * 40,),
) -> Commit:
    """A commit with that message."""
    return Commit(
        header=CommitHeader(
            id="2" * 40,
            tree="3" * 40,
            parents=parents,
            author=author,
            committer=committer,
            authored_at=int(MOMENT.timestamp()),
            committed_at=int(MOMENT.timestamp()),
            signature="",
            subject=message.partition("\n")[0],
        ),
        message=message,
    )


def read(one: Commit) -> Change:
    """A commit, read by every signal."""
    (change,) = classify_commits([one], plugins.signals(), PACK)
    return change


def written(
    message: str,
    *,
    author: Person = ADA,
    committer: Person = ADA,
    parents: tuple[str, ...] = ("1" * 40,),
) -> Change:
    """A commit with that message, read by every signal."""
    return read(commit(message, author=author, committer=committer, parents=parents))


def with_line(text: str) -> Commit:
    """A commit with one line under its subject."""
    return commit(f"subject\n\nbody\n\n{text}\n")


def line(text: str) -> Change:
    """The same, read by every signal."""
    return read(with_line(text))
