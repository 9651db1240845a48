"""The rule pack: its form, what a project adds to it, and where an error is."""

import hashlib

import pytest

from pbom import plugins
from pbom.codec.config import read_config
from pbom.codec.rule_pack import read_rule_pack
from pbom.codec.strict_json import write_json
from pbom.errors import UsageError
from pbom.model.change import Change
from pbom.model.commit import Commit, Person
from pbom.model.rule_pack import RulePack
from pbom.stages.classify import classify_commits
from tests.signals.commits import ADA, PACK, commit

ADDED = """
[markers.identity.acme]
agent = "acme"
emails = ["Bot@Acme.example"]
logins = ["acme-bot[bot]"]

[markers.trailer.acme-run]
keys = ["acme-run"]
value = "session"
agent = "acme"

[markers.line.acme-footer]
agent = "acme"
lines = ["made (with|by) acme{end}"]
strength = "declared-by-person"

[markers.link.acme-link]
agent = "acme"
links = ["acme.example/run/{id}"]

[markers.subject.acme-subject]
agent = "acme"
subjects = ["[acme] {word}"]

[markers.branch.acme-branch]
agent = "acme"
branches = ["acme/{rest}"]

[markers.words]
families = ["acmelm"]
tools = { "acme coder" = "acme" }

[markers.environment.acme-variable]
agent = "acme"
variable = "ACME"

[markers.phrases]
verbs = ["conjured"]
"""


def extended(text: str = ADDED) -> RulePack:
    """The built-in pack with what a project's configuration adds."""
    return plugins.rule_pack(read_config(text.encode(), "pbom.toml").markers)


def read(one: Commit, pack: RulePack) -> Change:
    (change,) = classify_commits([one], plugins.signals(), pack)
    return change


@pytest.mark.parametrize(
    "one",
    [
        commit("x", author=Person("Bot", "bot@acme.example")),
        commit("x\n\nCo-authored-by: B <1+acme-bot[bot]@users.noreply.github.com>"),
        commit("x\n\nAcme-Run: 12"),
        commit("x\n\nMade with Acme."),
        commit("x\n\nsee https://acme.example/run/12"),
        commit("[acme] fix"),
        commit("Merge branch 'acme/fix'", parents=("1", "2")),
        commit("x\n\nAssisted-by: Acme Coder (acmelm-2)"),
        commit("x\n\nConjured by Acme Coder"),
    ],
    ids=lambda one: one.message,
)
def test_a_project_adds_a_rule_of_every_kind(one: Commit) -> None:
    assert read(one, extended()).agents == ("acme",)
    assert read(one, PACK).markers == ()


def test_a_model_that_a_project_knows() -> None:
    change = read(commit("x\n\nAssisted-by: Acme Coder (acmelm-2)"), extended())
    assert change.models == ("acmelm-2",)


def test_an_agent_that_a_project_sees_in_the_environment() -> None:
    (seen,) = extended().agents_in({"ACME": "1"})
    assert (seen.agent, seen.basis) == ("acme", "environment ACME")


def test_what_is_built_in_stays() -> None:
    change = read(commit("x\n\nCo-authored-by: Claude <noreply@anthropic.com>"), extended())
    assert change.agents == ("claude-code",)


def test_a_project_overrules_the_built_in_pack() -> None:
    """Its rules come first."""
    text = '[markers.line.ours]\nagent = "ours"\nlines = ["generated with [claude code]("]\n'
    change = read(commit("x\n\nGenerated with [Claude Code](https://x)"), extended(text))
    assert change.agents == ("ours",)


def test_the_digest_is_that_of_both() -> None:
    table = {"line": {"a": {"lines": ["acme"]}}}
    added = hashlib.sha256(write_json(table)).hexdigest()
    both = hashlib.sha256(f"{PACK.digest.value}\n{added}\n".encode()).hexdigest()
    text = '[markers.line.a]\nlines = ["acme"]\n'
    assert extended(text).digest.value == both
    assert extended(f"[record]\nenvironment = []\n{text}").digest.value == both
    assert extended(text + "# a comment\n").digest.value == both
    assert extended().digest.value != both
    assert extended("").digest == PACK.digest


