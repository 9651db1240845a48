"""Every form of trailer that was seen in real histories, and every trap; labels by hand."""

import pytest

from tests.signals.commits import line, written

FORGE = "users.noreply.github.com"

WROTE = {
    "Co-Authored-By: Claude <noreply@anthropic.com>": ("claude-code", ""),
    "Co-Authored-By: Claude Opus 4.6 (1M context) <noreply@anthropic.com>": (
        "claude-code",
        "Claude Opus 4.6 (1M context)",
    ),
    "Co-authored-by: Claude Code <noreply@anthropic.com>": ("claude-code", ""),
    "Co-authored-by: GPT-5.6 Sol <noreply@anthropic.com>": ("claude-code", "GPT-5.6 Sol"),
    "Co-authored-by: Claude Code <claude@anthropic.com>": ("claude-code", ""),
    f"Co-authored-by: claude[bot] <41898282+claude[bot]@{FORGE}>": ("claude-code", ""),
    f"Co-authored-by: Copilot <223556219+Copilot@{FORGE}>": ("copilot", ""),
    "Co-authored-by: Copilot <copilot@github.com>": ("copilot", ""),
    "Co-authored-by: Cursor <cursoragent@cursor.com>": ("cursor", ""),
    "Made-with: Cursor": ("cursor", ""),
    "Co-authored-by: Codex <noreply@openai.com>": ("codex", ""),
    "Co-authored-by: aider (gpt-4o) <aider@aider.chat>": ("aider", "gpt-4o"),
    f"Co-authored-by: Devin AI <158243242+devin-ai-integration[bot]@{FORGE}>": ("devin", ""),
    f"Co-authored-by: google-labs-jules[bot] <161369871+google-labs-jules[bot]@{FORGE}>": (
        "jules",
        "",
    ),
    "Co-authored-by: Gemini": ("gemini-cli", ""),
    f"Co-authored-by: Gemini <218195315+gemini-cli@{FORGE}>": ("gemini-cli", ""),
    "Co-authored-by: openhands <openhands@all-hands.dev>": ("openhands", ""),
    "Co-authored-by: Amp <amp@ampcode.com>": ("amp", ""),
    "Co-Authored-By: Crush <crush@charm.land>": ("crush", ""),
    "Co-authored-by: GLM-4.7 via Crush <crush@charm.land>": ("crush", "GLM-4.7"),
    "Co-authored-by: Charm Crush <crush@charm.land": ("crush", ""),
    "Co-Authored-By: opencode <noreply@opencode.ai>": ("opencode", ""),
    "Co-authored-by: Goose <opensource@block.xyz>": ("goose", ""),
    "Co-authored-by: Qwen-Coder <qwen-coder@alibabacloud.com>": ("qwen-code", ""),
    f"Co-authored-by: factory-droid[bot] <138933559+factory-droid[bot]@{FORGE}>": (
        "factory-droid",
        "",
    ),
    "Co-Authored-By: Warp <agent@warp.dev>": ("warp", ""),
    "Co-authored-by: Kiro <noreply@kiro.dev>": ("kiro", ""),
    "Co-authored-by: Junie <junie@jetbrains.com>": ("junie", ""),
    "Co-authored-by: Zed <zed@zed.dev>": ("zed", ""),
    "Co-Authored-By: Continue <noreply@continue.dev>": ("continue", ""),
    "Assisted-by: Claude:claude-3-opus coccinelle sparse": ("claude-code", "claude-3-opus"),
    "Assisted-by: Crush:glm-4.7": ("crush", "glm-4.7"),
    "Assisted-by: LLM checkpatch": ("llm", ""),
    "Assisted-by: Claude Opus 4.6": ("claude-code", "Claude Opus 4.6"),
    "Assisted-by: Opus 4.7": ("", "Opus 4.7"),
    "Assisted-by: GitHub Copilot (model: GPT-5.6 Sol, autonomous)": ("copilot", "GPT-5.6 Sol"),
    "Generated-by: Claude Opus 5 (1M context)": ("claude-code", "Claude Opus 5 (1M context)"),
    "AI-assisted: Codex": ("codex", ""),
    "AI-assistant: OpenCode v1.0.203 (Claude Opus 4.5)": ("opencode", "Claude Opus 4.5"),
    "Co-developed-by: Claude Opus 4.7 <noreply@anthropic.com>": ("claude-code", "Claude Opus 4.7"),
    "Co-developed-by: Gemini": ("gemini-cli", ""),
    "Assisted-by: Assisted-by: Claude Code": ("claude-code", ""),
    "Co-authored-by: \N{ROBOT FACE} Claude Code <noreply@anthropic.com>": ("claude-code", ""),
    "  - Co-authored-by: Claude <noreply@anthropic.com>": ("claude-code", ""),
    "CO-AUTHORED-BY: CLAUDE <NOREPLY@ANTHROPIC.COM>": ("claude-code", ""),
    "Co-authored-by: Cl\N{ZERO WIDTH SPACE}aude <noreply@anthropic.com>": ("claude-code", ""),
}

