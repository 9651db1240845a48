"""``pbom reverify``: old verdicts by today's policy and today's keys."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Form(StrEnum):
    """How to write."""

    TEXT = "text"
    JSON = "json"


class Time(StrEnum):
    """The time that rules such as ``fresh`` are asked for."""

    THEN = "then"
    NOW = "now"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("reverify")(reverify)


def reverify(
    policy: Annotated[Path | None, typer.Option(help="The policy to go by.")] = None,
    evidence: Annotated[
        Path | None, typer.Option(help="Evidence elsewhere; the project's store if absent.")
    ] = None,
    at: Annotated[
        Time, typer.Option(help="Ask as of the old verdict, or as of now (age counts).")
    ] = Time.THEN,
    format_: Annotated[Form, typer.Option("--format", "-f", help="How to write.")] = Form.TEXT,
) -> int:
    """Judge again what was judged here: by today's policy, without keys that it no longer names.

    Exit codes: 0 every yes is still one, 1 a yes turned into a no, 2 wrong usage, 3 there is no
    verdict, 5 store or network.
    """
    from pbom.cli import reverifying  # noqa: PLC0415

    found = reverifying.again(policy, evidence, None if at is Time.THEN else reverifying.now())
    lines = reverifying.as_json(found) if format_ is Form.JSON else reverifying.as_text(found)
    for line in lines:
        typer.echo(line)
    return 1 if any(item.turned for item in found) else 0
