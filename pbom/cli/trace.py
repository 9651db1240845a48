"""``pbom trace``: where something came from, and what became of it."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("trace")(trace)


def trace(
    subject: Annotated[
        str,
        typer.Argument(
            help="A file, sha256:HEX, a commit, a package URL, or key:, agent: or env: and a name."
        ),
    ],
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
        str, typer.Option("--format", "-f", help="text, json, mermaid, dot or svg.")
    ] = "text",
) -> int:
    """Show what something came from, back to commits, and what became of it, on to deployments.

    Statements are found by an index of the store, read again and authenticated. A link that is
    missing is a gap at its place. Files of one pipeline that another one used join the two. What
    the processes of a step did is told by `pbom show trace` instead.

    Exit codes: 0 the chain is whole, 2 wrong usage, 3 there is a gap, or nothing is known of it, 4
    a statement on the way is not believed, 5 store.
    """
    from pbom.cli.tracing import show_trace  # noqa: PLC0415

    return show_trace(subject, tuple(evidence or ()), policy, format_)
