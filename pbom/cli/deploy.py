"""``pbom deploy``: say where an artifact went."""

from pathlib import Path
from typing import Annotated

import typer

from pbom.cli import completing
from pbom.cli.options import IdentityTokenFile, Sign, Timestamp, TrustConfig


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Say where artifacts went.", no_args_is_help=True)
    group.command("record")(record)
    group.callback()(_group)
    app.add_typer(group, name="deploy")


def _group() -> None:
    """Say where artifacts went."""


def record(
    env: Annotated[
        str,
        typer.Option(
            help="Where they went: an environment, as the policy calls it.",
            autocompletion=completing.environments,
        ),
    ],
    artifact: Annotated[
        list[Path] | None, typer.Argument(metavar="ARTIFACT...", help="Files that were deployed.")
    ] = None,
    digest: Annotated[
        list[str] | None, typer.Option(help="An artifact by sha256:HEX instead of its file.")
    ] = None,
    target: Annotated[
        str, typer.Option(help="What exactly they were put on, such as a cluster or a host.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the bundle to a file.")
    ] = None,
    sign: Sign = "",
    timestamp: Timestamp = "",
    trust_config: TrustConfig = "",
    identity_token_file: IdentityTokenFile = "",
) -> None:
    """Sign that artifacts were deployed to an environment, and keep it in the store.

    It names the last verdict by which they passed for that environment, where the store has an
    authentic one; `pbom trace` and `pbom incident` tell a deployment without one. Nothing is
    deployed by it, and nothing is decided: that is what `pbom verify --env` is for.
    """
    from pbom.atomic import write_output  # noqa: PLC0415
    from pbom.cli.deploying import deployed, keep  # noqa: PLC0415
    from pbom.cli.signing import SignWith  # noqa: PLC0415

    statement = deployed(artifact or [], digest or [], env, target)
    bundle, name = keep(statement, SignWith(sign, timestamp, trust_config, identity_token_file))
    if output:
        write_output(output, bundle)
    what = ", ".join(subject.name for subject in statement.subjects)
    typer.echo(f"{name}  ({what}, to {env})")
    if statement.verdict is None:
        typer.echo(
            f"pbom: the store has no verdict by which it passed for {env}, so none is named",
            err=True,
        )
