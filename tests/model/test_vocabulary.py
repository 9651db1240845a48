"""How people name tools and models, and that no value takes long to read."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.model.message import plain
from pbom.model.vocabulary import Named
from tests.signals.commits import PACK

WORDS = PACK.words


@pytest.mark.parametrize(
    "text",
    [
        "gpt-5.6 Sol",
        "gpt-4o",
        "Claude 3.5 Sonnet",
        "claude-3-opus",
        "Opus 4.7",
        "openai/gpt-5.6-sol",
        "AWS Claude Opus 4.6",
        "Z.ai: GLM 5.1",
        "MiniMax M3",
        "o3-mini",
        "kimi-k3",
        "qwen3.7-max",
        "gemini-2.5-pro",
        "mimo-v2-free",
    ],
)
def test_a_model(text: str) -> None:
    assert WORDS.is_model(text)


@pytest.mark.parametrize(
    "text",
    ["Claude", "Claude Dupont", "Opus", "Sonnet of Ada", "Gemini", "Kimi", "Grok", "o", "office 3"],
)
def test_no_model(text: str) -> None:
    assert not WORDS.is_model(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Claude Code", Named("claude-code")),
        ("`Claude Code`", Named("claude-code")),
        ("[Claude Code](https://claude.com/claude-code)", Named("claude-code")),
        ("claude", Named("claude-code", ambiguous=True)),
        ("GitHub Copilot using Claude 3.5 Sonnet", Named("copilot", "Claude 3.5 Sonnet")),
        ("Cline \N{MIDDLE DOT} Kimi K3", Named("cline", "Kimi K3")),
        ("Codex (GPT 5.6 Sol)", Named("codex", "GPT 5.6 Sol")),
        ("Crush:AWS Claude Opus 4.6", Named("crush", "AWS Claude Opus 4.6")),
        ("GPT-5.2 via Crush", Named("crush", "GPT-5.2")),
        ("GPT-5.2 via Frob", Named("Frob", "GPT-5.2")),
        ("claude-code/2.1.0", Named("claude-code")),
        ("AI", Named("llm", ambiguous=True)),
        ("an AI assistant", None),
        ("Claude Dupont", None),
        ("", None),
    ],
)
def test_what_a_value_names(text: str, named: Named | None) -> None:
    found = WORDS.read(text)
    assert found == named or (found and named and found[:4] == named[:4])


@given(text=st.text(max_size=200))
def test_every_text_is_read(text: str) -> None:
    WORDS.read(text)
    WORDS.read_unknown(text)
    PACK.sentences.read(plain(text))
    PACK.identify(text, text)


@pytest.mark.parametrize(
    "filling", ["a ", "a-", "a/", "(", "a:", "claude ", "x via ", "gpt-5 ", "<", "\u200b"]
)
def test_no_value_takes_long(filling: str) -> None:
    text = filling * (4096 // len(filling))
    started = time.process_time()
    for key in ("co-authored-by", "assisted-by", "ai-assisted", "reviewed-by"):
        PACK.trailer_reader.read(key, text)
    PACK.sentences.read(text)
    PACK.sentences.tag(text)
    PACK.line(text)
    PACK.link(text)
    PACK.identify(text, text)
    assert time.process_time() - started < 2
