"""Messages of the SSH agent protocol (``draft-miller-ssh-agent``), as far as signing needs them.

The agent is the user's, and its answers are read as strictly as anything else: lengths that do not
add up, bytes that are left over and kinds that were not asked for are errors.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pbom.codec.keys import of_public_key
from pbom.codec.ssh_signature import fingerprint
from pbom.errors import FormatError
from pbom.model.key import KeyKind, PublicKey

MAX_MESSAGE = 256 * 1024
"""OpenSSH's agent takes and sends no longer one."""
LIST = b"\x0b"
_KEYS, _SIGN, _SIGNED, _FAILURE = 12, 13, 14, 5
_CURVES: dict[bytes, KeyKind] = {b"nistp256": "ecdsa-p256", b"nistp384": "ecdsa-p384"}
_NAMES: dict[KeyKind, bytes] = {
    "ed25519": b"ssh-ed25519",
    "ecdsa-p256": b"ecdsa-sha2-nistp256",
    "ecdsa-p384": b"ecdsa-sha2-nistp384",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentKey:
    """A key that an agent holds.

    Attributes:
        blob: The key, as the agent knows it.
        comment: What its owner calls it.
        key: The key; ``None`` where it is of a kind that cannot sign for us.
    """

    blob: bytes
    comment: str
    key: PublicKey | None

    @property
    def fingerprint(self) -> str:
        """As OpenSSH shows it."""
        return fingerprint(self.blob)


class _Wire:
    """The bytes of one message, read from front to back."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, length: int) -> bytes:
        """So many bytes."""
        taken = self._data[self._at : self._at + length]
        if len(taken) != length:
            raise FormatError("the message is cut")
        self._at += length
        return taken

    def number(self) -> int:
        """A number of four bytes."""
        return int.from_bytes(self.take(4))

    def text(self) -> bytes:
        """Bytes with their length before them."""
        return self.take(self.number())

    def close(self) -> None:
        """Refuse bytes that are left over."""
        if self._at != len(self._data):
            raise FormatError("there are bytes after the end of the message")


def read_keys(message: bytes) -> tuple[AgentKey, ...]:
    """The keys that an agent lists.

    Raises:
        FormatError: The answer is something else.
    """
    wire = _answer(message, _KEYS)
    found = tuple(_read_keys(wire))
    wire.close()
    return found


def _read_keys(wire: _Wire) -> Iterator[AgentKey]:
    for _ in range(wire.number()):  # each takes bytes, of which there are few
        blob, comment = wire.text(), wire.text()
        yield AgentKey(blob=blob, comment=comment.decode("utf-8", "replace"), key=_read_key(blob))


def write_request(blob: bytes, data: bytes) -> bytes:
    """The request to sign bytes with a key.

    Raises:
        FormatError: It would be longer than agents take.
    """
    request = bytes([_SIGN]) + _text(blob) + _text(data) + bytes(4)
    if len(request) > MAX_MESSAGE:
        raise FormatError(f"an SSH agent signs at most {MAX_MESSAGE:,} bytes")
    return request


def read_signature(message: bytes, key: PublicKey) -> bytes:
    """The signature in an answer, as Sigstore bundles have it.

    Raises:
        FormatError: The answer is something else, such as a refusal.
    """
    wire = _answer(message, _SIGNED)
    inner = _Wire(wire.text())
    wire.close()
    if inner.text() != _NAMES[key.kind]:
        raise FormatError("the signature is of another kind than the key")
    value = inner.text()
    inner.close()
    return value if key.kind == "ed25519" else _der(value)


def _der(value: bytes) -> bytes:
    from cryptography.hazmat.primitives.asymmetric.utils import (  # noqa: PLC0415 - 20 ms
        encode_dss_signature,
    )

    wire = _Wire(value)
    r, s = (int.from_bytes(wire.text(), signed=True) for _ in range(2))
    wire.close()
    if r <= 0 or s <= 0:
        raise FormatError("the signature has a number that is not positive")
    return encode_dss_signature(r, s)


def _answer(message: bytes, expected: int) -> _Wire:
    wire = _Wire(message)
    kind = wire.take(1)[0]
    if kind == _FAILURE:
        raise FormatError("it refused")
    if kind != expected:
        raise FormatError(f"expected a message of type {expected}, found {kind}")
    return wire


def _read_key(blob: bytes) -> PublicKey | None:
    """The key of a blob; ``None`` where it is of another kind, or cannot be read."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519  # noqa: PLC0415 - 20 ms

    wire = _Wire(blob)
    try:
        name = wire.text()
        if name == _NAMES["ed25519"]:
            raw = wire.text()
            wire.close()
            return of_public_key(ed25519.Ed25519PublicKey.from_public_bytes(raw))
        curve, point = wire.text(), wire.text()
        wire.close()
        kind = _CURVES.get(curve)
        if kind is None or name != _NAMES[kind]:
            return None
        group = ec.SECP256R1() if kind == "ecdsa-p256" else ec.SECP384R1()
        return of_public_key(ec.EllipticCurvePublicKey.from_encoded_point(group, point))
    except (FormatError, ValueError):
        return None


def _text(data: bytes) -> bytes:
    return len(data).to_bytes(4) + data
