"""``pbom approve``: put your name to something that you have looked at."""

from pathlib import Path
from typing import Annotated

import typer

from pbom.cli.options import IdentityTokenFile, Sign, Timestamp, TrustConfig


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("approve")(approve)


def approve(
    subject: Annotated[
        str, typer.Argument(help="A commit, a tree (HEAD^{tree}), a file, or sha256:HEX.")
    ],
    reason: Annotated[str, typer.Option(help="Why, for whoever reads it later.")],
    role: Annotated[str, typer.Option(help="As what you speak.")] = "reviewer",
    expires: Annotated[
        str, typer.Option(metavar="WHEN", help="30d, 2026-12-31, or a time in UTC.")
    ] = "",
    path: Annotated[
        list[str] | None, typer.Option(help="Only these files, as patterns (repeatable).")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the bundle to a file.")
    ] = None,
    sign: Sign = "",
    timestamp: Timestamp = "",
    trust_config: TrustConfig = "",
    identity_token_file: IdentityTokenFile = "",
) -> None:
    """Sign an approval with your key, and keep it in the store.

    A commit counts as reviewed if somebody other than its writers approved it as `reviewer`, with
    a key for which the policy says whose addresses it stands for.
    """
    from pbom.atomic import write_output  # noqa: PLC0415
    from pbom.cli.approving import Wish, give, what_next  # noqa: PLC0415
    from pbom.cli.signing import SignWith  # noqa: PLC0415

    wish = Wish(subject=subject, role=role, reason=reason, expires=expires, paths=tuple(path or ()))
    given = give(wish, SignWith(sign, timestamp, trust_config, identity_token_file))
    if output:
        write_output(output, given.bundle)
    typer.echo(f"{given.digest}  ({given.about}, as {role})")
    for line in what_next(given):
        typer.echo(line, err=True)
