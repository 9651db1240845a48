"""``pbom commits``: what is new since the last release, and who or what wrote it."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("commits")(commits)


def commits(
    range_: Annotated[
        str, typer.Argument(metavar="[BASE..HEAD]", help="Commits; since the last tag if absent.")
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
    from pbom import plugins  # noqa: PLC0415
    from pbom.cli.configuration import nearest_config  # noqa: PLC0415
    from pbom.cli.listing import explain_change, list_changes, split_range  # noqa: PLC0415
    from pbom.pipeline.changes import changes  # noqa: PLC0415

    between = split_range(explain or range_)
    pack = plugins.rule_pack(nearest_config(Path.cwd()).markers)
    found = changes(Path.cwd(), between, plugins.signals(), pack)
    lines = explain_change(found) if explain else list_changes(found, format_)
    typer.echo("\n".join(lines))
