"""Agents and automation by who they are: as authors, committers, and in trailers."""

import pytest

from pbom.model.commit import Person
from tests.signals.commits import (
    ADA,
    AUTOMATION,
    FORGE,
    Label,
    by_person,
    inferred,
    labels,
    line,
    no_author,
    written,
)

AUTHOR = Label(role="author")


def bot(login: str, number: int) -> str:
    """An address that GitHub gives to an account."""
    return f"{number}+{login}@{FORGE}"


AUTHORS = {
    "cl-6 web": (Person("Claude", "noreply@anthropic.com"), "claude-code", ""),
    "cl-6 model": (
        Person("Claude Opus 5 (1M context)", "noreply@anthropic.com"),
        "claude-code",
        "Claude Opus 5 (1M context)",
    ),
    "cl-6 own name": (Person("sfgastown/crew/dunks", "noreply@anthropic.com"), "claude-code", ""),
    "cl-7 app": (Person("claude[bot]", bot("claude[bot]", 209825114)), "claude-code", ""),
    "cl-7 shared id": (Person("claude[bot]", bot("claude[bot]", 41898282)), "claude-code", ""),
    "cp-1 agent": (
        Person("copilot-swe-agent[bot]", bot("Copilot", 198982749)),
        "copilot",
        "",
    ),
    "cp-1 name": (Person("Copilot", bot("Copilot", 198982749)), "copilot", ""),
    "cp-1 renamed": (Person("renamed", bot("somebody-else", 198982749)), "copilot", ""),
    "cu-3": (Person("Cursor Agent", "cursoragent@cursor.com"), "cursor", ""),
    "cu-3 login": (Person("Cursor", bot("cursoragent", 199161495)), "cursor", ""),
    "cu-3 bot": (Person("cursor[bot]", bot("cursor[bot]", 206951365)), "cursor", ""),
    "cu-3 odd": (Person("Cursor Agent", "cursor@agent"), "cursor", ""),
    "cu-3 odd local": (Person("Cursor Agent", "cursor@agent.local"), "cursor", ""),
    "cx-2": (Person("Codex", "codex@openai.com"), "codex", ""),
    "cx-2 login": (Person("codex", bot("codex", 267193182)), "codex", ""),
    "cx-2 connector": (
        Person("chatgpt-codex-connector[bot]", bot("chatgpt-codex-connector[bot]", 199175422)),
        "codex",
        "",
    ),
    "ai-1": (Person("Ada (aider)", "ada@example.com"), "aider", ""),
    "dv-1": (
        Person("Devin AI", bot("devin-ai-integration[bot]", 158243242)),
        "devin",
        "",
    ),
    "ju-1": (
        Person("google-labs-jules[bot]", bot("google-labs-jules[bot]", 161369871)),
        "jules",
        "",
    ),
    "oh-1": (Person("openhands", "openhands@all-hands.dev"), "openhands", ""),
    "ki-1": (Person("Kiro Agent", bot("kiro-agent", 244629292)), "kiro", ""),
    "aq-1": (
        Person("amazon-q-developer[bot]", bot("amazon-q-developer[bot]", 208079219)),
        "amazon-q",
        "",
    ),
    "ro-1": (Person("roomote[bot]", bot("roomote[bot]", 219738659)), "roo-code", ""),
    "lv-1": (
        Person("gpt-engineer-app[bot]", bot("gpt-engineer-app[bot]", 159125892)),
        "lovable",
        "",
    ),
    "lv-1 renamed": (
        Person("lovable-dev[bot]", bot("lovable-dev[bot]", 159125892)),
        "lovable",
        "",
    ),
    "v0": (Person("v0[bot]", f"v0[bot]@{FORGE}"), "v0", ""),
    "bolt": (Person("bolt-new-by-stackblitz[bot]", f"1+x@{FORGE}"), "bolt", ""),
    "stackblitz": (Person("stackblitz[bot]", f"stackblitz[bot]@{FORGE}"), "bolt", ""),
    "fd-1": (
        Person("factory-droid[bot]", bot("factory-droid[bot]", 138933559)),
        "factory-droid",
        "",
    ),
    "sweep": (Person("sweep-ai-bot[bot]", bot("sweep-ai-bot[bot]", 187932079)), "sweep", ""),
    "codegen": (Person("codegen-sh[bot]", bot("codegen-sh[bot]", 131295404)), "codegen", ""),
    "tembo": (Person("tembo[bot]", bot("tembo[bot]", 208362400)), "tembo", ""),
    "charlie": (Person("CharlieHelps", "charlie@charlielabs.ai"), "charlie", ""),
    "coderabbit": (
        Person("coderabbitai[bot]", bot("coderabbitai[bot]", 136622811)),
        "review-bot",
        "",
    ),
    "ellipsis": (Person("ellipsis-dev[bot]", bot("ellipsis-dev[bot]", 65095814)), "review-bot", ""),
    "emergent": (Person("emergent-agent-e1", "github@emergent.sh"), "emergent", ""),
    "ambient": (Person("Ambient Code Bot", "bot@ambient-code.local"), "ambient-code", ""),
    "terragon": (Person("terragon-labs[bot]", f"terragon-labs[bot]@{FORGE}"), "terragon", ""),
    "seer": (Person("seer-by-sentry[bot]", f"1+seer-by-sentry[bot]@{FORGE}"), "seer", ""),
    "replit": (Person("replit-agent[bot]", f"1+replit-agent[bot]@{FORGE}"), "replit-agent", ""),
    "forge agent": (Person("gru-agent[bot]", f"1+gru-agent[bot]@{FORGE}"), "forge-agent", ""),
    "letta": (Person("Letta Code", "noreply@letta.com"), "letta-code", ""),
}
"""Authors as tools write them."""

