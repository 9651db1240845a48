"""``pbom verify``: the gate."""

from pathlib import Path
from typing import Annotated

import typer

from pbom.cli import completing

FORMATS = "text, json, sarif, junit, github, gitlab, markdown, or vsa, the signed verdict."
CODES = {"invalid": 4, "missing": 3, "denied": 1}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    artifact: Annotated[
        list[Path] | None, typer.Argument(metavar="ARTIFACT...", help="Files that want to ship.")
    ] = None,
    digest: Annotated[
        list[str] | None, typer.Option(help="An artifact by sha256:HEX instead of its file.")
    ] = None,
    policy: Annotated[Path | None, typer.Option(help="The policy to go by.")] = None,
    env: Annotated[
        str,
        typer.Option(
            help="Where they go: an environment of the policy.",
            autocompletion=completing.environments,
        ),
    ] = "",
    evidence: Annotated[
        Path | None, typer.Option(help="A directory, .jsonl or .zip of evidence.")
    ] = None,
    pbom: Annotated[Path | None, typer.Option(help="The PBOM, where it lies elsewhere.")] = None,
    format_: Annotated[
        str, typer.Option("--format", "-f", help=FORMATS, autocompletion=completing.formats)
    ] = "text",
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FORMAT=PATH",
            help="Also write a report to a file (repeatable).",
        ),
    ] = None,
) -> int:
    """Decide whether artifacts may ship, with every reason.

    Exit codes: 0 ship, 1 denied by policy, 2 wrong usage, 3 evidence missing, 4 evidence invalid,
    5 store or network, 70 internal error. The format never changes the code.
    """
    import os  # noqa: PLC0415

    from pbom.cli import last_verdict  # noqa: PLC0415
    from pbom.cli.asking import ask_gate, read_from  # noqa: PLC0415
    from pbom.cli.judging import judge, open_outputs  # noqa: PLC0415
    from pbom.cli.trust import find_policy, policy_path  # noqa: PLC0415

    last_verdict.forget()
    inputs = (policy or policy_path(), *read_from(artifact or [], evidence, pbom))
    outputs = open_outputs(output or [], format_, inputs)
    asked = ask_gate(artifact or [], digest or [], evidence, pbom)
    verdict = judge(asked, find_policy(policy, os.environ, env), outputs)
    return 0 if verdict.worst is None else CODES[verdict.worst]
