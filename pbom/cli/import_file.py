"""``pbom import``: keep a document of another tool, and sign what it speaks of."""

from pathlib import Path
from typing import Annotated

import typer

from pbom.cli.options import IdentityTokenFile, Sign, Timestamp, TrustConfig


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            help="CycloneDX, SPDX 2 or 3 or SARIF in JSON, JUnit XML, an in-toto statement, DSSE "
            "envelope or Sigstore bundle."
        ),
    ],
    about: Annotated[
        str,
        typer.Option(
            metavar="SUBJECT",
            help="What it speaks of: a commit, a tree (HEAD^{tree}), a file, or sha256:HEX; the "
            "commit that is checked out.",
        ),
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the bundle to a file.")
    ] = None,
    sign: Sign = "",
    timestamp: Timestamp = "",
    trust_config: TrustConfig = "",
    identity_token_file: IdentityTokenFile = "",
) -> None:
    """Keep a document of another tool byte for byte, count it, and sign that with your key.

    Nothing in it is believed: who signs says that it speaks of the commit or file, and answers for
    that. Signatures inside of it are not verified. `pbom assemble` puts it into the PBOM.
    """
    from pbom.atomic import write_output  # noqa: PLC0415
    from pbom.cli.importing import Wish, give  # noqa: PLC0415
    from pbom.cli.showing_import import describe_import  # noqa: PLC0415
    from pbom.cli.signing import SignWith  # noqa: PLC0415
    from pbom.model.printable import printable  # noqa: PLC0415

    given = give(
        Wish(file=file, about=about), SignWith(sign, timestamp, trust_config, identity_token_file)
    )
    if output:
        write_output(output, given.bundle)
    subject = printable(given.statement.subjects[0].name)
    typer.echo(f"{given.digest}  ({given.statement.content.format}, about {subject})")
    for line in describe_import(given.statement):
        typer.echo(printable(line))
