"""SSH signatures: which key made one."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.codec.ssh_signature import fingerprint, signing_key
from pbom.errors import FormatError

GITLAB = "AAAAC3NzaC1lZDI1NTE5AAAAIADOCCUoN3Q1UPQqUvp845fKy7haJH17qsSkVXzWXilW"
KEY = base64.b64decode(GITLAB)


def armored(blob: bytes) -> bytes:
    text = base64.encodebytes(blob)
    return b"-----BEGIN SSH SIGNATURE-----\n" + text + b"-----END SSH SIGNATURE-----\n"


def signature(key: bytes, version: int = 1, length: int | None = None) -> bytes:
    size = len(key) if length is None else length
    return armored(b"SSHSIG" + version.to_bytes(4, "big") + size.to_bytes(4, "big") + key)


def test_the_key_is_that_of_the_signature() -> None:
    assert signing_key(signature(KEY)) == KEY


def test_the_fingerprint_is_as_openssh_writes_it() -> None:
    assert fingerprint(KEY) == "SHA256:ylvmNrhpOBqBQRVi0S8xv2meWLs/QnN7AztQlZY5UPE"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        signature(KEY, version=2),
        signature(KEY, length=2**31),
        signature(b""),
        armored(b"SSHSIG"),
        armored(b"SSHSIX" + bytes(20)),
        signature(KEY) + signature(KEY),
        signature(KEY).replace(b"U1", b"U=", 1),
        b"x" + signature(KEY),
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        signing_key(data)


@given(st.binary(max_size=40))
def test_any_bytes_are_a_signature_or_refused(data: bytes) -> None:
    for junk in (data, armored(data), armored(b"SSHSIG" + data)):
        try:
            signing_key(junk)
        except FormatError:
            continue
