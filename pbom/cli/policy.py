"""``pbom policy``: look at a policy before it decides anything."""

from pathlib import Path
from typing import Annotated

import typer

from pbom.cli import completing

FILE = Annotated[
    Path | None, typer.Argument(metavar="[FILE]", help="The policy; the project's if absent.")
]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Check, show and test a policy.", no_args_is_help=True)
    group.command("check")(check)
    group.command("show")(show)
    group.command("list")(list_)
    group.command("schema")(schema)
    group.command("test")(ask)
    app.add_typer(group, name="policy")


def check(file: FILE = None) -> None:
    """Read a policy as strictly as the gate does, for every environment, and say what is weak.

    Exit codes: 0 it can be used, 2 it cannot, with line and nearest name.
    """
    from pbom.cli.policies import check_policy  # noqa: PLC0415

    for line in check_policy(file):
        typer.echo(line)


def show(
    file: FILE = None,
    env: Annotated[
        str,
        typer.Option(help="An environment of the policy.", autocompletion=completing.environments),
    ] = "",
) -> None:
    """Show what a policy demands in an environment: who signs, which rules, who may waive."""
    from pbom.cli.policies import show_policy  # noqa: PLC0415

    for line in show_policy(file, env):
        typer.echo(line)


def list_() -> None:
    """List every rule with what happens where no policy mentions it, its parameters and page."""
    from pbom.cli.policies import list_rules  # noqa: PLC0415

    for line in list_rules():
        typer.echo(line)


def schema() -> None:
    """Write the JSON Schema of policies, for editors that read TOML with one."""
    from pbom.cli.policy_schema import schema_text  # noqa: PLC0415

    typer.echo(schema_text(), nl=False)


def ask(
    cases: Annotated[Path, typer.Argument(metavar="CASES", help="TOML with cases.")],
    policy: Annotated[
        Path | None, typer.Option(help="The policy; the project's if absent.")
    ] = None,
) -> int:
    """Ask the gate about recorded releases, and compare each verdict with the expected one.

    Exit codes: 0 all as expected, 1 a verdict is another, 2 wrong usage.
    """
    from pbom.cli.policy_cases import run_cases  # noqa: PLC0415

    failed = 0
    for line, good in run_cases(cases, policy):
        failed += not good
        typer.echo(line)
    return 1 if failed else 0
