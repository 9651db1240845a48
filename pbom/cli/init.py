"""``pbom init``: a key, a configuration and a policy that trusts the key."""

from typing import Annotated

import typer

from pbom.cli.options import Sign


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init")(init)


def init(
    step: Annotated[
        list[str] | None, typer.Option(help="A step that the policy demands (repeatable).")
    ] = None,
    pin: Annotated[
        bool, typer.Option("--pin", help="Trust the policy that is here, as it is now.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")
    ] = False,
    sign: Sign = "",
) -> None:
    """Make a key pair, pbom.toml and a policy that trusts the key; what is there stays.

    The private key is encrypted. Its password is read from PBOM_KEY_PASSWORD, else asked for.
    With --sign no key is made: the policy trusts the one that is named, and pbom.toml names it.
    """
    from pbom.cli.setup import pin_existing, plan, unpinned, write_plan  # noqa: PLC0415
    from pbom.cli.terminal import say  # noqa: PLC0415

    planned = plan(tuple(step or ["build"]), sign)
    if dry_run:
        typer.echo("\n".join(planned.lines("would write")))
        return
    write_plan(planned)
    typer.echo("\n".join(planned.lines("wrote")))
    if pin:
        pin_existing()
    if unpinned():
        say("the policy here is not pinned: read it, and if you trust it run `pbom init --pin`")
    typer.echo("\nNext:")
    for name in planned.steps:
        typer.echo(f"  pbom run --step {name} -- COMMAND...")
    typer.echo("  pbom assemble ARTIFACT\n  pbom verify ARTIFACT")