BY_HAND = {
    "cl-8": (Person("Claude Code", "claude@anthropic.com"), "claude-code", ""),
    "cx-2 placeholder": (Person("Codex Test", "codex@example.com"), "codex", ""),
    "name and model": (
        Person("Claude Sonnet 4.5", "ada@example.com"),
        "claude-code",
        "Claude Sonnet 4.5",
    ),
    "a machine's address": (Person("Kimi", "noreply@example.org"), "kimi", ""),
    "an address that nobody has": (Person("Clawdbot", "clawdbot@localhost"), "openclaw", ""),
}
"""Authors as people set them up."""

TRAILERS = {
    # as the tools write them
    "Co-Authored-By: Claude <noreply@anthropic.com>": Label("claude-code"),
    "Co-Authored-By: Claude Opus 4.6 (1M context) <noreply@anthropic.com>": Label(
        "claude-code", "Claude Opus 4.6 (1M context)"
    ),
    "Co-Authored-By: Claude Fable 5 <noreply@anthropic.com>": Label(
        "claude-code", "Claude Fable 5"
    ),
    "Co-authored-by: Claude Code <noreply@anthropic.com>": Label("claude-code"),
    "Co-authored-by: GPT-5.6 Sol <noreply@anthropic.com>": Label("claude-code", "GPT-5.6 Sol"),
    "Co-authored-by: Cursor Grok 4.6 <noreply@anthropic.com>": Label("claude-code", "Grok 4.6"),
    f"Co-authored-by: claude[bot] <41898282+claude[bot]@{FORGE}>": Label("claude-code"),
    f"Co-authored-by: Claude <claude@{FORGE}>": Label("claude-code"),
    f"Co-authored-by: Copilot <223556219+Copilot@{FORGE}>": Label("copilot"),
    f"Co-authored-by: Copilot App <223556219+Copilot@{FORGE}>": Label("copilot"),
    f"Co-authored-by: Copilot <198982749+Copilot@{FORGE}>": Label("copilot"),
    f"Co-authored-by: Copilot <copilot@{FORGE}>": Label("copilot"),
    "Co-authored-by: Copilot <copilot@github.com>": Label("copilot"),
    "Co-authored-by: Cursor <cursoragent@cursor.com>": Label("cursor"),
    "Co-authored-by: Codex <noreply@openai.com>": Label("codex"),
    "Co-authored-by: aider (gpt-4o) <aider@aider.chat>": Label("aider", "gpt-4o"),
    "Co-authored-by: aider (openai/gpt-4.1) <noreply@aider.chat>": Label("aider", "openai/gpt-4.1"),
    "Co-authored-by: aider (vertex_ai/gemini-2.5-pro) <noreply@aider.dev>": Label(
        "aider", "vertex_ai/gemini-2.5-pro"
    ),
    f"Co-authored-by: Devin AI <158243242+devin-ai-integration[bot]@{FORGE}>": Label("devin"),
    f"Co-authored-by: google-labs-jules[bot] <161369871+google-labs-jules[bot]@{FORGE}>": Label(
        "jules"
    ),
    "Co-authored-by: openhands <openhands@all-hands.dev>": Label("openhands"),
    "Co-authored-by: OpenHands <opendevin@all-hands.dev>": Label("openhands"),
    "Co-authored-by: OpenHands-Claude <openhands@all-hands.dev>": Label("openhands"),
    "Co-authored-by: Amp <amp@ampcode.com>": Label("amp"),
    "Co-Authored-By: Crush <crush@charm.land>": Label("crush"),
    "Co-authored-by: GLM-4.7 via Crush <crush@charm.land>": Label("crush", "GLM-4.7"),
    "Co-Authored-By: opencode <noreply@opencode.ai>": Label("opencode"),
    "Co-authored-by: Goose <opensource@block.xyz>": Label("goose"),
    "Co-authored-by: Qwen-Coder <qwen-coder@alibabacloud.com>": Label("qwen-code"),
    f"Co-authored-by: factory-droid[bot] <138933559+factory-droid[bot]@{FORGE}>": Label(
        "factory-droid"
    ),
    "Co-authored-by: Droid <droid@factory.ai>": Label("factory-droid"),
    "Co-Authored-By: Warp <agent@warp.dev>": Label("warp"),
    "Co-Authored-By: Oz <oz-agent@warp.dev>": Label("warp"),
    "Co-authored-by: Kiro <noreply@kiro.dev>": Label("kiro"),
    "Co-authored-by: Junie <junie@jetbrains.com>": Label("junie"),
    "Co-authored-by: Roo Code <roomote@roocode.com>": Label("roo-code"),
    "Co-Authored-By: Continue <noreply@continue.dev>": Label("continue"),
    "Co-Authored-By: Mistral Vibe <vibe@mistral.ai>": Label("mistral-vibe"),
    "Co-Authored-By: Codebuff <noreply@codebuff.com>": Label("codebuff"),
    "Co-Authored-By: Happy <yesreply@happy.engineering>": Label("happy"),
    "Co-authored-by: Ona <no-reply@ona.com>": Label("ona"),
    "Co-Authored-By: sketch <hello@sketch.dev>": Label("sketch"),
    "Co-authored-by: QoderAI (Qwen 3.8 Max) <qoder_ai@qoder.com>": Label("qoder", "Qwen 3.8 Max"),
    "Co-authored-by: Trae <noreply@trae.ai>": Label("trae"),
    "Co-authored-by: CommandCodeBot <noreply@commandcode.ai>": Label("command-code"),
    "Co-authored-by: OmX <omx@oh-my-codex.dev>": Label("oh-my-codex"),
    "Co-authored-by: Sisyphus <clio-agent@sisyphuslabs.ai>": Label("sisyphus"),
    "Co-authored-by: SageOx <ox@sageox.ai>": Label("sageox"),
    "Co-Authored-By: atlarix-agent <agent@atlarix.dev>": Label("atlarix"),
    f"Co-authored-by: opencode-agent[bot] <opencode-agent[bot]@{FORGE}>": Label("opencode"),
    # as people write them
    "Co-authored-by: Claude Code <claude@anthropic.com>": by_person("claude-code"),
    "Co-authored-by: Claude <claude@anthropic.ai>": by_person("claude-code"),
    "Co-authored-by: Claude": by_person("claude-code"),
    "Co-Authored-By: Claude Fable 5": by_person("claude-code", "Claude Fable 5"),
    "Co-authored-by: GitHub Copilot <github.copilot@github.com>": by_person("copilot"),
    "Co-authored-by: GitHub Copilot <noreply@github.com>": by_person("copilot"),
    "Co-authored-by: Cursor <noreply@cursor.sh>": by_person("cursor"),
    "Co-authored-by: Codex <codex@example.com>": by_person("codex"),
    "Co-authored-by: Gemini": by_person("gemini-cli"),
    f"Co-authored-by: Gemini <218195315+gemini-cli@{FORGE}>": by_person("gemini-cli"),
    "Co-authored-by: Gemini CLI Agent <gemini-cli-agent@google.com>": by_person("gemini-cli"),
    "Co-authored-by: Gemini <noreply@google.com>": by_person("gemini-cli"),
    "Co-developed-by: Gemini": by_person("gemini-cli"),
    "Co-authored-by: Antigravity <antigravity@google.com>": by_person("antigravity"),
    "Co-authored-by: Amp <amp@example.com>": by_person("amp"),
    "Co-authored-by: Zed <zed@zed.dev>": by_person("zed"),
    "Co-authored-by: Cline <noreply@cline.bot>": by_person("cline"),
    f"Co-authored-by: Cline Agent <cline-agent@{FORGE}>": by_person("cline"),
    "Co-authored-by: Cline Evaluation <cline@example.com>": by_person("cline"),
    "Co-authored-by: Kilo Code <noreply@kilocode.ai>": by_person("kilo-code"),
    "Co-authored-by: Windsurf <noreply@codeium.com>": by_person("windsurf"),
    "Co-authored-by: Augment Agent <noreply@augmentcode.com>": by_person("augment"),
    "Co-authored-by: Kimi K2.6 <noreply@kimi.com>": by_person("kimi", "Kimi K2.6"),
    "Co-authored-by: DeepSeek <noreply@deepseek.com>": by_person("deepseek"),
    "Co-authored-by: Grok <grok@x.ai>": by_person("grok"),
    "Co-authored-by: Perplexity <noreply@perplexity.ai>": by_person("perplexity"),
    "Co-authored-by: Pi <noreply@pi.dev>": by_person("pi"),
    "Co-authored-by: Hermes Agent <noreply@nousresearch.com>": by_person("hermes"),
    "Co-authored-by: ChatGPT <ada@example.com>": by_person("chatgpt"),
    "Co-authored-by: AI Assistant <assistant@example.com>": by_person("llm"),
    "Co-Authored-By: Jane Doe and Claude": by_person("claude-code"),
    f"Co-authored-by: my-ai-agent[bot] <1+my-ai-agent[bot]@{FORGE}>": inferred("my-ai-agent"),
    # who only suggested, found, described or committed
    f"Co-authored-by: Copilot <175728472+Copilot@{FORGE}>": no_author("copilot", "suggestion"),
    f"Co-authored-by: Copilot Autofix powered by AI <175728472+Copilot@{FORGE}>": no_author(
        "copilot", "suggestion"
    ),
    f"Co-authored-by: x <62310815+github-advanced-security[bot]@{FORGE}>": no_author(
        "copilot", "suggestion"
    ),
    f"Co-authored-by: x <223894421+github-code-quality[bot]@{FORGE}>": no_author(
        "copilot", "suggestion"
    ),
    f"Co-authored-by: g <176961590+gemini-code-assist[bot]@{FORGE}>": no_author(
        "gemini-code-assist", "suggestion"
    ),
    f"Co-authored-by: coderabbitai[bot] <136622811+coderabbitai[bot]@{FORGE}>": no_author(
        "review-bot", "suggestion"
    ),
    f"Co-authored-by: sourcery-ai[bot] <1+sourcery-ai[bot]@{FORGE}>": no_author(
        "review-bot", "suggestion"
    ),
    "Reviewed-by: Claude <noreply@anthropic.com>": no_author("claude-code", "reviewer"),
    "Tested-by: Codex <noreply@openai.com>": no_author("codex", "reviewer"),
    "Reported-by: Copilot": no_author("copilot", "reviewer", "declared-by-person"),
    "Reported-by: GitHub Copilot": no_author("copilot", "reviewer", "declared-by-person"),
    "Merged-by: Claude <noreply@anthropic.com>": no_author("claude-code", "committer-only"),
    "Commit-generated-by: GitHub Copilot <github.copilot@github.com>": no_author(
        "copilot", "message-only", "declared-by-person"
    ),
    "Signed-off-by: Claude <noreply@anthropic.com>": Label("claude-code"),
    "Helped-by: Claude <noreply@anthropic.com>": by_person("claude-code"),
    # who is no agent
    f"signed-off-by: dependabot[bot] <49699333+dependabot[bot]@{FORGE}>": AUTOMATION,
    "signed-off-by: dependabot[bot] <support@github.com>": AUTOMATION,
    f"Co-authored-by: renovate[bot] <29139614+renovate[bot]@{FORGE}>": AUTOMATION,
    f"Co-authored-by: github-actions[bot] <41898282+github-actions[bot]@{FORGE}>": AUTOMATION,
    "Co-authored-by: gemini-cli-robot <gemini-cli-robot@google.com>": AUTOMATION,
    f"Co-authored-by: stainless-app[bot] <1+stainless-app[bot]@{FORGE}>": AUTOMATION,
}


