"""``pbom explain``: why each input of a step is there, and where each output comes from."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

STEP_HELP = "Name of the step; the step that was traced last if absent."
UNEXPLAINED_HELP = "Only what nothing explains."
EVIDENCE_HELP = "A store, an archive or a directory of bundles; the project's store if absent."


class Form(StrEnum):
    """How to write."""

    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="Explain what a traced step read, and what it made.", no_args_is_help=True
    )
    group.command("inputs")(inputs)
    group.command("outputs")(outputs)
    app.add_typer(group, name="explain")


def inputs(
    step: Annotated[str, typer.Option(help=STEP_HELP)] = "",
    unexplained: Annotated[bool, typer.Option("--unexplained", help=UNEXPLAINED_HELP)] = False,
    format_: Annotated[Form, typer.Option("--format", "-f", help="How to write.")] = Form.TEXT,
    evidence: Annotated[Path | None, typer.Option(help=EVIDENCE_HELP)] = None,
) -> None:
    """List every file that the step read: its digest then, who read it, why it may be there.

    Nothing is verified: use `pbom verify` for that.
    """
    from pbom.cli import explaining  # noqa: PLC0415

    found = explaining.find_step(step, evidence)
    rows = explaining.inputs_of(found)
    chosen = [row for row in rows if not (unexplained and row.explained)]
    if format_ is Form.JSON:
        typer.echo(explaining.inputs_as_json(found, chosen))
    else:
        typer.echo("\n".join(explaining.inputs_as_text(found, chosen)))


def outputs(
    step: Annotated[str, typer.Option(help=STEP_HELP)] = "",
    unexplained: Annotated[bool, typer.Option("--unexplained", help=UNEXPLAINED_HELP)] = False,
    format_: Annotated[Form, typer.Option("--format", "-f", help="How to write.")] = Form.TEXT,
    evidence: Annotated[Path | None, typer.Option(help=EVIDENCE_HELP)] = None,
) -> None:
    """List every product of the step: who wrote it, from what, and what is inside.

    Nothing is verified: use `pbom verify` for that.
    """
    from pbom.cli import explaining  # noqa: PLC0415

    found = explaining.find_step(step, evidence)
    rows = explaining.outputs_of(found)
    chosen = [row for row in rows if not (unexplained and row.explained)]
    if format_ is Form.JSON:
        typer.echo(explaining.outputs_as_json(found, chosen))
    else:
        typer.echo("\n".join(explaining.outputs_as_text(found, chosen)))
