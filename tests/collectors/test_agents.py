"""Agents at work: by the variables that they set, and as real processes above the recorder."""

import shutil
import sys
from pathlib import Path

import pytest

from pbom import plugins
from pbom.collectors.agents import SIGNS, observed_agents
from tests.cli.session import Sandbox

ASK = "import os\nfrom pbom.collectors.agents import observed_agents\n"
ASK += "print([(seen.agent, seen.basis) for seen in observed_agents({})])"


def named(**environment: str) -> list[tuple[str, str]]:
    return [
        (seen.agent, seen.basis)
        for seen in observed_agents(environment)
        if seen.basis.startswith("environment")
    ]


@pytest.mark.parametrize(
    ("variable", "value", "agent"),
    [
        ("CLAUDECODE", "1", "claude-code"),
        ("CURSOR_AGENT", "1", "cursor"),
        ("GEMINI_CLI", "1", "gemini-cli"),
        ("OPENCODE", "1", "opencode"),
        ("CODEX_SANDBOX", "seatbelt", "codex"),
        ("CODEX_THREAD_ID", "019a-77", "codex"),
        ("CLINE_ACTIVE", "true", "cline"),
        ("AI_AGENT", "My-Agent_2", "my-agent_2"),
        ("AI_AGENT", "x; rm -rf /\x1b[2J", "unnamed"),
    ],
)
def test_an_agent_is_seen_by_the_variable_it_sets(variable: str, value: str, agent: str) -> None:
    assert named(**{variable: value}) == [(agent, f"environment {variable}")]


@pytest.mark.parametrize(
    ("variable", "value"),
    [("CLAUDECODE", "0"), ("CLAUDECODE", ""), ("CLINE_ACTIVE", "false"), ("CLAUDE", "1")],
)
def test_other_variables_and_values_say_nothing(variable: str, value: str) -> None:
    assert named(**{variable: value}) == []


def test_the_signs_are_those_of_the_rule_pack() -> None:
    listed = [(rule.variable, rule.agent, rule.value) for rule in plugins.rule_pack().environment]
    assert [tuple(sign) for sign in SIGNS] == listed


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc")
def test_an_agent_is_seen_as_a_process_above_us(sandbox: Sandbox, tmp_path: Path) -> None:
    shell = shutil.which("dash") or shutil.which("sh")
    assert shell
    agent = tmp_path / "claude"
    shutil.copy(shell, agent)
    program = tmp_path / "ask.py"
    program.write_text(ASK, "utf-8")
    above = sandbox.run(str(agent), "-c", f'"{sys.executable}" "{program}"; true')
    assert "('claude-code', 'process claude')" in above.text, above
    twin = sandbox.run(shell, "-c", f'"{sys.executable}" "{program}"; true')
    assert "process claude" not in twin.text


def test_what_was_seen_is_signed_with_the_step(tmp_path: Path) -> None:
    sandbox = Sandbox.ready(tmp_path)
    done = sandbox.pbom("run", "--", "true", CLAUDECODE="1")
    assert done.code == 0, done
    [step] = sandbox.recorded("build")
    assert ("claude-code", "environment CLAUDECODE") in [
        (seen.agent, seen.basis) for seen in step.observed_agents
    ]


def test_a_step_that_no_agent_ran_names_none_of_them(tmp_path: Path) -> None:
    sandbox = Sandbox.ready(tmp_path)
    assert sandbox.pbom("run", "--", "true").code == 0
    [step] = sandbox.recorded("build")
    assert not [seen for seen in step.observed_agents if seen.basis.startswith("environment")]


def test_an_agent_that_only_the_project_knows_is_seen(tmp_path: Path) -> None:
    sandbox = Sandbox.ready(tmp_path)
    config = (sandbox.project / "pbom.toml").read_text("utf-8")
    rule = '[markers.environment.acme]\nagent = "acme"\nvariable = "ACME"\nsource = "ours"\n'
    sandbox.write("pbom.toml", config + rule)
    sandbox.commit("know acme")
    done = sandbox.pbom("run", "--", "true", ACME="1")
    assert done.code == 0, done
    [step] = sandbox.recorded("build")
    assert ("acme", "environment ACME") in [
        (seen.agent, seen.basis) for seen in step.observed_agents
    ]
