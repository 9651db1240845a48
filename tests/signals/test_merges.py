"""Names of merged branches."""

import pytest

from tests.signals.commits import commit, read, written

TWO = ("1" * 40, "3" * 40)

BRANCHES = {
    "codex/fix-it": "codex",
    "claude/nascar-seasons-fAF9W": "claude-code",
    "copilot/fix-7": "copilot",
    "cursor/fix-it": "cursor",
    "devin/1712345678-fix": "devin",
    "jules-1234567890-0a1b2c3d": "jules",
    "openhands-fix-issue-12": "openhands",
    "tembo/fix": "tembo",
    "sweep/fix": "sweep",
    "coderabbit/fix": "coderabbit",
    "Q-DEV-issue-12-1712345678": "amazon-q",
    "opencode/issue12": "opencode",
    "terragon/fix": "terragon",
    "junie/issue-12": "junie",
    "codegen-bot/fix": "codegen",
    "ona/fix": "ona",
    "vk/1a2b-fix": "vibe-kanban",
}

SUBJECTS = (
    "Merge pull request #7 from owner/{}",
    "Merge branch '{}'",
    "Merge branch '{}' into 'main'",
    "Merge branch '{}' into main",
    "Merge remote-tracking branch 'origin/{}'",
    "Merge branch '{}' of https://forge.example/o/r",
    "Merged in {} (pull request #7)",
    "Merge pull request 'A title' (#7) from {} into main",
)


@pytest.mark.parametrize(("branch", "agent"), BRANCHES.items(), ids=list(BRANCHES))
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_branch_of_an_agent_infers(subject: str, branch: str, agent: str) -> None:
    change = written(subject.format(branch), parents=TWO)
    assert change.kind == "inferred"
    assert change.agents == (agent,)
    assert [(marker.where, marker.role) for marker in change.markers] == [
        ("merge subject", "author")
    ]


def test_a_server_that_names_the_branch_in_the_body() -> None:
    message = "Pull request #7: A title\n\nMerge in KEY/repo from codex/fix-it to main\n"
    assert read(commit(message, parents=TWO)).agents == ("codex",)


@pytest.mark.parametrize(
    "subject",
    [
        "Merge pull request #7 from owner/cursor-position",
        "Merge pull request #7 from owner/claude-extended-output",
        "Merge pull request #7 from owner/agent/api",
        "Merge pull request #7 from owner/feature/codex/x",
        "Merge pull request #7 from owner/devin/fix",
        "Merge pull request #7 from owner/jules/fix",
        "Merge pull request #7 from codex/main",
        "Merge pull request #7 from cursor/dependabot/npm",
        "Merge branch 'main'",
        "Merge branch 'main' into codex/fix-it",
        "Merge branch 'ps/ssh-agent'",
        "Merge tag 'codex/1'",
        "Merged PR 12: codex/fix",
        "mention 'codex/fix-it'",
    ],
)
def test_a_product_word_says_nothing(subject: str) -> None:
    assert written(subject, parents=TWO).kind == "unknown"


def test_only_a_merge_names_a_branch() -> None:
    assert written("Merge pull request #7 from owner/codex/fix-it").kind == "unknown"
