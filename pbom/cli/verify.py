"""``pbom verify``: the gate."""

from pathlib import Path
from typing import Annotated

import typer

from pbom.cli import completing
from pbom.cli.options import IdentityTokenFile, Sign, Timestamp, TrustConfig, TrustedRoot

FORMATS = "text, json, sarif, junit, github, gitlab, markdown, or vsa, the signed verdict."
CODES = {"invalid": 4, "missing": 3, "denied": 1}
Artifacts = Annotated[
    list[Path] | None, typer.Argument(metavar="ARTIFACT...", help="Files that want to ship.")
]
Environment = Annotated[
    str,
    typer.Option(
        help="Where they go: an environment of the policy.",
        autocompletion=completing.environments,
    ),
]
Identity = Annotated[
    str, typer.Option(help="Whom the certificates must name, instead of a policy.")
]
Issuer = Annotated[str, typer.Option(help="Who must know them; goes with --identity.")]
Reports = Annotated[
    list[str] | None,
    typer.Option(
        "--output", "-o", metavar="FORMAT=PATH", help="Also write a report to a file (repeatable)."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    artifact: Artifacts = None,
    digest: Annotated[
        list[str] | None, typer.Option(help="An artifact by sha256:HEX instead of its file.")
    ] = None,
    policy: Annotated[Path | None, typer.Option(help="The policy to go by.")] = None,
    env: Environment = "",
    evidence: Annotated[Path | None, typer.Option(help="A directory, .jsonl or .zip.")] = None,
    pbom: Annotated[Path | None, typer.Option(help="The PBOM, where it lies elsewhere.")] = None,
    format_: Annotated[
        str, typer.Option("--format", "-f", help=FORMATS, autocompletion=completing.formats)
    ] = "text",
    output: Reports = None,
    sign: Sign = "",
    timestamp: Timestamp = "",
    trust_config: TrustConfig = "",
    identity_token_file: IdentityTokenFile = "",
    trusted_root: TrustedRoot = None,
    identity: Identity = "",
    issuer: Issuer = "",
) -> int:
    """Decide whether artifacts may ship, with every reason.

    Exit codes: 0 ship, 1 denied by policy, 2 wrong usage, 3 evidence missing, 4 evidence invalid,
    5 store or network, 70 internal error. The format never changes the code.
    """
    import os  # noqa: PLC0415

    from pbom.cli import last_verdict  # noqa: PLC0415
    from pbom.cli.asking import ask_gate, read_from  # noqa: PLC0415
    from pbom.cli.judging import judge, open_outputs  # noqa: PLC0415
    from pbom.cli.signing import SignWith  # noqa: PLC0415
    from pbom.cli.trust import choose_policy, policy_path  # noqa: PLC0415
    from pbom.cli.trusted_roots import going_by  # noqa: PLC0415

    last_verdict.forget()
    inputs = (policy or policy_path(), *read_from(artifact or [], evidence, pbom))
    outputs = open_outputs(output or [], format_, inputs)
    asked = ask_gate(artifact or [], digest or [], evidence, pbom)
    environment = going_by(trusted_root, os.environ)
    trusted = choose_policy(policy, (identity, issuer), environment, env)
    verdict = judge(
        asked, trusted, outputs, SignWith(sign, timestamp, trust_config, identity_token_file)
    )
    return 0 if verdict.worst is None else CODES[verdict.worst]
