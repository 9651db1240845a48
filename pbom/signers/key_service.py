"""Keys that never leave their place: a security token (PKCS #11), a cloud's KMS, Vault.

The work is done by the signers of ``securesystemslib``, each of which needs the client of its
service; the extras of this package bring them. Which key it is, the service says itself, and every
signature is verified with that key before it is handed out: a service that has begun to sign with
a newer version of its key is noticed here and not at the gate.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import parse_qsl

from pbom.codec.keys import read_public_key, verifies
from pbom.errors import FormatError, PbomError, RecordingError, UsageError
from pbom.model.envelope import Signature
from pbom.model.key import PublicKey
from pbom.model.printable import printable
from pbom.signers import Ask, Scheme

if TYPE_CHECKING:
    from securesystemslib.signer import SecretsHandler, SSlibKey
    from securesystemslib.signer import Signer as Foreign

    Find = Callable[[str, SecretsHandler], tuple[str, SSlibKey]]
    """Finds the key of an address: its whole URI and its public half."""

PASSWORD = "PBOM_KEY_PASSWORD"  # noqa: S105 - the name of a variable
PROBE = b"pbom asks whether this key signs"
"""Signed once, so that a wrong PIN or a missing right shows before the command runs."""
_TOKEN = re.compile(r"(?P<id>\d{0,9})(?P<query>\?label=[^&=]{1,200})?", re.ASCII)
_AZURE = re.compile(
    r"//(?P<vault>[A-Za-z0-9-]{1,127})\.vault\.azure\.net/keys/(?P<name>[A-Za-z0-9-]{1,127})"
    r"(?:/(?P<version>[0-9a-f]{1,64}))?",
    re.ASCII,
)
_VAULT = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9_.-]{0,127})(?:/(?P<version>\d{1,9}))?", re.ASCII
)


class KeyService:
    """A signer that asks a service for each signature."""

    def __init__(self, uri: str, signer: "Foreign", key: PublicKey) -> None:
        self._uri = uri
        self._signer = signer
        self._key = key

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return self._key

    def sign(self, message: bytes) -> Signature:
        """A signature by the service's key, verified before it is handed out.

        Raises:
            RecordingError: The service did not sign, or signed something else.
        """
        try:
            value = bytes.fromhex(self._signer.sign(message).signature)
        except PbomError:
            raise
        except Exception as error:  # each service fails in its own way, and each is a no
            raise RecordingError(_failed(self._uri, "did not sign", error)) from error
        if not verifies(self._key, value, message):
            raise RecordingError(
                f"what {printable(self._uri)} returned is not a signature by the key that it named"
            )
        return Signature(hint=self._key.hint, value=value)


@dataclass(frozen=True, slots=True)
class _Service:
    """A kind of service.

    Attributes:
        extra: What to install for it.
        find: Finds a key.
        withheld: Variables that hold the rights to sign.
    """

    extra: str
    find: "Find"
    withheld: frozenset[str]


class ServiceScheme:
    """Keys in services."""

    schemes: ClassVar[tuple[str, ...]] = ("hsm", "awskms", "gcpkms", "azurekms", "hv")

    @classmethod
    def withheld(cls, uri: str) -> frozenset[str]:
        """The credentials of the service, and of no other."""
        return _SERVICES[uri.partition(":")[0]].withheld

    @classmethod
    def open(cls, uri: str, environment: Mapping[str, str], ask: Ask) -> KeyService:
        """The key that the URI names, after it has signed something of no meaning.

        Raises:
            RecordingError: The service does not answer, has no such key, or does not let us sign.
            UsageError: The URI cannot be understood, or the client of the service is missing.
        """
        name, _, address = uri.partition(":")
        service = _SERVICES[name]
        secrets: dict[str, str] = {}

        def secret(what: str) -> str:
            if what not in secrets:
                secrets[what] = environment.get(PASSWORD) or ask(f"The {what} for {name}:")
            return secrets[what]

        try:
            from securesystemslib.exceptions import UnsupportedLibraryError  # noqa: PLC0415
            from securesystemslib.signer import Signer as Foreign  # noqa: PLC0415 - 80 ms
        except ImportError as error:
            raise _not_installed(name, service) from error
        try:
            whole, key = service.find(address, secret)
            opened = Foreign.from_priv_key_uri(whole, key, secret)
        except PbomError:
            raise
        except UnsupportedLibraryError as error:
            raise _not_installed(name, service) from error
        except Exception as error:  # each service fails in its own way, and each is a no
            raise RecordingError(_failed(uri, "does not give its key", error)) from error
        signer = KeyService(uri, opened, _noun(key, uri))
        signer.sign(PROBE)
        return signer


def _noun(key: "SSlibKey", uri: str) -> PublicKey:
    try:
        return read_public_key(_pem(key.keyval["public"], key.scheme))
    except FormatError as error:
        raise RecordingError(f"the key of {printable(uri)}: {error.problem}") from error


def _pem(public: str, scheme: str) -> str:
    """The key in PEM; the library keeps Ed25519 as bare hexadecimal digits."""
    if scheme != "ed25519":
        return public
    from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - 20 ms
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        Encoding,
        PublicFormat,
    )

    key = ed25519.Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def _find_in_token(address: str, secret: "SecretsHandler") -> "tuple[str, SSlibKey]":
    from securesystemslib.signer import HSMSigner  # noqa: PLC0415 - 80 ms

    match = _fitting(_TOKEN, "hsm", address, "hsm:[KEY NUMBER][?label=TOKEN]")
    number = int(match["id"]) if match["id"] else None
    label = dict(parse_qsl((match["query"] or "").removeprefix("?"))).get("label")
    return HSMSigner.import_(number, label, secret)


def _find_in_aws(address: str, secret: "SecretsHandler") -> "tuple[str, SSlibKey]":
    del secret
    from securesystemslib.signer import AWSSigner  # noqa: PLC0415 - 80 ms

    return AWSSigner.import_(_given("awskms", address, "awskms:KEY, an id, an ARN or alias/NAME"))


def _find_in_gcp(address: str, secret: "SecretsHandler") -> "tuple[str, SSlibKey]":
    del secret
    from securesystemslib.signer import GCPSigner  # noqa: PLC0415 - 80 ms

    return GCPSigner.import_(
        _given("gcpkms", address, "gcpkms:projects/P/locations/L/keyRings/R/cryptoKeys/K/"
        "cryptoKeyVersions/V")
    )  # fmt: skip


def _find_in_azure(address: str, secret: "SecretsHandler") -> "tuple[str, SSlibKey]":
    del secret
    from securesystemslib.signer import AzureSigner  # noqa: PLC0415 - 80 ms

    shape = "azurekms://VAULT.vault.azure.net/keys/NAME"
    match = _fitting(_AZURE, "azurekms", address, shape)
    found = AzureSigner.import_(match["vault"], match["name"])
    return _newest(found, match["version"])


def _find_in_vault(address: str, secret: "SecretsHandler") -> "tuple[str, SSlibKey]":
    del secret
    from securesystemslib.signer import VaultSigner  # noqa: PLC0415 - 80 ms

    match = _fitting(_VAULT, "hv", address, "hv:NAME[/VERSION]")
    return _newest(VaultSigner.import_(match["name"]), match["version"])


def _newest(found: "tuple[str, SSlibKey]", wanted: str | None) -> "tuple[str, SSlibKey]":
    """The newest version of a key, which is the only one that the library can look up."""
    newest = found[0].rpartition("/")[2]
    if wanted and wanted != newest:
        raise UsageError(
            f"the newest version of the key is {printable(newest)}, not {wanted}",
            hint="name the newest, or none",
        )
    return found


def _given(scheme: str, address: str, shape: str) -> str:
    if not address or not address.isascii() or not address.isprintable() or " " in address:
        raise _unknown(scheme, address, shape)
    return address


def _fitting(pattern: re.Pattern[str], scheme: str, address: str, shape: str) -> re.Match[str]:
    match = pattern.fullmatch(address)
    if match is None:
        raise _unknown(scheme, address, shape)
    return match


def _unknown(scheme: str, address: str, shape: str) -> UsageError:
    return UsageError(f"expected {shape}, found {printable(f'{scheme}:{address}')[:200]!r}")


def _not_installed(name: str, service: _Service) -> UsageError:
    return UsageError(
        f"signing with {name}: needs what is not installed",
        hint=f"pip install 'pipeline-bom[{service.extra}]'",
    )


def _failed(uri: str, what: str, error: Exception) -> str:
    said = printable(f"{type(error).__name__}: {error}".rstrip(": "))[:300]
    return f"{printable(uri)[:200]} {what}: {said}"


_SERVICES: dict[str, _Service] = {
    "hsm": _Service("hsm", _find_in_token, frozenset()),  # the PIN is called PBOM_, or asked for
    "awskms": _Service(
        "awskms",
        _find_in_aws,
        frozenset(
            {
                "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
                "AWS_SECURITY_TOKEN", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE",
                "AWS_ROLE_ARN", "AWS_SHARED_CREDENTIALS_FILE",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            }
        ),
    ),
    "gcpkms": _Service(
        "gcpkms",
        _find_in_gcp,
        frozenset({"GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_AUTH_ACCESS_TOKEN"}),
    ),
    "azurekms": _Service(
        "azurekms",
        _find_in_azure,
        frozenset(
            {
                "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH",
                "AZURE_CLIENT_CERTIFICATE_PASSWORD", "AZURE_FEDERATED_TOKEN_FILE",
                "AZURE_PASSWORD", "IDENTITY_HEADER", "MSI_SECRET",
            }
        ),
    ),
    "hv": _Service("vault", _find_in_vault, frozenset({"VAULT_TOKEN"})),
}  # fmt: skip

plugin: type[Scheme] = ServiceScheme
