"""``pbom explain``: a rule, a finding; each input of a step, and each output."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import click
import typer
from typer.core import TyperGroup

from pbom.cli import completing

STEP_HELP = "Name of the step; the step that was traced last if absent."
UNEXPLAINED_HELP = "Only what nothing explains."
EVIDENCE_HELP = "A store, an archive or a directory of bundles; the project's store if absent."


class Form(StrEnum):
    """How to write."""

    TEXT = "text"
    JSON = "json"


class RuleOrCommand(TyperGroup):
    """A group in which a word that is no command is the id of a rule or of a finding."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of that name, else the one about rules."""
        known = args and args[0] in self.commands
        return super().resolve_command(ctx, args if known else ["rule", *args])


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        cls=RuleOrCommand,
        help="Explain a rule (`pbom explain fresh`), a finding of the last verdict by its id, "
        "or what a traced step read and made.",
        no_args_is_help=True,
    )
    group.command("rule")(rule)
    group.command("inputs")(inputs)
    group.command("outputs")(outputs)
    app.add_typer(group, name="explain")


def rule(
    id_: Annotated[
        str,
        typer.Argument(
            metavar="RULE|FINDING",
            help="Id of a rule, or of a finding of the last verdict.",
            autocompletion=completing.rules,
        ),
    ],
    report: Annotated[
        Path | None, typer.Option(help="A JSON report: its findings, not the last verdict's.")
    ] = None,
) -> None:
    """Say why a rule is there, what it looks at, whose word counts and how to mend it.

    Of a finding (`verify` prints its id): what was looked at, what was there instead, the fix.
    """
    from pbom.cli import finding_pages, rule_pages  # noqa: PLC0415

    pages = finding_pages if finding_pages.is_id(id_) else rule_pages
    for line in pages.explain(id_, report):
        typer.echo(line)


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