@pytest.mark.parametrize(("author", "agent", "model"), AUTHORS.values(), ids=list(AUTHORS))
def test_an_agent_as_author(author: Person, agent: str, model: str) -> None:
    change = written("subject", author=author)
    assert labels(change) == (Label(agent, model, role="author"),)
    assert change.markers[0].where == "author"
    assert change.markers[0].raw == str(author)


@pytest.mark.parametrize(("author", "agent", "model"), BY_HAND.values(), ids=list(BY_HAND))
def test_an_agent_as_author_whom_a_person_named(author: Person, agent: str, model: str) -> None:
    change = written("subject", author=author)
    assert labels(change) == (by_person(agent, model)._replace(role="author"),)


@pytest.mark.parametrize(("text", "label"), TRAILERS.items(), ids=list(TRAILERS))
def test_somebody_in_a_trailer(text: str, label: Label) -> None:
    change = line(text)
    assert labels(change) == (label,)
    assert change.markers[0].where == "message line"
    assert change.markers[0].raw == text


@pytest.mark.parametrize(
    "author",
    [
        Person("Claude", "claude@example.org"),
        Person("Claude Dupont", "claude@dupont.example"),
        Person("Devin", "devin@example.org"),
        Person("Devin", f"165725058+devin-cognition@{FORGE}"),
        Person("Jules Maselbas", "jules@example.org"),
        Person("Cody Kociemba", "cody@example.org"),
        Person("Kiro Tanaka", "kiro@example.org"),
        Person("Travis Cline", "travis.cline@example.org"),
        Person("some-app[bot]", f"1234+some-app[bot]@{FORGE}"),
        Person("datadog-agent[bot]", f"1234+datadog-agent[bot]@{FORGE}"),
        Person("Ada", "ada@anthropic.com"),
        Person("Ada", "ada@openai.com"),
        Person("Ada", "ada@ampcode.com"),
        Person("Ada", "ada@entire.io"),
        Person("GitHub", "noreply@github.com"),
        Person("Paul", "paul@aider.chat"),
        Person("Claude Monet", f"1+claude-monet@{FORGE}"),
    ],
    ids=str,
)
def test_a_person_or_an_unknown_bot(author: Person) -> None:
    assert written("subject", author=author, committer=author).markers == ()


