"""SSH signatures (OpenSSH ``PROTOCOL.sshsig``): only as far as to say which key made one."""

import base64
import binascii
import hashlib
import re

from pbom.errors import FormatError

_ARMOR = re.compile(
    rb"-----BEGIN SSH SIGNATURE-----\n(?P<body>[A-Za-z0-9+/=\n]+)-----END SSH SIGNATURE-----\s*"
)
_MAGIC = b"SSHSIG"
_VERSION = 1


def signing_key(signature: bytes) -> bytes:
    """The public key that a signature names, in the form of the SSH wire; nothing is checked.

    Raises:
        FormatError: It is no armored SSH signature.
    """
    match = _ARMOR.fullmatch(signature)
    if match is None:
        raise FormatError("not an armored SSH signature")
    try:
        blob = base64.b64decode(match["body"].replace(b"\n", b""), validate=True)
    except binascii.Error as error:
        raise FormatError(f"not base64: {error}") from error
    start = len(_MAGIC) + 4
    if blob[: len(_MAGIC)] != _MAGIC or _number(blob, len(_MAGIC)) != _VERSION:
        raise FormatError("not an SSH signature of version 1")
    length = _number(blob, start)
    key = blob[start + 4 : start + 4 + length]
    if not length or len(key) != length:
        raise FormatError("the SSH signature is cut")
    return key


def fingerprint(key: bytes) -> str:
    """The fingerprint of a key, as OpenSSH writes it."""
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode("ascii")
    return f"SHA256:{digest.rstrip('=')}"


def _number(blob: bytes, at: int) -> int:
    return int.from_bytes(blob[at : at + 4], "big")
