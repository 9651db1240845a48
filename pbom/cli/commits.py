"""``pbom commits``: what is new since the last release, and who or what wrote it."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("commits")(commits)


def commits(
    range_: Annotated[
        str,
        typer.Argument(
            metavar="[BASE..HEAD]",
            help="Commits; without BASE since what shipped last, else the last tag. A name alone "
            "is the head.",
        ),
    ] = "",
    format_: Annotated[
        str, typer.Option("--format", "-f", help="text, json, markdown or csv.")
    ] = "text",
    explain: Annotated[
        str, typer.Option(metavar="COMMIT", help="Every marker of one commit, with its line.")
    ] = "",
) -> None:
    """List the new commits with their class, agents, models and where that was seen.

    A commit without a marker is unknown, never human; all counts are "at least".
    """
    from pbom.cli.listing import explain_change, listing, split_range  # noqa: PLC0415
    from pbom.cli.looking import find_change, open_view  # noqa: PLC0415
    from pbom.cli.terminal import ink_for  # noqa: PLC0415
    from pbom.pipeline.changes import changes  # noqa: PLC0415

    view = listing(format_)
    ground, lens = open_view(Path.cwd(), os.environ)
    between = split_range(range_)
    if explain:
        lines = explain_change(find_change(ground, explain, between, lens))
    else:
        lines = view.lines(changes(ground, between, lens).changes, ink_for(sys.stdout))
    for line in lines:
        sys.stdout.write(line + "\n")