def test_a_person_who_names_an_agent_as_partner() -> None:
    change = written("subject", author=Person("Ryan Newton + Claude", "ryan@example.org"))
    assert labels(change) == (by_person("claude-code"),)


def test_a_person_whose_name_ends_with_a_model() -> None:
    author = Person("Ali Ayas (claude-sonnet-4-20250514)", "ali@example.org")
    assert [marker.role for marker in written("subject", author=author).markers] == ["co-author"]


def test_a_bot_whose_login_names_an_agent_infers() -> None:
    author = Person("jira-ai-issue-solver[bot]", f"2+jira-ai-issue-solver[bot]@{FORGE}")
    label = inferred("jira-ai-issue-solver")._replace(role="author")
    assert labels(written("subject", author=author)) == (label,)


def test_a_committer_alone_wrote_nothing() -> None:
    change = written("subject", committer=Person("Claude", "noreply@anthropic.com"))
    assert labels(change) == (no_author("claude-code", "committer-only"),)
    assert change.markers[0].where == "committer"


def test_aider_as_committer_of_a_persons_files_wrote_nothing() -> None:
    change = written("subject", committer=Person("Ada (aider)", "ada@example.com"))
    assert labels(change) == (no_author("aider", "committer-only"),)


def test_automation_is_its_own_kind() -> None:
    author = Person("dependabot[bot]", f"49699333+dependabot[bot]@{FORGE}")
    assert labels(written("bump", author=author)) == (AUTOMATION,)


