"""``pbom key``: make a signing key, and show the public half of the one that signs."""

from pathlib import Path
from typing import Annotated

import typer

from pbom.cli.options import Sign


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    purpose = "Make signing keys, and show their public halves."
    group = typer.Typer(help=purpose, no_args_is_help=True)
    group.command("new")(new)
    group.command("show")(show)
    app.add_typer(group, name="key")


def new(
    path: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where; your own key if not given.")
    ] = None,
) -> None:
    """Make a key (ECDSA P-256) in an encrypted file, and show its public half.

    That is also written beside it, as FILE.pub.pem. A file that is there is never replaced. The
    password is read from PBOM_KEY_PASSWORD, else asked for. The key counts for nobody until a
    policy has its public half.
    """
    import os  # noqa: PLC0415

    from pbom.atomic import write_whole  # noqa: PLC0415
    from pbom.cli.setup import new_password  # noqa: PLC0415
    from pbom.cli.terminal import say  # noqa: PLC0415
    from pbom.codec.keys import write_public_key  # noqa: PLC0415
    from pbom.signers.key_file import key_path, make_key  # noqa: PLC0415

    place = path or key_path(os.environ)
    key = make_key(place, new_password(os.environ))
    public = place.with_suffix(".pub.pem")
    if not public.exists():
        write_whole(public, write_public_key(key).encode("utf-8"))
    say(f"made {place}; sign with it: --sign file:{place}")
    typer.echo(write_public_key(key), nl=False)


def show(
    name: Annotated[
        str,
        typer.Option(metavar="NAME.KEY", help="As a table of a policy: whose key, and its name."),
    ] = "",
    sign: Sign = "",
) -> None:
    """Show the public half of the key that signs, in PEM or as part of a policy."""
    import os  # noqa: PLC0415

    from pbom.cli.setup import key_table  # noqa: PLC0415
    from pbom.cli.signing import OWN_CHOICE, SignWith, open_signer  # noqa: PLC0415
    from pbom.codec.keys import write_public_key  # noqa: PLC0415

    key = open_signer(os.environ, OWN_CHOICE, SignWith(sign)).public_key
    typer.echo(key_table(name, key) if name else write_public_key(key), nl=False)
