"""``pbom record``: several commands as one step."""

from typing import Annotated

import typer

from pbom.cli.options import Sign, Timestamp
from pbom.cli.recording import DEFAULT_STEP
from pbom.cli.run import MATERIAL_HELP, OUTPUT_HELP, STEP_HELP


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Record several commands as one step.", no_args_is_help=True)
    group.command("start")(start)
    group.command("stop")(stop)
    group.command("cancel")(cancel)
    app.add_typer(group, name="record")


def start(
    step: Annotated[str, typer.Option(help=STEP_HELP)] = DEFAULT_STEP,
    output: Annotated[list[str] | None, typer.Option(help=OUTPUT_HELP)] = None,
    material: Annotated[list[str] | None, typer.Option(help=MATERIAL_HELP)] = None,
    sign: Sign = "",
) -> None:
    """Begin a step: whatever happens until `pbom record stop` belongs to it."""
    from pbom.cli.project import open_project, step_config  # noqa: PLC0415
    from pbom.cli.remembering import remember_source  # noqa: PLC0415
    from pbom.cli.signing import SignWith, open_signer  # noqa: PLC0415
    from pbom.cli.terminal import say  # noqa: PLC0415
    from pbom.pipeline.session import start_session  # noqa: PLC0415

    project = open_project()
    wanted = step_config(project, step, output or [], material or [])
    signer = open_signer(project.environment, project.config.signing, SignWith(sign))
    remember_source(project, signer)
    session = start_session(project, step, wanted, signer)
    say(f"step {step} has begun in run {session.run}; end it with `pbom record stop --step {step}`")


def stop(
    step: Annotated[str, typer.Option(help=STEP_HELP)] = DEFAULT_STEP,
    exit_code: Annotated[
        int, typer.Option(min=0, max=255, help="How the step went; 0 is success.")
    ] = 0,
    sign: Sign = "",
    timestamp: Timestamp = "",
) -> None:
    """End a step: what it left behind is recorded, signed and stored."""
    from pbom.cli.project import open_project  # noqa: PLC0415
    from pbom.cli.signing import SignWith, open_signer  # noqa: PLC0415
    from pbom.cli.terminal import say  # noqa: PLC0415
    from pbom.pipeline.session import stop_session  # noqa: PLC0415

    project = open_project()
    asked = SignWith(sign, timestamp)
    signer = open_signer(project.environment, project.config.signing, asked)
    done = stop_session(project, step, exit_code, signer)
    say(f"step {step} is recorded with {len(done.statement.products)} products ({done.bundle})")


def cancel(step: Annotated[str, typer.Option(help=STEP_HELP)] = DEFAULT_STEP) -> None:
    """Drop a step that has begun; nothing of it is recorded."""
    from pbom.cli.project import open_project  # noqa: PLC0415
    from pbom.pipeline.session import cancel_session  # noqa: PLC0415

    cancel_session(open_project(), step)
