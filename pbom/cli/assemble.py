"""``pbom assemble``: the signed PBOM of artifacts, and the evidence behind it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pbom.cli.options import IdentityTokenFile, Sign, Timestamp, TrustConfig, TrustedRoot


class Spec(StrEnum):
    """Versions of CycloneDX that can be written."""

    V1_6 = "1.6"
    V1_7 = "1.7"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("assemble")(assemble)


def assemble(
    artifact: Annotated[
        list[Path], typer.Argument(metavar="ARTIFACT...", help="The files of one release.")
    ],
    policy: Annotated[
        Path | None, typer.Option(help="Policy that says who is trusted to sign.")
    ] = None,
    spec: Annotated[Spec, typer.Option(help="Version of CycloneDX.")] = Spec.V1_7,
    sign: Sign = "",
    timestamp: Timestamp = "",
    trust_config: TrustConfig = "",
    identity_token_file: IdentityTokenFile = "",
    trusted_root: TrustedRoot = None,
) -> None:
    """Join the attestations behind a release into a signed PBOM.

    Writes ARTIFACT.pbom.cdx.json, ARTIFACT.pbom.sigstore.json and ARTIFACT.evidence.zip beside
    the first artifact; the archive holds all that a verifier without network needs.
    """
    from pbom.atomic import write_whole  # noqa: PLC0415
    from pbom.cli.artifacts import Beside, read_artifacts  # noqa: PLC0415
    from pbom.cli.project import open_project  # noqa: PLC0415
    from pbom.cli.signing import SignWith, open_signer  # noqa: PLC0415
    from pbom.cli.terminal import say  # noqa: PLC0415
    from pbom.cli.trust import find_policy  # noqa: PLC0415
    from pbom.cli.trusted_roots import going_by  # noqa: PLC0415
    from pbom.codec.cyclonedx.document import VERSIONS  # noqa: PLC0415
    from pbom.pipeline.release import release  # noqa: PLC0415

    artifacts = read_artifacts(artifact)
    project = open_project()
    trusted = find_policy(policy, going_by(trusted_root, project.environment))
    asked = SignWith(sign, timestamp, trust_config, identity_token_file)
    signer = open_signer(project.environment, project.config.signing, asked)
    made = release(artifacts, trusted, project.store, signer, VERSIONS[spec.value])
    for finding in made.refused:
        say(f"left out {finding.subject}: {finding.found}")
    files = Beside.of(artifact[0])
    write_whole(files.archive, made.archive)
    write_whole(files.bundle, made.bundle)
    write_whole(files.document, made.document)
    steps = [item.statement.step for item in made.pbom.attestations]
    typer.echo(f"{files.document}  (CycloneDX {spec.value}, steps: {', '.join(steps)})")
    typer.echo(f"{files.bundle}  (its signature)")
    typer.echo(f"{files.archive}  (all evidence, for verifying elsewhere)")
