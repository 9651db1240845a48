"""Commits by hand, for signals to read."""

from datetime import UTC, datetime

from pbom import plugins
from pbom.model.change import Change
from pbom.model.commit import Commit, CommitHeader, Person
from pbom.stages.classify import classify_commits

PACK = plugins.rule_pack()
ADA = Person("Ada", "ada@example.com")
MOMENT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def commit(
    message: str,
    *,
    author: Person = ADA,
    committer: Person = ADA,
    parents: tuple[str, ...] = ("1" * 40,),
) -> Commit:
    """A commit with that message."""
    subject, *body = message.split("\n")
    return Commit(
        header=CommitHeader(
            id="2" * 40,
            tree="3" * 40,
            parents=parents,
            author=author,
            committer=committer,
            authored=MOMENT,
            committed=MOMENT,
            signature="",
            subject=subject,
        ),
        body=tuple(body),
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
