"""Trailers of policies and of people: every shape of a value that was seen; labels by hand."""

import pytest

from tests.signals.commits import NONE, UUID, Label, by_person, labels, line, no_author, written

SHAPES = {
    # Linux kernel and Zephyr
    "Assisted-by: Claude:claude-3-opus coccinelle sparse": by_person(
        "claude-code", "claude-3-opus"
    ),
    "Assisted-by: LLM checkpatch": by_person("llm"),
    "Assisted-by: LLM": by_person("llm"),
    # git.git
    "Assisted-by: Claude Opus 4.6": by_person("claude-code", "Claude Opus 4.6"),
    "Assisted-by: Opus 4.7": by_person("", "Opus 4.7"),
    "Assisted-by: Claude Sonnet 4.5": by_person("claude-code", "Claude Sonnet 4.5"),
    # spec-kit
    "Assisted-by: GitHub Copilot (model: GPT-5.6 Sol, autonomous)": by_person(
        "copilot", "GPT-5.6 Sol"
    ),
    "Assisted-by: Codex (model: GPT-5, supervised)": by_person("codex", "GPT-5"),
    "Assisted-by: GitHub Copilot (model: unknown, autonomous)": by_person("copilot"),
    "Assisted-by: GitHub Copilot (autonomous)": by_person("copilot"),
    "Assisted-by: OpenAI Codex (GPT-5, autonomous)": by_person("codex", "GPT-5"),
    "Assisted-by: Claude Code (model: claude-opus-5, under direct human supervision)": by_person(
        "claude-code", "claude-opus-5"
    ),
    "Assisted-by: Claude Opus 5 (model: claude-opus-5, autonomous)": by_person(
        "claude-code", "claude-opus-5"
    ),
    "Assisted-by: Claude Sonnet 5 (autonomous)": by_person("claude-code", "Claude Sonnet 5"),
    "Assisted-by: opencode (model: glm-5.2, autonomous)": by_person("opencode", "glm-5.2"),
    "Assisted-by: Droid (oracle-reviewer)": by_person("factory-droid"),
    "Assisted-by: Cursor Grok 4.5 (supervised)": by_person("cursor", "Grok 4.5"),
    "Assisted-by: IBM Bob (model: claude-sonnet-4-5, autonomous)": by_person(
        "ibm-bob", "claude-sonnet-4-5"
    ),
    "Assisted-by: Kimi (model: opencode-go/kimi-k2.7-code, autonomous)": by_person(
        "kimi", "opencode-go/kimi-k2.7-code"
    ),
    "Assisted-By: \N{ROBOT FACE} Claude Code": by_person("claude-code"),
    "Assisted-by: AI": by_person("llm"),
    # Mesa, Calcite, Fedora, ASF
    "Assisted-by: Claude Code (claude-opus-5)": by_person("claude-code", "claude-opus-5"),
    "Assisted-by: generic LLM chatbot": by_person("llm"),
    "Assisted-by: AI coding assistant": by_person("llm"),
    "Generated-by: Claude Opus 5 (1M context)": by_person(
        "claude-code", "Claude Opus 5 (1M context)"
    ),
    "Generated-by: cursor-agent/0.42 (model: claude-sonnet-4-5; operator: a@b.example)": by_person(
        "cursor", "claude-sonnet-4-5"
    ),
    "Generated-by: ChatGPT": by_person("chatgpt"),
    # crush
    "Assisted-by: Crush:glm-4.7": Label("crush", "glm-4.7"),
    "Assisted-by: Crush:anthropic/claude-opus-5": Label("crush", "anthropic/claude-opus-5"),
    "Assisted-by: Claude Opus 4.5 via Crush": by_person("crush", "Claude Opus 4.5"),
    "Assisted-by: Kimi K3 via Crush <crush@charm.land>": Label("crush", "Kimi K3"),
    # addresses that say more than the words
    "Assisted-by: Claude Sonnet 4.6 <noreply@anthropic.com>": Label(
        "claude-code", "Claude Sonnet 4.6"
    ),
    "Assisted-by: Claude <claude.ai>": by_person("claude-code"),
    "Assisted-by: Gemini <noreply@em.gemini.com>": by_person("gemini-cli"),
    "Generated-by: GitHub Copilot <github.copilot@github.com>": by_person("copilot"),
    "Co-developed-by: Claude Opus 4.7 <noreply@anthropic.com>": Label(
        "claude-code", "Claude Opus 4.7"
    ),
    # vim, ghostty, proposals
    "AI-assisted: Codex": by_person("codex"),
    "AI-assisted: Changes applied with Claude Code.": by_person("claude-code"),
    "AI-assistant: OpenCode v1.0.203 (Claude Opus 4.5)": by_person("opencode", "Claude Opus 4.5"),
    "AI-Agent: something new": by_person(""),
    "AI-Generated: yes": by_person(""),
    "AI-Model: gpt-5": by_person("", "gpt-5"),
    "AI-Lines: 12": by_person(""),
    "Committed-By-Agent: claude": by_person("claude-code"),
    "LLM-Assisted-by: Claude": by_person("claude-code"),
    "Coding-Agent: Claude Code": by_person("claude-code"),
    "Agent: Claude Code": by_person("claude-code"),
    "Made-with: Codex": by_person("codex"),
    "Agent-Signature: claude-opus-4-8-high on behalf of Ada": by_person(
        "claude-code", "claude-opus-4-8-high"
    ),
    # tools that nobody has heard of
    f"Assisted-by: devx/{UUID}": by_person("devx", "", UUID),
    "Assisted-by: frobnicator:claude-opus-5": by_person("frobnicator", "claude-opus-5"),
    "Assisted-by: Frob Agent:gpt-5.6-sol": by_person("Frob Agent", "gpt-5.6-sol"),
    "Assisted-by: frob/1.2 (model: qwen3.7-max; operator: x)": by_person("frob", "qwen3.7-max"),
    "Assisted-by: Frob (gpt-5)": by_person("Frob", "gpt-5"),
    "Assisted-by: frob (AI coding agent)": by_person("frob"),
    "Assisted-by: Claude:claude-next-9#high (orchestrator)": by_person(
        "claude-code", "claude-next-9"
    ),
    "Assisted-by: openai-codex:gpt-5.5 [read,bash,edit]": by_person("codex", "gpt-5.5"),
    # what AI was used for
    "AI-used-for: code, tests": by_person(""),
    "AI-used-for: research, review": no_author("", "reviewer", "declared-by-person"),
    # malformed, and real
    "Assisted-by: Assisted-by: Claude Code": by_person("claude-code"),
    "Co-authored-by: Charm Crush <crush@charm.land": Label("crush"),
    "Co-authored-by: \N{ROBOT FACE} Claude Code <noreply@anthropic.com>": Label("claude-code"),
    "Co-authored-by: \N{HEART WITH ARROW} Crush <crush@charm.land>": Label("crush"),
    'Co-Authored-By: Claude <noreply@anthropic.com>"': Label("claude-code"),
    "Co-authored-by: Claude noreply@anthropic.com": Label("claude-code"),
    "  - Co-authored-by: Claude <noreply@anthropic.com>": Label("claude-code"),
    "* Co-authored-by: Claude <noreply@anthropic.com>": Label("claude-code"),
    "**Co-authored-by:** Claude <noreply@anthropic.com>": Label("claude-code"),
    "Co-authored-by : Claude <noreply@anthropic.com>": Label("claude-code"),
    "CO-AUTHORED-BY: CLAUDE <NOREPLY@ANTHROPIC.COM>": Label("claude-code"),
    "Co-authored-by: Claude <noreply@anthropic.com>\r": Label("claude-code"),
    "Co-authored-by: Cl\N{ZERO WIDTH SPACE}aude <noreply@anthropic.com>": Label("claude-code"),
    "\N{FULLWIDTH LATIN CAPITAL LETTER C}o-authored-by: Claude <noreply@anthropic.com>": Label(
        "claude-code"
    ),
    "Co-authored-by: Claude <noreply@anthropic\N{ONE DOT LEADER}com>": Label("claude-code"),
    "Co-authored-by: M\N{LATIN SMALL LETTER DOTLESS I}stral Vibe <vibe@mistral.ai>": Label(
        "mistral-vibe"
    ),
    # nobody
    "Assisted-by: none": NONE,
    "Assisted-by: n/a": NONE,
    "Assisted-by: None.": NONE,
    "Co-Authored-By: none": NONE,
    "AI-Assisted: no": NONE,
    "AI-Generated: false": NONE,
    "Generated-by: -": NONE,
}

