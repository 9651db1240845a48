"""What looks like a marker and is none, or says less than it seems; one test for each trap."""

import pytest

from pbom.model.commit import Person
from tests.signals.commits import FORGE, ROBOT, Label, labels, line, no_author, written

CLAUDE = "Co-authored-by: Claude <noreply@anthropic.com>"
REVERT = 'Revert "add a cache"\n\nThis reverts commit 0a1b2c3d.\n\n'


@pytest.mark.parametrize("name", ["Claude", "Devin", "Jules", "Cody", "Gemini", "Kimi"])
def test_a_first_name(name: str) -> None:
    person = Person(f"{name} Dupont", f"{name.lower()}@dupont.example")
    change = written(
        f"subject\n\nSigned-off-by: {person}\nReviewed-by: {person}\nCo-authored-by: {person}\n",
        author=person,
        committer=person,
    )
    assert change.markers == ()


@pytest.mark.parametrize(
    "vendor",
    ["openai", "anthropic", "ampcode", "sourcegraph", "augmentcode", "roocode", "cursor"],
)
def test_somebody_who_works_for_a_vendor(vendor: str) -> None:
    person = Person("Ada", f"ada@{vendor}.com")
    change = written(f"subject\n\nCo-authored-by: {person}\n", author=person, committer=person)
    assert change.markers == ()


def test_help_among_people() -> None:
    assert line("Assisted-by: Jay Satiro").markers == ()


def test_a_finder_wrote_nothing() -> None:
    change = line("Reported-by: Copilot\nSpotted by Copilot")
    assert {label.role for label in labels(change)} == {"reviewer"}
    assert change.kind == "unknown"


@pytest.mark.parametrize(
    "text",
    ["the cursor moves", "amp up", "goose", "crush it", "continue", "kiro", "cline", "oz", "warp"],
)
def test_a_word_of_the_language(text: str) -> None:
    assert written(f"{text}\n\n{text}\nby {text}\nwith {text}\n").markers == ()


def test_a_scope_of_a_conventional_commit() -> None:
    for subject in ("agent: use it", "model: gpt-4-1106-preview", "fix(llm): x", "session: y"):
        assert written(subject).markers == ()


@pytest.mark.parametrize(
    "message",
    [
        f"docs: the hook\n\nIt writes:\n\n    {CLAUDE}\n\nSee the manual.\n",
        f"docs: the hook\n\nIt writes:\n\n```\n{CLAUDE}\n```\n",
        f"docs: the hook\n\nIt writes:\n\n~~~text\n{CLAUDE}\n~~~\nSee the manual.\n",
        f"docs: the hook\n\n> {CLAUDE}\n",
        f"docs: the hook\n\nIt writes `{CLAUDE}`.\n",
        f"docs: the hook\n\nIt writes '{ROBOT} Generated with [Claude Code](https://x)'.\n",
        f"test: the hook\n\n+{CLAUDE}\n-{CLAUDE}\n",
        f'fix: quoting\n\ncommit -m "x\\n{CLAUDE}"\n',
        f"fix: quoting\n\nIt is one line.\\n\\n{CLAUDE}\n",
        f"fix: see {CLAUDE}\n\nsee {CLAUDE}\n",
    ],
    ids=[
        "indent",
        "fence",
        "tilde",
        "quote",
        "code",
        "quotes",
        "diff",
        "command",
        "literal",
        "mid",
    ],
)
def test_a_quotation(message: str) -> None:
    """A literal backslash and n is no line end: what follows does not start a line."""
    assert written(message).markers == ()


def test_text_after_a_block_of_code_counts() -> None:
    assert written(f"fix\n\n```\ncode\n```\n\n{CLAUDE}\n").kind == "declared"


@pytest.mark.parametrize(
    "message",
    [
        f'Revert "add a cache"\n\nadd a cache\n\n{CLAUDE}\n\nThis reverts commit 0a1b2c3d.\n',
        f'Revert "add a cache"\n\nThis reverts commit 0a1b2c3d.\n\n> {CLAUDE}\n',
        f"{REVERT}Original change's description:\n\nadd a cache\n\n{CLAUDE}\n",
        f"{REVERT}Original commit message:\nadd a cache\n\n{CLAUDE}\n",
    ],
    ids=["above", "quoted", "gerrit", "message"],
)
def test_a_revert_that_copies_the_old_message(message: str) -> None:
    assert written(message).markers == ()


def test_a_revert_by_an_agent_is_an_agents() -> None:
    message = f'Revert "add a cache"\n\nThis reverts commit 0a1b2c3d.\n\n{CLAUDE}\n'
    assert written(message).kind == "declared"


def test_a_cherry_pick_copies_the_code_as_well() -> None:
    message = f"add a cache\n\n{CLAUDE}\n(cherry picked from commit {'0' * 40})\n"
    assert written(message).kind == "declared"


def test_a_bot_is_not_an_agent() -> None:
    assert written("x", author=Person("some[bot]", f"1+some[bot]@{FORGE}")).markers == ()


def test_the_forge_is_not_an_agent() -> None:
    assert written("x", committer=Person("GitHub", "noreply@github.com")).markers == ()
    assert line("Co-authored-by: GitHub Copilot <noreply@github.com>").agents == ("copilot",)


def test_a_shared_number_is_not_an_agent() -> None:
    actions = f"41898282+github-actions[bot]@{FORGE}"
    claude = f"41898282+claude[bot]@{FORGE}"
    assert [m.role for m in line(f"Co-authored-by: x <{actions}>").markers] == ["automation"]
    assert line(f"Co-authored-by: x <{claude}>").agents == ("claude-code",)


def test_the_address_is_the_harness_and_the_name_the_model() -> None:
    change = line("Co-authored-by: GPT-5.6 Sol <noreply@anthropic.com>")
    assert (change.agents, change.models) == (("claude-code",), ("GPT-5.6 Sol",))


def test_a_committer_and_a_suggestion_wrote_no_commit() -> None:
    change = written(
        f"x\n\nCo-authored-by: Copilot <175728472+Copilot@{FORGE}>\n",
        committer=Person("Ada (aider)", "ada@example.com"),
    )
    assert labels(change) == (
        no_author("aider", "committer-only"),
        no_author("copilot", "suggestion"),
    )


def test_a_tool_that_declared_too_much_says_so_in_its_rule() -> None:
    change = line("Co-authored-by: Copilot <copilot@github.com>")
    assert [marker.rule for marker in change.markers] == ["copilot-vscode"]
    assert labels(change) == (Label("copilot"),)


def test_a_name_inside_another() -> None:
    for text in ("Co-authored-by: x <a@xcursor.example>", "see [Cursor]", "see devin.ai"):
        assert line(text).markers == ()


def test_letters_that_look_like_others() -> None:
    wide = CLAUDE.replace("Claude", "\uff23\uff4c\uff41\uff55\uff44\uff45")
    hidden = "\u200b".join(CLAUDE)
    assert line(wide).kind == line(hidden).kind == "declared"
    assert line(wide).markers[0].raw == wide


def test_a_line_cannot_be_forged_by_another_kind_of_line_end() -> None:
    for end in ("\u2028", "\u0085", "\v", "\f", "\r"):
        assert line(f"text{end}{CLAUDE}").markers == ()
