"""AI agents among the processes of a step that was traced."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from pbom.collectors.agents import PROGRAMS
from pbom.model.marker import ObservedAgent
from pbom.model.trace import Trace, TracedProcess

_INTERPRETERS = frozenset({"bash", "bun", "deno", "env", "node", "nodejs", "python", "sh"})
_SCRIPTS = (".js", ".mjs", ".cjs", ".py", ".sh")


def traced_agents(trace: Trace) -> tuple[ObservedAgent, ...]:
    """The agents that ran inside the step, at least these."""
    found = {
        ObservedAgent(agent=PROGRAMS[name], basis=f"traced process {name}")
        for process in trace.processes
        for name in _names(process, trace)
        if name in PROGRAMS
    }
    return tuple(sorted(found))


def _names(process: TracedProcess, trace: Trace) -> Iterator[str]:
    """What a process may be known by: its program, and the script that an interpreter runs."""
    program = trace.files[process.program].name if process.program >= 0 else ""
    yield _plain(program)
    if process.argv:
        yield _plain(process.argv[0])
        if _plain(process.argv[0]).rstrip("0123456789.") in _INTERPRETERS:
            yield from (_plain(word) for word in process.argv[1:3] if not word.startswith("-"))


def _plain(path: str) -> str:
    name = PurePosixPath(path).name
    return next((name.removesuffix(end) for end in _SCRIPTS if name.endswith(end)), name)
