"""The rules of no-ai-marks, if it is installed: what they flag in one commit."""

from collections.abc import Callable
from importlib.util import find_spec
from types import SimpleNamespace

from pbom.model.commit import Commit

ATTRIBUTIONS = frozenset(
    {"ai-trailer", "ai-identity", "ai-footer", "ai-generic", "ai-tag", "ai-session-link"}
)
"""Its rules that speak of who wrote; the others look for characters and emoji."""

Flag = Callable[[Commit], list[str]]


def peer() -> Flag | None:
    """A function that says what they flag; ``None`` where it is not installed."""
    if find_spec("no_ai_marks") is None:
        return None
    from no_ai_marks.config import Config  # noqa: PLC0415 - it need not be there
    from no_ai_marks.scan import Scanner  # noqa: PLC0415

    config = Config()

    def flag(commit: Commit) -> list[str]:
        header, scanner = commit.header, Scanner(config)
        scanner.commit(
            SimpleNamespace(
                sha=header.id,
                author_name=header.author.name,
                author_email=header.author.email,
                committer_name=header.committer.name,
                committer_email=header.committer.email,
                message=commit.message,
            )
        )
        flagged = [one for one in scanner.findings if one.rule in ATTRIBUTIONS]
        return [f"{one.rule}: {one.excerpt or one.message}" for one in flagged]

    return flag
