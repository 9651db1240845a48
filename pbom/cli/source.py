"""``pbom source``: sign what is known of the commits that are new."""

import os
import sys
from typing import Annotated

import typer

from pbom.cli.options import IdentityTokenFile, Sign, Timestamp, TrustConfig


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("source")(source)


def source(
    range_: Annotated[
        str,
        typer.Argument(
            metavar="[BASE..HEAD]", help="Commits; since what was shipped last, else the last tag."
        ),
    ] = "",
    sign: Sign = "",
    timestamp: Timestamp = "",
    trust_config: TrustConfig = "",
    identity_token_file: IdentityTokenFile = "",
) -> None:
    """Record who wrote the new commits, as far as it shows, and sign that.

    `pbom run` does it by itself, once for each head. Do it again when notes, reviews or tags have
    come in since; what says the same is not recorded twice.
    """
    from dataclasses import replace  # noqa: PLC0415

    from pbom import plugins  # noqa: PLC0415
    from pbom.cli.listing import split_range  # noqa: PLC0415
    from pbom.cli.looking import ground_of, open_lens  # noqa: PLC0415
    from pbom.cli.project import open_project  # noqa: PLC0415
    from pbom.cli.signing import SignWith, open_signer  # noqa: PLC0415
    from pbom.cli.terminal import ink_for  # noqa: PLC0415
    from pbom.cli.trust import trusted_here  # noqa: PLC0415
    from pbom.listings.text import Text  # noqa: PLC0415
    from pbom.pipeline.changes import changes  # noqa: PLC0415
    from pbom.pipeline.introductions import add_introductions  # noqa: PLC0415
    from pbom.pipeline.source import record_source  # noqa: PLC0415

    project = open_project()
    asked = SignWith(sign, timestamp, trust_config, identity_token_file)
    signer = open_signer(project.environment, project.config.signing, asked)
    ground = ground_of(project.workspace.root, project.config.commits, trusted_here(os.environ))
    look = changes(ground, split_range(range_), open_lens(project.config))
    brought = add_introductions(ground.root, look.changes, plugins.lock_readers())
    look = replace(look, changes=brought)
    recorded = record_source(project, look, signer)
    ink, text = ink_for(sys.stdout), Text()
    for line in (text.title(look.changes, ink), *text.sums(look.changes, ink)):
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{'recorded' if recorded.fresh else 'recorded before'}  {recorded.bundle}\n")
