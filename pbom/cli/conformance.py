"""``pbom conformance``: what the conformance suite of Sigstore asks of every client."""

from pathlib import Path
from typing import Annotated

import typer

SIGNED = Annotated[str, typer.Argument(metavar="FILE", help="What to sign.")]
BUNDLE = Annotated[Path, typer.Option(metavar="FILE", help="The bundle.")]
ROOT = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The trusted root; else the pinned one."),
]
STAGING = Annotated[bool, typer.Option("--staging", help="The staging deployment.")]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="Be driven by the conformance suite of Sigstore.", no_args_is_help=True
    )
    group.command("verify-bundle")(verify_bundle)
    group.command("sign-bundle")(sign_bundle)
    app.add_typer(group, name="conformance")


def verify_bundle(
    artifact: Annotated[
        str, typer.Argument(metavar="FILE_OR_DIGEST", help="A file, or sha256:HEX.")
    ],
    bundle: BUNDLE,
    certificate_identity: Annotated[str, typer.Option(help="Whom the certificate names.")] = "",
    certificate_oidc_issuer: Annotated[str, typer.Option(help="Who knew them.")] = "",
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="A public key in PEM.")] = None,
    trusted_root: ROOT = None,
    staging: STAGING = False,
) -> None:
    """Verify a file against a bundle of any version, by an identity or by a key.

    Exit codes: 0 it holds, 4 it does not, 2 wrong usage.
    """
    import os  # noqa: PLC0415

    from pbom.cli.conforming import Asked, verify  # noqa: PLC0415

    asked = Asked(
        artifact=artifact,
        bundle=bundle,
        root=trusted_root,
        name="staging" if staging else "main",
        environment=os.environ,
    )
    verify(asked, (certificate_identity, certificate_oidc_issuer), key)


def sign_bundle(
    artifact: SIGNED,
    identity_token: Annotated[str, typer.Option(help="The identity token, as the suite gives it.")],
    bundle: BUNDLE,
    in_toto: Annotated[bool, typer.Option("--in-toto", help="The file is a statement.")] = False,
    trusted_root: ROOT = None,
    signing_config: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to sign.")
    ] = None,
    staging: STAGING = False,
) -> None:
    """Sign a file, or a statement, without a key, and write the bundle."""
    from pbom.cli.conforming import Signing, sign  # noqa: PLC0415

    sign(
        Path(artifact),
        bundle,
        Signing(
            token=identity_token,
            statement=in_toto,
            trusted_root=trusted_root,
            signing_config=signing_config,
            staging=staging,
        ),
    )
