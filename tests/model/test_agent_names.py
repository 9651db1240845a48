"""Names of agents: one agent, whatever a tool calls it."""

import pytest

from pbom import plugins
from pbom.model.agent_names import agent_called

WORDS = plugins.rule_pack().words.tools


@pytest.mark.parametrize(
    ("name", "agent"),
    [
        ("claude", "claude-code"),
        ("Claude Code", "claude-code"),
        ("claude-code", "claude-code"),
        ("github-copilot", "copilot"),
        ("GitHub Copilot CLI", "copilot"),
        ("copilot-cli", "copilot"),
        ("Gemini CLI", "gemini-cli"),
        ("gemini", "gemini-cli"),
        ("cursor", "cursor"),
        ("qwen_coder", "qwen-code"),
        ("Factory Droid", "factory-droid"),
        ("mock_ai", "mock-ai"),
        ("claudette", "claudette"),
        ("", ""),
    ],
)
def test_an_agent_by_another_name(name: str, agent: str) -> None:
    assert agent_called(name, WORDS) == agent
