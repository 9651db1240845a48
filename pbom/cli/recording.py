"""What ``pbom run`` does, and the reading of its plain command lines.

The command-line library takes longer to load and to set up than a step takes to record. So a line
that is plainly right is read here; any other one (``--help``, a mistake) is left to the library,
which thereby stays the only place for help and for complaints.
"""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, get_args

from pbom.cli.project import open_project, step_config
from pbom.cli.remembering import remember_source
from pbom.cli.signing import SignWith, open_signer, signer_uri, without_signer
from pbom.cli.terminal import say
from pbom.collectors.environment import PARENT, for_command
from pbom.collectors.process import run_command
from pbom.errors import PbomError, UsageError
from pbom.model.config import TraceMode
from pbom.pipeline.record import record

DEFAULT_STEP = "build"
_SIGNING = ("--sign", "--timestamp", "--trust-config", "--identity-token-file")
_OPTIONS = ("--step", "--output", "--material", "--trace", *_SIGNING)


class Asked(NamedTuple):
    """One use of ``pbom run``.

    Attributes:
        command: What to run.
        step: Name of the step.
        outputs: Patterns of its products.
        materials: Patterns of files to record.
        trace: What to watch; empty for what the configuration says.
        signing: Who signs.
    """

    command: list[str]
    step: str
    outputs: list[str]
    materials: list[str]
    trace: str = ""
    signing: SignWith = SignWith()


def read_plain_line(words: Sequence[str]) -> Asked | None:
    """What the words after ``pbom run`` ask for; ``None`` if the library has to read them."""
    found: dict[str, list[str]] = {name: [] for name in _OPTIONS}
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "--":
        name, equals, value = words[at].partition("=")
        if not equals:
            at += 1
            value = words[at] if at < len(words) else ""
        if name not in found or not value or value.startswith("-"):
            return None
        found[name].append(value)
        at += 1
    command = list(words[at + 1 :] if words[at : at + 1] == ["--"] else words[at:])
    if not command:
        return None
    step = [DEFAULT_STEP, *found["--step"]][-1]
    trace, *signing = (["", *found[name]][-1] for name in ("--trace", *_SIGNING))
    return Asked(command, step, found["--output"], found["--material"], trace, SignWith(*signing))


def record_step(asked: Asked) -> int:
    """Run a command as one step, and keep a signed record of it; the command's exit code.

    Raises:
        PbomError: The step could not be recorded, or its command did not start.
    """
    gc.disable()  # whatever is made from here on, very much perhaps, is needed to the end
    project = open_project()
    uri = signer_uri(project.environment, project.config.signing, asked.signing)
    hidden = without_signer(project.environment, uri)
    try:
        signer = open_signer(project.environment, project.config.signing, asked.signing)
    except PbomError:
        if PARENT not in project.environment:
            raise
        return _unrecorded(asked.command, hidden)
    wanted = step_config(project, asked.step, asked.outputs, asked.materials)
    if asked.trace:
        wanted = replace(wanted, trace=_mode(asked.trace))
    if wanted.trace != "off":
        from pbom.plugins import tracer  # noqa: PLC0415 - most steps are not traced

        project = replace(project, tracer=tracer())
    remember_source(project, signer)
    done = record(replace(project, environment=hidden), asked.step, asked.command, wanted, signer)
    if wanted.outputs and not done.statement.products:
        say(f"step {asked.step} left no product that matches {', '.join(wanted.outputs.patterns)}")
    return done.statement.invocation.exit_code


def _mode(text: str) -> TraceMode:
    modes: dict[str, TraceMode] = {mode: mode for mode in get_args(TraceMode)}
    if text not in modes:
        raise UsageError(f"--trace takes {', '.join(modes)}, found {text!r}")
    return modes[text]


def _unrecorded(command: list[str], environment: Mapping[str, str]) -> int:
    """A step inside a step, without the key, which the outer one keeps to itself.

    The outer step covers whatever happens here, so nothing goes unrecorded.
    """
    parent = environment[PARENT]
    say(f"inside step {parent.rpartition('/')[2]}, which records this command as part of itself")
    return run_command(command, for_command(environment, parent=parent)).exit_code
