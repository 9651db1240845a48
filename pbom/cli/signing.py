"""Which signer a command signs with: found here, and opened.

What counts, in this order: ``--sign`` of the command line, ``PBOM_SIGN``, ``[signing]`` of
``pbom.toml``, the user's own key file; and likewise for ``--timestamp`` and ``PBOM_TIMESTAMP``.
A project chooses for those who record it and never for those who judge it: an approval, a waiver
and a verdict are signed as their giver says.
"""

from collections.abc import Mapping
from typing import NamedTuple

from pbom.cli.terminal import ask
from pbom.collectors.environment import PARENT
from pbom.collectors.process import shield_secrets
from pbom.errors import UsageError
from pbom.model.config import SigningConfig
from pbom.signers import TOKEN_FILE, TRUST_CONFIG, Signer, scheme_of

VARIABLE = "PBOM_SIGN"
TIMESTAMP = "PBOM_TIMESTAMP"
OWN = "file:"
KEYLESS = "keyless"


class SignWith(NamedTuple):
    """What a command line says about signing.

    Attributes:
        signer: URI of the signer; empty where it says nothing.
        timestamp: URL of a time stamping authority; empty where it says nothing.
        trust_config: File with the Sigstore to sign by without a key; empty for the public one.
        token_file: File with the identity to sign as without a key; empty for that of the CI job.
    """

    signer: str = ""
    timestamp: str = ""
    trust_config: str = ""
    token_file: str = ""


DEFAULT = SignWith()
OWN_CHOICE = SigningConfig()
"""What counts of a project's configuration where somebody judges it: nothing."""


def open_signer(
    environment: Mapping[str, str], config: SigningConfig, asked: SignWith = DEFAULT
) -> Signer:
    """The signer, opened; from then on other processes cannot look into this one.

    Raises:
        RecordingError: There is no key, or it does not open.
        UsageError: The URI names no signer, or there is no way to ask for a password.
    """
    shield_secrets()
    uri = signer_uri(environment, config, asked)
    told = {TRUST_CONFIG: asked.trust_config, TOKEN_FILE: asked.token_file}
    seen = {**environment, **{name: value for name, value in told.items() if value}}
    signer = scheme_of(uri).open(uri, seen, _no_password if PARENT in environment else ask)
    url = asked.timestamp or environment.get(TIMESTAMP, "") or config.timestamp
    if uri.partition(":")[0] == KEYLESS and asked.timestamp:
        raise UsageError(
            "--timestamp is for keys: without one, the trust configuration says who is asked"
        )
    if not url or uri.partition(":")[0] == KEYLESS:
        return signer
    from pbom.collectors.timestamping import Timestamped  # noqa: PLC0415 - HTTP takes 30 ms

    return Timestamped(signer, url)


def signer_uri(
    environment: Mapping[str, str], config: SigningConfig, asked: SignWith = DEFAULT
) -> str:
    """The URI of the signer."""
    return asked.signer or environment.get(VARIABLE, "") or config.key or OWN


def without_signer(environment: Mapping[str, str], uri: str) -> dict[str, str]:
    """The environment without those variables with which others could sign as this signer."""
    withheld = scheme_of(uri).withheld(uri)
    return {name: value for name, value in environment.items() if name not in withheld}


def _no_password(what: str) -> str:
    """Inside another step nobody is asked: that step keeps the key to itself."""
    raise UsageError(f"inside another step nobody is asked for a secret ({what})")