def test_a_program_that_became_an_agent_later_is_no_author() -> None:
    author = Person("sourcery-ai[bot]", f"1+sourcery-ai[bot]@{FORGE}")
    assert labels(written("refactor", author=author)) == (no_author("review-bot", "suggestion"),)


def test_an_author_who_commits_is_one_marker() -> None:
    claude = Person("Claude", "noreply@anthropic.com")
    assert len(written("subject", author=claude, committer=claude).markers) == 1


def test_who_asked_the_agent_is_no_author() -> None:
    agent = Person("copilot-swe-agent[bot]", bot("Copilot", 198982749))
    asked = f"Co-authored-by: mona <1+mona@{FORGE}>"
    change = written(f"subject\n\n{asked}\n", author=agent)
    assert [(marker.role, marker.agent, marker.raw) for marker in change.markers] == [
        ("author", "copilot", str(agent)),
        ("requester", "", asked),
    ]
    assert change.agents == ("copilot",)


@pytest.mark.parametrize(
    "line_",
    [
        f"Co-authored-by: dependabot[bot] <49699333+dependabot[bot]@{FORGE}>",
        f"Co-authored-by: copilot-swe-agent[bot] <198982749+Copilot@{FORGE}>",
        "Signed-off-by: Mona <mona@example.org>",
        "Co-authored-by: nobody",
    ],
)
def test_others_did_not_ask(line_: str) -> None:
    agent = Person("copilot-swe-agent[bot]", bot("Copilot", 198982749))
    change = written(f"subject\n\n{line_}\n", author=agent)
    assert "requester" not in {marker.role for marker in change.markers}


def test_a_person_beside_a_person_asked_nobody() -> None:
    assert line("Co-authored-by: mona <mona@example.org>").markers == ()


def test_nobody_is_human_by_default() -> None:
    assert written("subject", author=ADA).kind == "unknown"
