"""``pbom show``: a statement, bundle, PBOM or verdict, for people."""

from pathlib import Path
from typing import Annotated

import typer

ZIP = b"PK\x03\x04"
TRACE = "trace"
"""Instead of a file: the step of the project's store that was traced last."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show")(show)


def show(
    file: Annotated[
        Path,
        typer.Argument(help="A bundle, statement, PBOM, report or evidence archive; or `trace`."),
    ],
) -> None:
    """Show what a file says, or the last `trace`.

    Nothing is verified: use `pbom verify` for that.
    """
    from pbom.atomic import read_whole  # noqa: PLC0415
    from pbom.cli.showing import describe, describe_archive  # noqa: PLC0415
    from pbom.errors import FormatError, UsageError  # noqa: PLC0415

    if str(file) == TRACE and not file.exists():
        from pbom.cli.explaining import find_step  # noqa: PLC0415
        from pbom.cli.trace_view import describe_trace  # noqa: PLC0415

        typer.echo("\n".join(describe_trace(find_step("", None))))
        return
    try:
        data = read_whole(file)
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    try:
        lines = describe_archive(file) if data.startswith(ZIP) else describe(data)
        typer.echo("\n".join(lines))
    except FormatError as error:
        raise error.within(str(file)) from error
