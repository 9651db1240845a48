"""``keyless``: a key for one moment, and a certificate that says whose moment it was.

The identity comes from the CI service, or from a file. The certificate counts for some ten minutes:
it is asked for when something is to be signed, serves for all that is signed then, and is asked for
again by a step that took longer. The library sets no limit to the patience of its requests, so this
one does; and it fails by the exceptions of five libraries, which all become one.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from pbom.atomic import read_whole
from pbom.codec.base64_strict import read_base64
from pbom.codec.dsse import IN_TOTO, pae
from pbom.codec.fields import Fields
from pbom.codec.keys import of_public_key
from pbom.codec.strict_json import read_json, write_json
from pbom.errors import PbomError, RecordingError, UsageError
from pbom.model.envelope import Signature
from pbom.model.key import PublicKey
from pbom.model.printable import printable
from pbom.signers import TOKEN_FILE, TRUST_CONFIG, Ask, Scheme

if TYPE_CHECKING:
    from cryptography import x509
    from sigstore.dsse import Statement
    from sigstore.models import Bundle, ClientTrustConfig
    from sigstore.oidc import IdentityToken
    from sigstore.sign import Signer as Holder

MAX_TOKEN = 64 * 1024
MAX_CONFIG = 4 * 1024 * 1024
PATIENCE = 60.0
"""Seconds for one signature: with the identity provider, the authorities and the log."""
_FRESH = timedelta(minutes=5)
"""A certificate that is older is not signed with any more; most end after ten minutes."""
_HINT = (
    "in GitHub give the job `permissions: id-token: write`, in GitLab `id_tokens: "
    "SIGSTORE_ID_TOKEN: aud: sigstore`; elsewhere use --identity-token-file FILE"
)
_Result = TypeVar("_Result")


class Keyless:
    """A signer who is whoever an identity provider says it is."""

    def __init__(self, config: str, token_file: str, patience: float = PATIENCE) -> None:
        """Remember where the trust configuration is and where the identity comes from.

        Empty names stand for the public Sigstore and for the identity of the CI job.
        """
        self._config_file, self._token_file, self._patience = config, token_file, patience
        self._config: ClientTrustConfig | None = None
        self._holder: tuple[Holder, datetime] | None = None
        self._certificate: x509.Certificate | None = None

    def begin(self) -> None:
        """Ask for the certificate now, so that a long command does not run for nothing.

        Raises:
            RecordingError: Nobody says who we are, or an authority does not answer.
        """
        _within(self._patience, self._hold)

    @property
    def public_key(self) -> PublicKey:
        """The key of the last signature; another one tomorrow.

        Raises:
            UsageError: Nothing was signed yet.
        """
        if self._certificate is None:
            raise UsageError(
                "a keyless signer has no key that lasts", hint="use a key here: --sign file:"
            )
        return _key_of(self._certificate)

    def sign(self, message: bytes) -> Signature:
        """A signature over the bytes that DSSE puts around a statement, with all that proves it.

        Raises:
            RecordingError: Nobody says who we are, or an authority or the log does not answer.
            UsageError: The bytes are no statement's, so that no log would take them.
        """
        payload = _payload_of(message)
        bundle = _within(self._patience, lambda: self._sign(payload))
        self._certificate = bundle.signing_certificate
        document = Fields(read_json(bundle.to_json().encode("utf-8")))
        (signature,) = document.table("dsseEnvelope").tables("signatures")
        return Signature(
            hint="",
            value=read_base64(signature.text("sig"), signature.path("sig")),
            material=write_json(document.raw("verificationMaterial")),
        )

    def _sign(self, payload: bytes) -> "Bundle":
        bundle = self._hold().sign_dsse(_statement(payload))
        _check(bundle, self._trusting(), payload)
        return bundle

    def _hold(self) -> "Holder":
        """A key of the moment with its certificate."""
        from sigstore.sign import Signer, SigningContext  # noqa: PLC0415 - 360 ms

        if self._holder is None or self._holder[1] + _FRESH < datetime.now(UTC):
            context = SigningContext.from_trust_config(self._trusting())
            self._holder = Signer(self._identity(), context, cache=True), datetime.now(UTC)
        return self._holder[0]

    def _identity(self) -> "IdentityToken":
        from sigstore.oidc import IdentityToken, detect_credential  # noqa: PLC0415 - 360 ms

        if self._token_file:
            token: str | None = _read(self._token_file, MAX_TOKEN).decode("ascii").strip()
        else:
            token = detect_credential()
        if not token:
            raise RecordingError("nobody here says who signs", hint=_HINT)
        return IdentityToken(token)

    def _trusting(self) -> "ClientTrustConfig":
        """The Sigstore to sign by, read once."""
        from sigstore.models import ClientTrustConfig  # noqa: PLC0415 - 360 ms

        if self._config is None and not self._config_file:
            self._config = ClientTrustConfig.production()
        elif self._config is None:
            text = _read(self._config_file, MAX_CONFIG).decode("utf-8")
            self._config = ClientTrustConfig.from_json(text)
        return self._config


def _check(bundle: "Bundle", config: "ClientTrustConfig", payload: bytes) -> None:
    """Refuse what would not be believed later: the library signs on without a timestamp."""
    from sigstore.verify import Verifier  # noqa: PLC0415 - 360 ms

    asked = config.signing_config.get_tsas()
    if asked and bundle.verification_material.timestamp_verification_data is None:
        raise RecordingError("no timestamp authority of the trust configuration answered")
    verified = Verifier(trusted_root=config.trusted_root).verify_dsse(bundle, _Anybody())
    if verified != (IN_TOTO, payload):
        raise RecordingError("the library signed other bytes than it was given")


class _Anybody:
    """A policy of the library's that asks nothing: who we are, we do not know better."""

    def verify(self, cert: "x509.Certificate") -> None:
        """Nothing to say."""


