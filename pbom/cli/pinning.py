"""``pbom trust``: whose certificates and logs count where a policy trusts an identity."""

from pathlib import Path
from typing import Annotated

import typer

NAME = Annotated[
    str, typer.Option(help="The user's name for it; policies go by `main` unless they name a file.")
]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Pin trusted roots of Sigstore deployments.", no_args_is_help=True)
    group.command("add")(add)
    group.command("update")(update)
    group.command("show")(show)
    app.add_typer(group, name="trust")


def add(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="The root; without it, the one that the Sigstore library brings."
        ),
    ] = None,
    name: NAME = "main",
    sha256: Annotated[str, typer.Option(metavar="HEX", help="Refuse any other.")] = "",
) -> None:
    """Pin a trusted root by its digest; nothing is asked of anybody."""
    import os  # noqa: PLC0415

    from pbom.cli.pinned import add_file  # noqa: PLC0415

    for line in add_file(file, name, sha256, os.environ):
        typer.echo(line)


def update(
    name: NAME = "main",
    url: Annotated[
        str, typer.Option(metavar="URL", help="A TUF repository; else that of the public Sigstore.")
    ] = "",
    bootstrap: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The first root.json of that repository.")
    ] = None,
) -> None:
    """Fetch the present trusted root from its TUF repository, and pin that.

    This is the one command of the gate's side that asks a server, and it asks only when called.
    """
    import os  # noqa: PLC0415

    from pbom.cli.pinned import update_root  # noqa: PLC0415

    for line in update_root(name, url, bootstrap, os.environ):
        typer.echo(line)


def show() -> None:
    """Show the pinned roots: digest, age, where from, and what each holds."""
    import os  # noqa: PLC0415

    from pbom.cli.pinned import show_roots  # noqa: PLC0415

    for line in show_roots(os.environ):
        typer.echo(line)
