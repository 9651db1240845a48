"""OpenPGP armor, and the key that a signature names."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.codec.openpgp import KEY, SIGNATURE, dearmor, issuers
from pbom.errors import FormatError

FINGERPRINT = "968479A1AFF927E37D1A566BB5690EEEBB952194"


def block(data: bytes, kind: str = "SIGNATURE", headers: str = "") -> bytes:
    lines = base64.encodebytes(data).decode()
    return f"-----BEGIN PGP {kind}-----\n{headers}\n{lines}-----END PGP {kind}-----\n".encode()


def packet(body: bytes) -> bytes:
    return bytes([0xC2, len(body)]) + body


def version4(hashed: bytes = b"", unhashed: bytes = b"") -> bytes:
    areas = (len(area).to_bytes(2, "big") + area for area in (hashed, unhashed))
    return packet(b"\x04\x00\x01\x08" + b"".join(areas) + b"\xab\xcd\x00\x01\xff")


ID = b"\x09\x10" + bytes.fromhex(FINGERPRINT[-16:])
WHOLE = b"\x16\x21\x04" + bytes.fromhex(FINGERPRINT)


def test_blocks_are_joined_and_what_tools_write_beside_them_is_no_harm() -> None:
    one = block(b"one" * 50, headers="Version: GnuPG v2\nComment: https://x.example\n")
    two = block(b"two").replace(b"-----END", b"=abcd\n-----END").replace(b"\n", b"\r\n")
    assert dearmor(b"\n" + one + b"\n \n" + two + b" \n", SIGNATURE) == b"one" * 50 + b"two"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"text",
        block(b"x", "PUBLIC KEY BLOCK"),
        block(b"x", "PRIVATE KEY BLOCK"),
        block(b"x") + b"text",
        b"text\n" + block(b"x"),
        block(b"x") + b"text\n" + block(b"y"),
        block(b"x")[:-10],
        block(b"x").replace(b"eA==", b"e!=="),
        block(b"x").replace(b"eA==", b"eA="),
    ],
)
def test_anything_else_is_refused(text: bytes) -> None:
    with pytest.raises(FormatError):
        dearmor(text, SIGNATURE)


def test_keys_are_not_signatures() -> None:
    assert dearmor(block(b"x", "PUBLIC KEY BLOCK"), KEY) == b"x"
    with pytest.raises(FormatError):
        dearmor(block(b"x"), KEY)


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        (version4(unhashed=ID), (FINGERPRINT[-16:],)),
        (version4(hashed=WHOLE), (FINGERPRINT,)),
        (version4(hashed=WHOLE, unhashed=ID), (FINGERPRINT,)),
        (version4(), ("",)),
        (packet(b"\x03\x05" + bytes(5) + ID[2:] + b"x"), ("B5690EEEBB952194",)),
        (packet(b"\x06" + bytes(40)), ("",)),
        (version4(unhashed=ID) * 2, (FINGERPRINT[-16:],) * 2),
        (version4(unhashed=b"\x50" + b"\x10short"), ("",)),
    ],
)
def test_who_a_signature_says_made_it(signature: bytes, expected: tuple[str, ...]) -> None:
    assert issuers(signature) == expected


def test_the_older_form_of_a_packet_s_head() -> None:
    body = version4(unhashed=ID)[2:]
    assert issuers(bytes([0x88, len(body)]) + body) == (FINGERPRINT[-16:],)
    assert issuers(bytes([0x89]) + len(body).to_bytes(2, "big") + body) == (FINGERPRINT[-16:],)


def test_what_the_signer_signed_goes_before_what_anybody_could_add() -> None:
    other = b"\x16\x21\x04" + bytes(20)
    assert issuers(version4(hashed=WHOLE, unhashed=other)) == (FINGERPRINT,)


@given(st.binary(max_size=60))
def test_any_bytes_are_signatures_or_refused(data: bytes) -> None:
    for junk in (data, version4(unhashed=data), version4(hashed=data[:40]), packet(data or b"x")):
        try:
            issuers(junk)
        except FormatError:
            continue