def _statement(payload: bytes) -> "Statement":
    """The statement as the library takes it, with our bytes.

    Its own reader is passed by: it knows no git commits among the digests of a subject.
    """
    from sigstore.dsse import Statement  # noqa: PLC0415 - 360 ms

    class Exact(Statement):
        def __init__(self, contents: bytes) -> None:
            self._contents = contents

    return Exact(payload)


def _payload_of(message: bytes) -> bytes:
    head = pae(IN_TOTO, b"").removesuffix(b"0 ")
    size, _, payload = message.removeprefix(head).partition(b" ")
    if pae(IN_TOTO, payload) != message or not size:
        raise UsageError(
            "without a key nothing but statements can be signed",
            hint="use a key here: --sign file:",
        )
    return payload


def _key_of(certificate: "x509.Certificate") -> PublicKey:
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - 20 ms

    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise RecordingError("the certificate is not of an ECDSA key")
    return of_public_key(key)


def _read(name: str, limit: int) -> bytes:
    try:
        return read_whole(Path(name), limit)
    except OSError as error:
        raise RecordingError(f"cannot read {printable(name)}: {error.strerror}") from error


class _Outcome(Generic[_Result]):
    """What another thread came to."""

    def __init__(self) -> None:
        self.results: list[_Result] = []
        self.errors: list[Exception] = []

    def run(self, work: Callable[[], _Result]) -> None:
        """Do the work, and keep what comes of it."""
        try:
            self.results.append(work())
        except Exception as error:  # noqa: BLE001 - told to whoever waits
            self.errors.append(error)


def _within(seconds: float, work: Callable[[], _Result]) -> _Result:
    """What some work comes to; a server that does not answer is left to itself."""
    outcome: _Outcome[_Result] = _Outcome()
    thread = threading.Thread(target=outcome.run, args=(work,), daemon=True)
    thread.start()
    thread.join(seconds)
    if outcome.results:
        return outcome.results[0]
    if not outcome.errors:
        raise RecordingError(f"cannot sign without a key: no answer within {seconds:.0f} seconds")
    (error,) = outcome.errors
    if isinstance(error, PbomError):
        raise error
    said = printable(str(error))[:500] or type(error).__name__
    raise RecordingError(f"cannot sign without a key: {said}", hint=_HINT) from error


class KeylessScheme:
    """Identities instead of keys."""

    schemes: ClassVar[tuple[str, ...]] = ("keyless",)

    @classmethod
    def withheld(cls, uri: str) -> frozenset[str]:
        """What the CI services give away tokens for; others could be anybody's here."""
        del uri
        return frozenset(
            {"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL", "SIGSTORE_ID_TOKEN"}
        )

    @classmethod
    def open(cls, uri: str, environment: Mapping[str, str], ask: Ask) -> Keyless:
        """The signer, with its first certificate.

        Raises:
            RecordingError: Nobody says who we are, or an authority does not answer.
            UsageError: Something follows the scheme.
        """
        del ask
        if uri.partition(":")[2]:
            raise UsageError(
                "keyless: takes nothing", hint="--trust-config FILE, --identity-token-file FILE"
            )
        signer = Keyless(environment.get(TRUST_CONFIG, ""), environment.get(TOKEN_FILE, ""))
        signer.begin()
        return signer


plugin: type[Scheme] = KeylessScheme
