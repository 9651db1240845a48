"""``pbom deps``: what the lock files of a checkout name, and who brought it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pbom.model.trusted_root import TrustedRoot


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("deps")(deps)


def deps(
    range_: Annotated[
        str,
        typer.Argument(
            metavar="[BASE..HEAD]",
            help="Only what these commits brought; `..` for those since the last tag.",
        ),
    ] = "",
    format_: Annotated[
        str, typer.Option("--format", "-f", help="table, json or cyclonedx.")
    ] = "table",
    installed: Annotated[
        bool,
        typer.Option("--installed", help="Compare what is locked with what is installed here."),
    ] = False,
    used: Annotated[
        bool,
        typer.Option(
            "--used", help="Compare what a traced step read with what is locked and installed."
        ),
    ] = False,
    step: Annotated[
        str, typer.Option(help="With --used: the step; the one that was traced last if absent.")
    ] = "",
    spec: Annotated[str, typer.Option(help="CycloneDX version: 1.7 or 1.6.")] = "1.7",
) -> None:
    """List what is locked: packages, and the actions and images that the pipeline runs on.

    Only files are read: nothing is executed, and no network is asked. With a range of commits, each
    thing that is new comes with the commit that brought it, and with what that commit is.
    """
    import gc  # noqa: PLC0415

    gc.disable()  # everything that is read is kept until the end
    if range_:
        _new(range_, format_)
    elif used:
        _used(step, format_)
    elif installed:
        _installed(format_)
    else:
        _all(format_, spec)


def _all(form: str, spec: str) -> None:
    from pbom import plugins  # noqa: PLC0415
    from pbom.cli.configuration import read_project_config  # noqa: PLC0415
    from pbom.cli.inventory import complain, list_inventory  # noqa: PLC0415
    from pbom.collectors.workspace import find_workspace  # noqa: PLC0415
    from pbom.pipeline.beside import Ground  # noqa: PLC0415
    from pbom.pipeline.dependencies import everything  # noqa: PLC0415

    root = find_workspace(Path.cwd()).root
    config = read_project_config(root)

    def trusted() -> "TrustedRoot | str":
        from pbom.cli.provenance_root import find_root  # noqa: PLC0415 - few have documents

        return find_root(root, config.provenance, os.environ)

    ground = Ground(root=root, config=config, environment=os.environ, find_root=trusted)
    inventory = everything(Path.cwd(), plugins.lock_readers(), ground)
    typer.echo("\n".join(list_inventory(inventory, form, spec, Path.cwd().name)))
    complain(inventory)


def _installed(form: str) -> None:
    from pbom import plugins  # noqa: PLC0415
    from pbom.cli.inventory import complain  # noqa: PLC0415
    from pbom.cli.presence import list_presence  # noqa: PLC0415
    from pbom.pipeline.dependencies import presence  # noqa: PLC0415

    readers = plugins.lock_readers(), plugins.installed_readers()
    inventory, places, found = presence(Path.cwd(), *readers)
    typer.echo("\n".join(list_presence(found, places, form)))
    complain(inventory)


def _used(step: str, form: str) -> None:
    from pbom import plugins  # noqa: PLC0415
    from pbom.cli.explaining import find_step  # noqa: PLC0415
    from pbom.cli.presence import list_usage  # noqa: PLC0415
    from pbom.pipeline.dependencies import installed_here  # noqa: PLC0415

    found = find_step(step, None)
    places = installed_here(Path.cwd(), plugins.installed_readers())
    typer.echo("\n".join(list_usage(found.step, found.explained.trace, places, form)))


def _new(range_: str, form: str) -> None:
    from pbom import plugins  # noqa: PLC0415
    from pbom.cli.introducing import list_introductions  # noqa: PLC0415
    from pbom.cli.listing import split_range  # noqa: PLC0415
    from pbom.cli.looking import open_view  # noqa: PLC0415
    from pbom.pipeline.changes import changes  # noqa: PLC0415
    from pbom.pipeline.introductions import add_introductions  # noqa: PLC0415

    ground, lens = open_view(Path.cwd(), os.environ)
    look = changes(ground, split_range(range_), lens)
    told = add_introductions(ground.root, look.changes, plugins.lock_readers())
    typer.echo("\n".join(list_introductions(told, form)))
