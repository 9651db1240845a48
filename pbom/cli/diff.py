"""``pbom diff``: what changed between two PBOMs."""

from pathlib import Path
from typing import Annotated

import typer

from pbom.cli import completing

ONLY = (
    "Show only these, with commas between: artifacts, pipeline, builder, commands, "
    "materials, dependencies, commits, agents, coverage, network."
)
FAIL_ON = (
    "End with 1 at such differences, shown or not: KIND or KIND:added|removed|changed"
    ", with commas between, or any."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diff")(diff)


def diff(
    old: Annotated[Path, typer.Argument(help="A PBOM, or CycloneDX JSON of another tool.")],
    new: Annotated[Path, typer.Argument(help="The one to compare it with.")],
    only: Annotated[str, typer.Option(metavar="KINDS", help=ONLY)] = "",
    format_: Annotated[
        str, typer.Option("--format", "-f", help="text, json, markdown or html.")
    ] = "text",
    fail_on: Annotated[str, typer.Option(metavar="KINDS", help=FAIL_ON)] = "",
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 1 at any difference that is shown.")
    ] = False,
    policy: Annotated[
        Path | None, typer.Option(help="Verify both by this policy before they are compared.")
    ] = None,
    env: Annotated[
        str,
        typer.Option(
            help="Verify the new one for this environment of the policy.",
            autocompletion=completing.environments,
        ),
    ] = "",
    evidence: Annotated[
        Path | None,
        typer.Option(help="Evidence of both, where it is neither beside them nor in the store."),
    ] = None,
) -> int:
    """Show what changed between two releases, what to look at first in front.

    Not versions only: also the commits and agents behind them, who built them, what ran, what was
    found, fetched and reached, and what is no longer explained. Without --policy nothing is
    verified, and a banner says so.

    Exit codes: 0 compared, 1 a difference that was asked for, or denied by the policy, 2 wrong
    usage, 3 something that was asked for cannot be compared, or evidence missing, 4 a document or
    evidence invalid, 5 store.
    """
    from pbom.cli.differing import Asked, read_kinds, read_triggers, show  # noqa: PLC0415

    triggers = read_triggers(fail_on)
    asked = Asked(read_kinds(only), triggers, exit_code, policy, evidence, env)
    return show((old, new), asked, format_)