PEOPLE = [
    "Co-authored-by: Claude Dupont <claude.dupont@example.org>",
    "Co-authored-by: Claude <claude@example.org>",
    "Co-authored-by: Claude-Henri Dupont <chd@example.org>",
    "Co-authored-by: arkanovicz <claude@renegat.example>",
    "Co-authored-by: Devin J. Pohly <djpohly@example.org>",
    "Co-authored-by: Jane Doe and Claude Shannon",
    "Co-authored-by: Travis Cline <travis.cline@example.org>",
    "Co-authored-by: Charlie <charlie@example.org>",
    "Co-authored-by: Kimi <k@example.org>",
    "Signed-off-by: Devin Carr <devin@example.org>",
    "Signed-off-by: Jules Maselbas <jules@example.org>",
    "Signed-off-by: Pi Fisher <pi@example.org>",
    "Signed-off-by: Vibe Coder <vibe@example.org>",
    "Helped-by: Taylor <taylor@openai.com>",
    "Reported-by: Hermes Zhang <hermes@example.org>",
    "Assisted-by: Claude Dupont",
    "Assisted-by: Daniel Stenberg",
    "Assisted-by: Daniel Stenberg <daniel@example.org>",
    "Assisted-by: Amp Lifier",
    "Assisted-by: Cody Jones",
    "Assisted-by: nick on github",
    "Assisted-by: @nick",
    "Assisted-by: Stefan (the other one)",
    "Co-authored-by: Somebody <somebody@openai.com>",
    "Co-authored-by: Somebody <somebody@anthropic.com>",
    "Generated-by: make",
    "Generated-by: OpenAPI Generator (7.1.0)",
    "Made-with: love",
    "Built-with: Docker",
    "Agent: HookBead, RoleBead, AgentState",
    "agent: use the new API",
    "tool: fix the crush of two lines",
    "model: gpt-4-1106-preview",
    "Reviewed-by: none",
]


