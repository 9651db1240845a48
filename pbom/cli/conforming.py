"""What ``pbom conformance`` does: the suite's protocol in front of our own checks."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pbom.atomic import read_whole, write_output
from pbom.cli.trusted_roots import list_roots, read_root
from pbom.codec.bundle import MAX_BUNDLE
from pbom.codec.conformance import check_by_identity, check_by_key
from pbom.codec.keys import read_public_key
from pbom.codec.strict_json import read_json, write_json
from pbom.codec.trusted_root import MAX_ROOT, check_trusted_root
from pbom.errors import AuthenticationError, UsageError
from pbom.model.identity import Identity
from pbom.model.trusted_root import TrustedRoot

if TYPE_CHECKING:
    from sigstore.models import ClientTrustConfig

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
MAX_KEY = 64 * 1024
_CONFIG = "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json"


class Asked(NamedTuple):
    """A question of the suite.

    Attributes:
        artifact: A file, or the digest of one.
        bundle: The bundle that is to prove something of it.
        root: The trusted root to go by, if one is given.
        name: Name of the pinned root to go by otherwise.
        environment: Where the pinned roots are found.
    """

    artifact: str
    bundle: Path
    root: Path | None
    name: str
    environment: Mapping[str, str]


class Signing(NamedTuple):
    """How to sign.

    Attributes:
        token: The identity.
        statement: Whether the file is a statement.
        trusted_root: Whom to believe while signing.
        signing_config: Where to sign.
        staging: Whether at the staging deployment, if nothing else is said.
    """

    token: str
    statement: bool
    trusted_root: Path | None
    signing_config: Path | None
    staging: bool


def verify(asked: Asked, who: tuple[str, str], key: Path | None) -> None:
    """Nothing, if the bundle holds for the artifact.

    Raises:
        UsageError: The question is no question.
        FormatError: The bundle, the key or the root is none.
        AuthenticationError: It does not hold.
    """
    document, digest = read_whole(asked.bundle, MAX_BUNDLE), _digest_of(asked.artifact)
    identity, issuer = who
    if key is not None:
        pem = read_whole(key, MAX_KEY).decode("utf-8", "replace")
        check_by_key(document, digest, read_public_key(pem))
        return
    if not identity or not issuer:
        raise UsageError("an identity and its issuer are needed, or a key")
    try:
        subject = Identity(issuer=issuer, subject=identity, root=_root(asked))
    except ValueError as error:
        raise UsageError(str(error)) from error
    check_by_identity(document, digest, subject)


def sign(artifact: Path, bundle: Path, signing: Signing) -> None:
    """Write a bundle in which the holder of a token signs a file.

    Raises:
        AuthenticationError: It was not signed.
    """
    from sigstore.dsse import Statement  # noqa: PLC0415 - 400 ms
    from sigstore.oidc import IdentityToken  # noqa: PLC0415
    from sigstore.sign import SigningContext  # noqa: PLC0415

    data = read_whole(artifact)
    try:
        context = SigningContext.from_trust_config(_config(signing))
        with context.signer(IdentityToken(signing.token)) as signer:
            made = signer.sign_dsse(Statement(data)) if signing.statement else None
            made = made or signer.sign_artifact(data)
    except Exception as error:  # of five libraries
        raise AuthenticationError("unsigned", f"it was not signed: {error}"[:500]) from error
    write_output(bundle, made.to_json().encode("utf-8"))


def _config(signing: Signing) -> "ClientTrustConfig":
    from sigstore.models import ClientTrustConfig  # noqa: PLC0415 - 400 ms

    if signing.trusted_root is None or signing.signing_config is None:
        return ClientTrustConfig.staging() if signing.staging else ClientTrustConfig.production()
    document = {
        "mediaType": _CONFIG,
        "trustedRoot": read_json(read_whole(signing.trusted_root, MAX_ROOT)),
        "signingConfig": read_json(read_whole(signing.signing_config, MAX_ROOT)),
    }
    return ClientTrustConfig.from_json(write_json(document).decode("utf-8"))


def _root(asked: Asked) -> TrustedRoot:
    if asked.root is not None:
        document = read_whole(asked.root, MAX_ROOT)
    else:
        pinned = [item for item in list_roots(asked.environment) if item.name == asked.name]
        if not pinned:
            raise UsageError(
                f"no trusted root is pinned as {asked.name}",
                hint="`pbom trust update`, or --trusted-root FILE",
            )
        document = read_root(pinned[0], asked.environment)
    check_trusted_root(document)
    return TrustedRoot(document)


def _digest_of(artifact: str) -> bytes:
    """The digest that is given, unless a file is called so."""
    path = Path(artifact)
    found = _DIGEST.fullmatch(artifact)
    if found and not path.exists():
        return bytes.fromhex(found[1])
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
