"""``pbom incident``: the blast radius of one bad thing."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("incident")(incident)


def incident(
    commit: Annotated[str, typer.Option(help="A commit, or its first digits.")] = "",
    component: Annotated[
        str,
        typer.Option(metavar="PURL", help="A package URL; without its version, every version."),
    ] = "",
    digest: Annotated[
        str, typer.Option(metavar="DIGEST|FILE", help="A file, sha256:HEX or sha512:HEX.")
    ] = "",
    key: Annotated[
        str, typer.Option(help="A key: its SHA-256, its file, or a functionary's name.")
    ] = "",
    agent: Annotated[str, typer.Option(help="An AI agent, as `pbom commits` calls it.")] = "",
    evidence: Annotated[
        list[Path] | None,
        typer.Option(
            help="A store, directory, .jsonl or .zip of evidence instead of this project's store "
            "(repeatable: they are joined by digest)."
        ),
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(help="The policy that says whose signatures count.")
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", "-f", help="text, json or markdown.")
    ] = "text",
    limit: Annotated[
        int,
        typer.Option(
            min=0, help="Of how many artifacts that it has not reached to look at the evidence."
        ),
    ] = 1000,
) -> int:
    """Show what one commit, package, file, key or agent has reached, over all evidence.

    Which artifacts and environments, by which way; the commit that brought it, its class and who
    reviewed it; what is not affected; and what cannot be told, for silence is no evidence.

    Exit codes: 0 nothing is affected, and that is certain, 1 something is affected, 2 wrong usage,
    3 nothing is known to be affected, and something cannot be told, 5 store.
    """
    from pbom.cli.radius import Thing, show_incident  # noqa: PLC0415

    given = Thing(commit=commit, component=component, digest=digest, key=key, agent=agent)
    return show_incident(given, (tuple(evidence or ()), policy), format_, limit)
