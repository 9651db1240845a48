"""``pbom run``: run a command and keep a signed record of it."""

from typing import Annotated

import typer

from pbom.cli.options import IdentityTokenFile, Sign, Timestamp, TrustConfig
from pbom.cli.recording import DEFAULT_STEP, Asked, record_step
from pbom.cli.signing import SignWith

STEP_HELP = "Name of the step, as the policy knows it."
OUTPUT_HELP = "Files that are the step's products (like .gitignore patterns; repeatable)."
TRACE_HELP = "What to watch while it runs: files, network, all, auto (where possible), or off."
MATERIAL_HELP = "Files outside the commit to record as materials (repeatable)."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "run",
        context_settings={"allow_interspersed_args": False, "ignore_unknown_options": False},
    )(run)


def run(
    command: Annotated[list[str], typer.Argument(metavar="-- COMMAND...", help="What to run.")],
    step: Annotated[str, typer.Option(help=STEP_HELP)] = DEFAULT_STEP,
    output: Annotated[list[str] | None, typer.Option(help=OUTPUT_HELP)] = None,
    material: Annotated[list[str] | None, typer.Option(help=MATERIAL_HELP)] = None,
    trace: Annotated[str, typer.Option(metavar="WHAT", help=TRACE_HELP)] = "",
    sign: Sign = "",
    timestamp: Timestamp = "",
    trust_config: TrustConfig = "",
    identity_token_file: IdentityTokenFile = "",
) -> int:
    """Run a command as one step, and keep a signed record of what it read and made.

    The command keeps its streams, terminal and signals, and its exit code is returned. 125 means
    that the step could not be recorded, 126 and 127 that the command did not start.
    """
    signing = SignWith(sign, timestamp, trust_config, identity_token_file)
    return record_step(Asked(command, step, output or [], material or [], trace, signing))
