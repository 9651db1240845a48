"""Links to sessions and chats; labels by hand."""

import pytest

from tests.signals.commits import UUID, Label, inferred, labels, line, written

HEX = "a1" * 16

SESSIONS = {
    "https://claude.ai/code/session_01AbC": ("claude-code", "https://claude.ai/code/session_01AbC"),
    f"https://github.com/o/r/sessions/{UUID}": (
        "copilot",
        f"https://github.com/o/r/sessions/{UUID}",
    ),
    f"https://cursor.com/agents/bc-{UUID}?cursor_ref=pr_footer": (
        "cursor",
        f"https://cursor.com/agents/bc-{UUID}",
    ),
    "https://chatgpt.com/codex/tasks/task_e_0a1b": (
        "codex",
        "https://chatgpt.com/codex/tasks/task_e_0a1b",
    ),
    "https://chatgpt.com/codex/cloud/tasks/task_e_0a1b": (
        "codex",
        "https://chatgpt.com/codex/cloud/tasks/task_e_0a1b",
    ),
    f"https://app.devin.ai/desktop/session/{HEX}": (
        "devin",
        f"https://app.devin.ai/desktop/session/{HEX}",
    ),
    "[12](https://jules.google.com/task/12)": ("jules", "https://jules.google.com/task/12"),
    "jules.google.com/task/12": ("jules", "jules.google.com/task/12"),
    f"https://ampcode.com/threads/T-{UUID}": ("amp", f"https://ampcode.com/threads/T-{UUID}"),
    "**Factory Session:** https://app.factory.ai/sessions/QWXY9": (
        "factory-droid",
        "https://app.factory.ai/sessions/QWXY9",
    ),
    "https://app.tembo.io/sessions/9e34": ("tembo", "https://app.tembo.io/sessions/9e34"),
    "[View my work](https://codegen.com/agent/trace/179919)": (
        "codegen",
        "https://codegen.com/agent/trace/179919",
    ),
    "https://app.coderabbit.ai/code/tasks/0f5e": (
        "coderabbit",
        "https://app.coderabbit.ai/code/tasks/0f5e",
    ),
    "https://app.all-hands.dev/conversations/0f5e": (
        "openhands",
        "https://app.all-hands.dev/conversations/0f5e",
    ),
    "https://opencode.ai/s/0f5e": ("opencode", "https://opencode.ai/s/0f5e"),
    "https://terragonlabs.com/task/0f5e": ("terragon", "https://terragonlabs.com/task/0f5e"),
}

CHATS = {
    "https://claude.ai/share/0f5e": "claude",
    "https://claude.ai/chat/0f5e": "claude",
    "https://claude.ai/public/artifacts/0f5e": "claude",
    "https://chatgpt.com/share/0f5e": "chatgpt",
    "https://chatgpt.com/c/0f5e": "chatgpt",
    "https://chatgpt.com/g/0f5e": "chatgpt",
    "https://www.chatgpt.com/share/0f5e": "chatgpt",
    "https://gemini.google.com/share/0f5e": "gemini",
    "https://g.co/gemini/share/0f5e": "gemini",
    "https://aistudio.google.com/prompts/0f5e": "gemini",
    "https://grok.com/share/0f5e": "grok",
    "https://copilot.microsoft.com/shares/0f5e": "copilot",
    "https://chat.deepseek.com/share/0f5e": "",
}

SILENT = [
    "https://claude.ai/code",
    "https://claude.ai/code/onboarding",
    "https://aistudio.google.com/prompts/new_chat",
    "https://ampcode.com/manual",
    "https://cursor.com/agents",
    "https://notclaude.ai/share/0f5e",
    "https://claude.ai.example.org/share/0f5e",
    "https://github.com/o/r/issues/12",
    "https://gist.example.org/claude.ai",
    "mail@claude.ai/share/0f5e",
]


@pytest.mark.parametrize(("text", "who"), SESSIONS.items(), ids=list(SESSIONS))
def test_a_session_at_the_start_of_a_line(text: str, who: tuple[str, str]) -> None:
    agent, session = who
    assert labels(line(text)) == (Label(agent, "", session),)


@pytest.mark.parametrize(("text", "who"), SESSIONS.items(), ids=list(SESSIONS))
def test_a_session_that_a_sentence_tells_of_infers(text: str, who: tuple[str, str]) -> None:
    agent, session = who
    told = f"the story of it is told, among other things, at {text}"
    assert labels(line(told)) == (inferred(agent, "", session),)


@pytest.mark.parametrize(("text", "agent"), CHATS.items(), ids=list(CHATS))
def test_a_chat_infers(text: str, agent: str) -> None:
    for told in (text, f"Prompt: {text}", f"see {text}."):
        assert labels(line(told)) == (inferred(agent, "", text),)


@pytest.mark.parametrize(("text", "agent"), CHATS.items(), ids=list(CHATS))
def test_a_chat_in_the_subject_infers(text: str, agent: str) -> None:
    assert labels(written(f"new tool, {text}")) == (inferred(agent, "", text),)


@pytest.mark.parametrize("text", SILENT)
def test_another_page_says_nothing(text: str) -> None:
    assert line(text).markers == ()


def test_a_trailer_with_a_link_says_both() -> None:
    url = "https://claude.ai/code/session_01AbC"
    change = line(f"Claude-Session: {url}")
    assert labels(change) == (Label("claude-code", "", url), Label("claude-code", "", url))
    assert [marker.rule for marker in change.markers] == ["claude-link", "claude-session"]
