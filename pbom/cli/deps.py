"""``pbom deps``: what the lock files of a checkout name."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("deps")(deps)


def deps(
    format_: Annotated[
        str, typer.Option("--format", "-f", help="table, json or cyclonedx.")
    ] = "table",
    spec: Annotated[str, typer.Option(help="CycloneDX version: 1.7 or 1.6.")] = "1.7",
) -> None:
    """List what is locked: packages, and the actions and images that the pipeline runs on.

    Only files are read: nothing is executed, and no network is asked.
    """
    from pbom import plugins  # noqa: PLC0415
    from pbom.cli.inventory import complain, list_inventory  # noqa: PLC0415
    from pbom.pipeline.dependencies import dependencies  # noqa: PLC0415

    inventory = dependencies(Path.cwd(), plugins.lock_readers())
    typer.echo("\n".join(list_inventory(inventory, format_, spec, Path.cwd().name)))
    complain(inventory)
