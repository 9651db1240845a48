"""Commits by hand, for signals to read."""

from datetime import UTC, datetime

from pbom import plugins
from pbom.model.change import Change
from pbom.model.commit import Commit, Person
from pbom.stages.classify import classify_commits

PACK = plugins.rule_pack()
ADA = Person("Ada", "ada@example.com")
MOMENT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def written(
    message: str,
    *,
    author: Person = ADA,
    committer: Person = ADA,
    parents: tuple[str, ...] = ("1" * 40,),
) -> Change:
    """A commit, read by every signal."""
    commit = Commit(
        id="2" * 40,
        parents=parents,
        author=author,
        committer=committer,
        authored=MOMENT,
        committed=MOMENT,
        message=message,
    )
    (change,) = classify_commits([commit], plugins.signals(), PACK)
    return change


def line(text: str) -> Change:
    """A commit with one line under its subject."""
    return written(f"subject\n\nbody\n\n{text}\n")
