"""``pbom doctor``: is everything there that recording and verifying need?"""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(
    rebuild_index: Annotated[
        bool, typer.Option("--rebuild-index", help="First write the store's index anew.")
    ] = False,
) -> int:
    """Check git, clock, store, key, policy and tools; each problem with the command that mends it.

    The exit code is 1 if a check fails; warnings do not count.
    """
    import sys  # noqa: PLC0415

    from pbom.cli.checks import examine, rebuild  # noqa: PLC0415
    from pbom.cli.terminal import ink_for  # noqa: PLC0415
    from pbom.model.printable import printable  # noqa: PLC0415

    if rebuild_index:
        typer.echo(f"the index was written anew and knows {rebuild()} bundles")
    ink = ink_for(sys.stdout)
    checks = examine()
    for check in checks:
        colour = {"ok": ink.good, "warn": ink.warn, "fail": ink.bad}[check.state]
        typer.echo(f"{colour}{check.state:4}{ink.end}  {check.about:8} {printable(check.found)}")
        if check.fix:
            typer.echo(f"                {ink.faint}fix:{ink.end} {printable(check.fix)}")
    return int(any(check.state == "fail" for check in checks))
