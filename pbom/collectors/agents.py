"""AI agents at work: seen by their variables in our environment, and among our ancestors.

What an agent runs inherits both, so a recorder that an agent started sees it at first hand. Nothing
follows from seeing none: whoever does not want to be seen removes the variable.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pbom.model.marker import ObservedAgent

MAX_ANCESTORS = 64


class Sign(NamedTuple):
    """A variable that an agent sets for the commands that it runs.

    Attributes:
        variable: Its name.
        agent: The agent; empty where the value names it.
        value: The value that it must have; empty for any.
    """

    variable: str
    agent: str
    value: str = ""


SIGNS = (
    Sign("CLAUDECODE", "claude-code", "1"),
    Sign("CURSOR_AGENT", "cursor"),
    Sign("GEMINI_CLI", "gemini-cli", "1"),
    Sign("QWEN_CODE", "qwen-code", "1"),
    Sign("OPENCODE", "opencode"),
    Sign("OPENCODE_CLIENT", "opencode"),
    Sign("CODEX_SANDBOX", "codex"),
    Sign("CODEX_SANDBOX_NETWORK_DISABLED", "codex"),
    Sign("CODEX_THREAD_ID", "codex"),
    Sign("CODEX_CI", "codex"),
    Sign("CLINE_ACTIVE", "cline", "true"),
    Sign("CRUSH", "crush"),
    Sign("GOOSE_TERMINAL", "goose"),
    Sign("AUGMENT_AGENT", "augment"),
    Sign("ANTIGRAVITY_AGENT", "antigravity"),
    Sign("COPILOT_AGENT_SESSION_ID", "copilot"),
    Sign("COPILOT_CLI", "copilot"),
    Sign("AGENT", "amp", "amp"),
    Sign("AGENT", "goose", "goose"),
    Sign("PI_CODING_AGENT", "pi"),
    Sign("TRAE_AI_SHELL_ID", "trae"),
    Sign("AI_AGENT", ""),
)
"""The environment rules of the rule pack once more: to read that takes as long as a small step."""
PROGRAMS: Mapping[str, str] = {
    "aider": "aider",
    "claude": "claude-code",
    "codex": "codex",
    "copilot": "copilot",
    "crush": "crush",
    "cursor-agent": "cursor",
    "droid": "factory-droid",
    "gemini": "gemini-cli",
    "goose": "goose",
    "openhands": "openhands",
    "opencode": "opencode",
    "qwen": "qwen-code",
}
"""Names of processes, as the kernel has them, with the agent that each one is."""


def observed_agents(environment: Mapping[str, str]) -> tuple[ObservedAgent, ...]:
    """The agents that run this command, at least these; in the order of their names."""
    found = {
        ObservedAgent(agent=sign.agent or _word(environment[sign.variable]), basis=_basis(sign))
        for sign in SIGNS
        if environment.get(sign.variable) and sign.value in {"", environment[sign.variable].lower()}
    }
    found |= {
        ObservedAgent(agent=PROGRAMS[name], basis=f"process {name}")
        for name in _ancestors()
        if name in PROGRAMS
    }
    return tuple(sorted(found))


def _basis(sign: Sign) -> str:
    return f"environment {sign.variable}"


def _word(value: str) -> str:
    """The agent that a value names; a long or odd one is not repeated."""
    name = value.strip().lower()
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    return name if plain and len(name) <= 40 else "unnamed"  # noqa: PLR2004


def _ancestors() -> Iterator[str]:
    """Names of the processes above this one; none where the system has no ``/proc``."""
    process = os.getppid()
    for _ in range(MAX_ANCESTORS):
        line = b""
        with contextlib.suppress(OSError):
            line = Path(f"/proc/{process}/stat").read_bytes()
        name, closed, rest = line.partition(b"(")[2].rpartition(b")")
        fields = rest.split()
        if not closed or len(fields) < 2 or process <= 1:  # noqa: PLR2004 - state and parent
            return
        yield name.decode("utf-8", "replace")
        process = int(fields[1])
