"""``pbom graph``: a picture of a document."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("graph")(graph)


def graph(
    file: Annotated[Path, typer.Argument(help="A PBOM, or CycloneDX JSON of another tool.")],
    format_: Annotated[
        str, typer.Option("--format", "-f", help="svg, mermaid, dot, json or text.")
    ] = "svg",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write it to a file.")
    ] = None,
) -> None:
    """Draw how a document says that its artifacts came to be.

    Commits, steps, files, agents and packages, the nearest to the artifacts first; what has no room
    is counted. It needs no other program. Nothing in it is verified: `pbom verify` does that, and
    `pbom trace` draws what evidence says.
    """
    import sys  # noqa: PLC0415

    from pbom.atomic import write_output  # noqa: PLC0415
    from pbom.cli.picturing import picture  # noqa: PLC0415

    text = picture(file, format_)
    if output:
        write_output(output, text.encode("utf-8"))
    else:
        sys.stdout.write(text)
