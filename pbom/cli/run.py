"""``pbom run``: run a command and keep a signed record of it."""

from collections.abc import Mapping
from typing import Annotated

import typer

DEFAULT_STEP = "build"
STEP_HELP = "Name of the step, as the policy knows it."
OUTPUT_HELP = "Files that are the step's products (like .gitignore patterns; repeatable)."
MATERIAL_HELP = "Files outside the commit to record as materials (repeatable)."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "run",
        context_settings={"allow_interspersed_args": False, "ignore_unknown_options": False},
    )(run)


def run(
    command: Annotated[list[str], typer.Argument(metavar="-- COMMAND...", help="What to run.")],
    step: Annotated[str, typer.Option(help=STEP_HELP)] = DEFAULT_STEP,
    output: Annotated[list[str] | None, typer.Option(help=OUTPUT_HELP)] = None,
    material: Annotated[list[str] | None, typer.Option(help=MATERIAL_HELP)] = None,
) -> int:
    """Run a command as one step, and keep a signed record of what it read and made.

    The command keeps its streams, terminal and signals, and its exit code is returned. 125 means
    that the step could not be recorded, 126 and 127 that the command did not start.
    """
    from pbom.cli.project import open_project, open_signer, step_config  # noqa: PLC0415
    from pbom.cli.terminal import say  # noqa: PLC0415
    from pbom.collectors.environment import PARENT  # noqa: PLC0415
    from pbom.errors import PbomError  # noqa: PLC0415
    from pbom.pipeline.record import record  # noqa: PLC0415

    project = open_project()
    try:
        signer = open_signer(project.environment)
    except PbomError:
        if PARENT not in project.environment:
            raise
        return _unrecorded(command, project.environment)
    wanted = step_config(project, step, output or [], material or [])
    done = record(project, step, command, wanted, signer)
    if wanted.outputs and not done.statement.products:
        say(f"step {step} left no product that matches {', '.join(wanted.outputs.patterns)}")
    return done.statement.invocation.exit_code


def _unrecorded(command: list[str], environment: Mapping[str, str]) -> int:
    """A step inside a step, without the key, which the outer one keeps to itself.

    The outer step covers whatever happens here, so nothing goes unrecorded.
    """
    from pbom.cli.terminal import say  # noqa: PLC0415
    from pbom.collectors.environment import PARENT, for_command  # noqa: PLC0415
    from pbom.collectors.process import run_command  # noqa: PLC0415

    parent = environment[PARENT]
    say(f"inside step {parent.rpartition('/')[2]}, which records this command as part of itself")
    return run_command(command, for_command(environment, parent=parent)).exit_code
