"""Names of merged branches."""

import pytest

from tests.signals.commits import written

TWO = ("1" * 40, "3" * 40)


@pytest.mark.parametrize(
    ("subject", "agent"),
    [
        ("Merge pull request #7 from owner/codex/fix-it", "codex"),
        ("Merge pull request #7 from owner/claude/fix-it", "claude-code"),
        ("Merge pull request #7 from owner/copilot/fix-7", "copilot"),
        ("Merge pull request #7 from owner/devin/1712345678-fix", "devin"),
        ("Merge branch 'cursor/fix-it'", "cursor"),
        ("Merge branch 'cursor/fix-it' into main", "cursor"),
    ],
)
def test_a_branch_of_an_agent_infers(subject: str, agent: str) -> None:
    change = written(subject, parents=TWO)
    assert change.kind == "inferred"
    assert change.agents == (agent,)


@pytest.mark.parametrize(
    "subject",
    [
        "Merge pull request #7 from owner/cursor-position",
        "Merge pull request #7 from owner/claude-extended-output",
        "Merge pull request #7 from owner/agent/api",
        "Merge pull request #7 from codex/main",
        "Merge branch 'main'",
    ],
)
def test_a_product_word_says_nothing(subject: str) -> None:
    assert written(subject, parents=TWO).kind == "unknown"


def test_only_a_merge_names_a_branch() -> None:
    assert written("Merge pull request #7 from owner/codex/fix-it").kind == "unknown"