SILENT = [
    "Co-authored-by: Claude Dupont <claude.dupont@example.org>",
    "Co-authored-by: Claude <claude@example.org>",
    "Signed-off-by: Devin Carr <devin@example.org>",
    "Signed-off-by: Jules Maselbas <jules@example.org>",
    "Assisted-by: Claude Dupont",
    "Assisted-by: Daniel Stenberg",
    "Assisted-by: Amp Lifier",
    "Co-authored-by: Somebody <somebody@openai.com>",
    "Co-authored-by: Somebody <somebody@anthropic.com>",
    "Reported-by: Copilot",
    "Spotted by Copilot",
    "agent: use the new API",
    "model: gpt-4-1106-preview",
    "    Co-authored-by: Claude <noreply@anthropic.com>",
    "> Co-authored-by: Claude <noreply@anthropic.com>",
    r'commit -m "x\nCo-authored-by: Claude <noreply@anthropic.com>"',
    "see Co-authored-by: Claude <noreply@anthropic.com>",
]


@pytest.mark.parametrize(("text", "who"), WROTE.items(), ids=list(WROTE))
def test_an_agent_wrote(text: str, who: tuple[str, str]) -> None:
    change = line(text)
    assert change.kind == "declared"
    wrote = [marker for marker in change.markers if marker.wrote]
    assert (wrote[0].agent, wrote[0].model) == who
    assert wrote[0].raw == text


@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_said(text: str) -> None:
    change = line(text)
    assert change.markers == ()
    assert change.kind == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        f"Co-authored-by: Copilot <175728472+Copilot@{FORGE}>",
        f"Co-authored-by: Copilot Autofix powered by AI <175728472+Copilot@{FORGE}>",
        f"Co-authored-by: gemini-code-assist[bot] <176961590+gemini-code-assist[bot]@{FORGE}>",
        f"Co-authored-by: x <62310815+github-advanced-security[bot]@{FORGE}>",
        f"Co-authored-by: coderabbitai[bot] <136622811+coderabbitai[bot]@{FORGE}>",
    ],
)
def test_an_accepted_suggestion_is_not_authorship(text: str) -> None:
    change = line(text)
    assert [marker.role for marker in change.markers] == ["suggestion"]
    assert change.kind == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        f"signed-off-by: dependabot[bot] <49699333+dependabot[bot]@{FORGE}>",
        f"Co-authored-by: renovate[bot] <29139614+renovate[bot]@{FORGE}>",
        f"Co-authored-by: github-actions[bot] <41898282+github-actions[bot]@{FORGE}>",
    ],
)
def test_automation_is_not_an_agent(text: str) -> None:
    change = line(text)
    assert [marker.role for marker in change.markers] == ["automation"]
    assert change.kind == "unknown"


@pytest.mark.parametrize(
    "text", ["Assisted-by: none", "Co-Authored-By: none", "AI-Assisted: no", "Assisted-by: n/a"]
)
def test_a_declared_none(text: str) -> None:
    assert line(text).kind == "declared-none"


def test_a_none_beside_an_agent_is_a_conflict_and_both_are_kept() -> None:
    change = line("Assisted-by: none\nCo-authored-by: Claude <noreply@anthropic.com>")
    assert change.kind == "declared"
    assert change.conflict
    assert {marker.role for marker in change.markers} == {"negative", "co-author"}


def test_an_agent_that_reviewed_wrote_nothing() -> None:
    change = line("Reviewed-by: Claude <noreply@anthropic.com>")
    assert [marker.role for marker in change.markers] == ["reviewer"]
    assert change.kind == "unknown"


def test_the_subject_is_never_a_trailer() -> None:
    assert written("Co-authored-by: Claude <noreply@anthropic.com>").markers == ()


def test_lines_above_the_trailer_block_count() -> None:
    """Squash merges leave the lines of each commit in the middle of the message."""
    message = (
        "feature (#7)\n\n* one\n\nCo-authored-by: Claude <noreply@anthropic.com>\n\n* two\n\n"
        "Signed-off-by: Ada <ada@example.com>\n"
    )
    assert written(message).kind == "declared"