def test_the_version_says_that_a_project_added() -> None:
    assert extended().version == f"{PACK.version}+project"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[markers]\nx = 1", "$.markers: unknown key 'x'"),
        ("markers = 1", "$.markers: expected an object, found a number"),
        ("[markers.identity.a]\nemails = ['a@b']", "$.markers.identity.a.agent"),
        ("[markers.identity.a]\nagent = 'a'\nmail = 'x'", "unknown key 'mail', did you mean"),
        ("[markers.identity.A]\nagent = 'a'", "$.markers.identity.A: an id has lower-case"),
        ("[markers.identity.a]\nagent = 'a'\nrole = 'x'", "$.markers.identity.a.role: expected"),
        ("[markers.identity.a]\nagent = 'a'\nstrength = 'observed'", "strength: expected one of"),
        ("[markers.identity.a]\nagent = 'a'\nrequesters = 1", "requesters: expected true or false"),
        ("[markers.line.a]\nagent = 'a'", "$.markers.line.a.lines: expected at least one"),
        ("[markers.line.a]\nlines = ['{x} y']", "$.markers.line.a.lines[0]: unknown placeholder"),
        ("[markers.line.a]\nlines = ['x', '']", "$.markers.line.a.lines[1]: must begin with text"),
        ("[markers.link.a]\nlinks = ['go/{id}']", "$.markers.link.a.links[0]: expected a host"),
        ("[markers.branch.a]\nbranches = ['a/{rest}']", "$.markers.branch.a.agent"),
        ("[markers.trailer.a]\nkeys = ['a b']\nvalue = 'tool'", "keys[0]: expected letters"),
        ("[markers.trailer.a]\nkeys = ['a']\nvalue = 'x'", "$.markers.trailer.a.value: expected"),
        ("[markers.trailer.a]\nkeys = ['a']", "$.markers.trailer.a.value"),
        ("[markers.words]\ntools = ['a']", "$.markers.words.tools: expected an object"),
        ("[markers.phrases]\nverb = ['a']", "unknown key 'verb', did you mean 'verbs'?"),
        ("[markers.line.a]\nlines=['x']\n[markers.link.a]\nlinks=['y.z/']", "two rules 'a'"),
        ("[markers.line.claude]\nlines=['x']", "two rules 'claude'"),
        ("[markers.line.phrase-wrote]\nlines=['x']", "two rules 'phrase-wrote'"),
    ],
)
def test_a_mistake_is_named_with_file_and_place(text: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        extended(text)
    assert problem in str(caught.value)
    assert str(caught.value).startswith("pbom.toml")


def test_a_pack_that_cannot_be_read() -> None:
    for text in ("x", "version = 1", 'version = "1"\nx = 2'):
        with pytest.raises(UsageError, match=r"mine\.toml"):
            read_rule_pack(text.encode(), "mine.toml")


def test_a_pack_of_nothing_finds_nothing() -> None:
    pack = read_rule_pack(b'version = "0"', "mine.toml")
    one = commit("x\n\nCo-authored-by: Claude <noreply@anthropic.com>\nGenerated with Claude Code")
    assert read(one, pack).markers == ()


def test_the_pack_is_read_once_for_each_digest() -> None:
    assert plugins.rule_pack() == PACK


@pytest.mark.parametrize(
    ("environment", "agents"),
    [
        ({"CLAUDECODE": "1"}, ["claude-code"]),
        ({"CURSOR_AGENT": "1"}, ["cursor"]),
        ({"GEMINI_CLI": "1"}, ["gemini-cli"]),
        ({"OPENCODE": "1"}, ["opencode"]),
        ({"CODEX_SANDBOX": "seatbelt"}, ["codex"]),
        ({"CODEX_THREAD_ID": "t", "CODEX_SANDBOX": "x"}, ["codex", "codex"]),
        ({"CLINE_ACTIVE": "true"}, ["cline"]),
        ({"AI_AGENT": "claude-code_2-1-261_agent"}, ["claude-code"]),
        ({"AI_AGENT": "frob"}, ["frob"]),
        ({"AGENT": "amp"}, ["amp"]),
        ({"CRUSH": "1", "AI_AGENT": "crush"}, ["crush", "crush"]),
        ({"CLAUDECODE": "0"}, []),
        ({"CLAUDECODE": ""}, []),
        ({"CLINE_ACTIVE": "false"}, []),
        ({"AGENT": "ssh"}, []),
        ({"CURSOR_TRACE_ID": "1", "REPL_ID": "1", "TERM": "x"}, []),
        ({}, []),
    ],
)
def test_agents_by_the_environment(environment: dict[str, str], agents: list[str]) -> None:
    seen = PACK.agents_in(environment | {"PATH": "/bin"})
    assert sorted(one.agent for one in seen) == agents
    assert all(environment[one.basis.removeprefix("environment ")] for one in seen)


def test_a_person_is_no_agent_by_any_of_it() -> None:
    assert PACK.identify(ADA.name, ADA.email) is None
