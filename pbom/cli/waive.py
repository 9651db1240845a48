"""``pbom waive``: answer for it that a rule does not block an artifact."""

from pathlib import Path
from typing import Annotated

import typer

from pbom.cli import completing
from pbom.cli.options import IdentityTokenFile, Sign, Timestamp, TrustConfig

ENVIRONMENTS = Annotated[
    list[str] | None,
    typer.Option(
        help="Only for this environment of the policy (repeatable).",
        autocompletion=completing.environments,
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("waive")(waive)


def waive(
    rule: Annotated[
        list[str],
        typer.Argument(
            metavar="RULE...", help="Ids of the rules.", autocompletion=completing.rules
        ),
    ],
    subject: Annotated[
        str, typer.Option("--for", metavar="SUBJECT", help="The artifact: a file or sha256:HEX.")
    ],
    reason: Annotated[str, typer.Option(help="Why, for whoever reads it later.")],
    expires: Annotated[
        str, typer.Option(metavar="WHEN", help="30d, 2026-12-31, or a time in UTC.")
    ],
    role: Annotated[str, typer.Option(help="As what you speak.")] = "release-manager",
    env: ENVIRONMENTS = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the bundle to a file.")
    ] = None,
    sign: Sign = "",
    timestamp: Timestamp = "",
    trust_config: TrustConfig = "",
    identity_token_file: IdentityTokenFile = "",
) -> None:
    """Sign that a rule shall not block this one artifact until then; keep it beside the artifact.

    It counts if the policy lets you waive that rule, and you had no part in the release. Whatever
    is waived stays in every verdict, with your name and your reason.
    """
    from pbom.atomic import write_output  # noqa: PLC0415
    from pbom.cli.approving import Wish, give  # noqa: PLC0415
    from pbom.cli.signing import SignWith  # noqa: PLC0415
    from pbom.cli.waiving import lay_beside, refuse  # noqa: PLC0415

    wish = Wish(
        subject=subject,
        role=role,
        reason=reason,
        expires=expires,
        rules=tuple(rule),
        environments=tuple(env or ()),
    )
    refuse(wish)
    given = give(wish, SignWith(sign, timestamp, trust_config, identity_token_file))
    if output:
        write_output(output, given.bundle)
    typer.echo(f"{given.digest}  ({', '.join(rule)} for {given.about}, as {role})")
    for line in lay_beside(subject, given):
        typer.echo(line, err=True)
