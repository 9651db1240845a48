"""``file:PATH``: a key in an encrypted PEM file; ``file:`` alone is the user's own."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from pbom.codec.keys import STRONG, of_public_key, sign_with
from pbom.errors import FormatError, RecordingError, UsageError
from pbom.model.envelope import Signature
from pbom.model.key import PublicKey
from pbom.signers import Ask, Scheme

if TYPE_CHECKING:
    from pbom.codec.keys import SigningKey

KEY = "PBOM_KEY"
PASSWORD = "PBOM_KEY_PASSWORD"  # noqa: S105 - the name of a variable
MIN_PASSWORD = 8


class KeyFile:
    """A signer that holds an opened private key."""

    def __init__(self, key: "SigningKey") -> None:
        self._key = key
        self._public = of_public_key(key.public_key())

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this one signs."""
        return self._public

    def sign(self, message: bytes) -> Signature:
        """A signature of the kind that the key makes."""
        return Signature(hint=self._public.hint, value=sign_with(self._key, message))


def key_folder(environment: Mapping[str, str]) -> Path:
    """The user's configuration directory."""
    base = environment.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base else Path.home() / ".config") / "pbom"


def key_path(environment: Mapping[str, str]) -> Path:
    """Where the user's key is: ``PBOM_KEY``, else ``key.pem`` in the configuration directory.

    A ``PBOM_KEY`` that is the key itself names no place.
    """
    told = environment.get(KEY, "")
    return Path(told) if told and not is_text(told) else key_folder(environment) / "key.pem"


def is_text(told: str) -> bool:
    """Whether ``PBOM_KEY`` is a key's text and not its path."""
    return told.startswith("-----BEGIN")


def open_key(environment: Mapping[str, str], ask: Ask) -> KeyFile:
    """The user's key: a file, or a PEM text in ``PBOM_KEY``.

    The password comes from ``PBOM_KEY_PASSWORD``; where that is not set, from whom ``ask`` asks.

    Raises:
        RecordingError: There is no key, others may read it, or it does not open.
    """
    told = environment.get(KEY, "")
    return _open(told.encode() if is_text(told) else _read(key_path(environment)), environment, ask)


def _open(pem: bytes, environment: Mapping[str, str], ask: Ask) -> KeyFile:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    secret = None
    if b"ENCRYPTED" in pem:
        secret = (environment.get(PASSWORD) or ask("Password of the signing key")).encode("utf-8")
    try:
        key = load_pem_private_key(pem, secret)
    except (ValueError, TypeError) as error:
        raise RecordingError(
            "the signing key does not open: wrong password, or not a private key in PEM",
            hint=f"set {PASSWORD} to the password of {KEY} or of the key that `pbom init` made",
        ) from error
    try:
        return KeyFile(cast("SigningKey", key))
    except FormatError as error:
        raise RecordingError(
            f"the signing key is not {STRONG}", hint="make one: `pbom key new`"
        ) from error


def make_key(path: Path, password: str) -> PublicKey:
    """A new key, encrypted, in a new file that only its owner can read.

    Raises:
        UsageError: The password is too short, or the file is there already.
    """
    if len(password) < MIN_PASSWORD:
        raise UsageError(f"a key's password needs at least {MIN_PASSWORD} characters")
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
    )

    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode("utf-8"))
    )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # never over a key that is there
    except FileExistsError as error:
        raise UsageError(f"there is a key already: {path}") from error
    finally:
        draft.unlink(missing_ok=True)
    return of_public_key(key.public_key())


def _read(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_IMODE(status.st_mode) & 0o077:
            raise RecordingError(
                f"others may read the signing key {path}", hint=f"run `chmod 600 {path}`"
            )
        return path.read_bytes()
    except OSError as error:
        raise RecordingError(
            f"no signing key at {path}: {error.strerror}",
            hint=f"make one with `pbom init`, or set {KEY}",
        ) from error


class FileScheme:
    """Keys in files."""

    schemes: ClassVar[tuple[str, ...]] = ("file",)

    @classmethod
    def withheld(cls, uri: str) -> frozenset[str]:
        """None: all that is needed is called ``PBOM_``, which no command sees."""
        del uri
        return frozenset()

    @classmethod
    def open(cls, uri: str, environment: Mapping[str, str], ask: Ask) -> KeyFile:
        """The key in the file that the URI names, else the user's own.

        Raises:
            RecordingError: There is no key, others may read it, or it does not open.
        """
        path = uri.partition(":")[2]
        if not path:
            return open_key(environment, ask)
        return _open(_read(Path(path).expanduser()), environment, ask)


plugin: type[Scheme] = FileScheme
