"""``pbom toolchain``: declare the tools that a project is built with, file by file."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("toolchain")(toolchain)


def toolchain(
    place: Annotated[
        list[Path], typer.Argument(metavar="PLACE...", help="Directories and files of the tools.")
    ],
    output: Annotated[Path, typer.Option(help="Where to write the manifest.")],
    name: Annotated[str, typer.Option(help="Name of the toolchain, for people.")] = "toolchain",
) -> None:
    """Write a manifest of tools that no package database knows.

    Name it under `toolchains` of [record] in pbom.toml, and its digest under [toolchains] in the
    policy.
    """
    import hashlib  # noqa: PLC0415

    from pbom.atomic import write_output  # noqa: PLC0415
    from pbom.codec.toolchain import write_toolchain  # noqa: PLC0415
    from pbom.collectors.toolchains import toolchain_files  # noqa: PLC0415

    files = toolchain_files(place)
    manifest = write_toolchain(name, files)
    write_output(output, manifest)
    typer.echo(f"sha256:{hashlib.sha256(manifest).hexdigest()}  {len(files)} files of {name}")