@pytest.mark.parametrize(("text", "label"), SHAPES.items(), ids=list(SHAPES))
def test_a_shape_of_a_value(text: str, label: Label) -> None:
    change = line(text)
    assert labels(change) == (label,)
    assert change.markers[0].raw == text


@pytest.mark.parametrize("text", PEOPLE)
def test_a_person_or_a_word(text: str) -> None:
    change = line(text)
    assert change.markers == ()
    assert change.kind == "unknown"


def test_a_model_in_a_line_of_its_own() -> None:
    change = line("Coding-Agent: Claude Code\nModel: claude-opus-4-6")
    assert labels(change) == (by_person("claude-code", "claude-opus-4-6"),)


def test_a_none_beside_an_agent_is_a_conflict_and_both_are_kept() -> None:
    change = line("Assisted-by: none\nCo-authored-by: Claude <noreply@anthropic.com>")
    assert change.kind == "declared"
    assert change.conflict
    assert {marker.role for marker in change.markers} == {"negative", "co-author"}


def test_several_people_in_one_line() -> None:
    change = line("Co-authored-by: Jane <j@example.org>, Claude <noreply@anthropic.com>")
    assert labels(change) == (Label("claude-code"),)


def test_lines_above_the_trailer_block_count() -> None:
    """Squash merges leave the lines of each commit in the middle of the message."""
    message = (
        "feature (#7)\n\n* one\n\nCo-authored-by: Claude <noreply@anthropic.com>\n\n* two\n\n"
        "Signed-off-by: Ada <ada@example.com>\n"
    )
    assert written(message).kind == "declared"


def test_a_blank_line_before_the_last_trailers_hides_nothing() -> None:
    message = "docs\n\nGenerated-By: mintlify-agent\n\nCo-authored-by: Ada <ada@example.com>\n"
    assert written(message).agents == ("mintlify-agent",)


def test_a_squash_by_git_itself_lists_indented_messages() -> None:
    message = (
        "wip\n\nSquashed commit of the following:\n\ncommit 1234567\nAuthor: Ada <a@example.com>\n"
        "\n    one\n\n    Co-Authored-By: Claude <noreply@anthropic.com>\n"
    )
    assert labels(written(message)) == (Label("claude-code"),)


def test_trailers_of_a_message_that_is_indented_throughout_infer() -> None:
    message = (
        "fix\n\nText.\n\n    1. one\n    2. two\n\n"
        "    Co-Authored-By: Claude <noreply@anthropic.com>\n"
    )
    change = written(message)
    assert [(marker.agent, marker.strength) for marker in change.markers] == [
        ("claude-code", "inferred")
    ]


def test_a_hook_that_over_attributes_only_infers() -> None:
    text = "Co-authored-by: Claude Code <noreply@anthropic.com>\nAi-assisted: true"
    change = line(text)
    assert change.kind == "inferred"
    assert change.agents == ("claude-code",)


def test_a_very_long_line_is_looked_at_up_to_a_limit() -> None:
    long = "x" * 10_000
    assert line(f"Co-authored-by: Claude <noreply@anthropic.com> {long}").kind == "declared"
    assert line(f"{long} Co-authored-by: Claude <noreply@anthropic.com>").markers == ()
