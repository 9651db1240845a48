"""Options that several commands have, and that mean the same in each."""

from pathlib import Path
from typing import Annotated

import typer

Sign = Annotated[
    str,
    typer.Option(
        "--sign",
        metavar="URI",
        help="Who signs, such as file:PATH or keyless; the key of `pbom init` if not given.",
    ),
]
Timestamp = Annotated[
    str,
    typer.Option(
        "--timestamp",
        metavar="URL",
        help="A time stamping authority that vouches for when it was signed.",
    ),
]
TrustConfig = Annotated[
    str,
    typer.Option(
        "--trust-config",
        metavar="FILE",
        help="For keyless: a Sigstore of your own instead of the public one.",
    ),
]
IdentityTokenFile = Annotated[
    str,
    typer.Option(
        "--identity-token-file",
        metavar="FILE",
        help="For keyless: where the identity token is, if the CI service gives none.",
    ),
]
TrustedRoot = Annotated[
    Path | None,
    typer.Option(
        "--trusted-root",
        metavar="FILE",
        help="Whose certificates and logs count for identities (a Sigstore trusted root).",
    ),
]
