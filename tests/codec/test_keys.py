"""Keys in PEM, and what they verify."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
)
from msgspec.structs import replace

from pbom.codec.keys import (
    of_public_key,
    read_public_key,
    sign_with,
    verifies,
    write_public_key,
)
from pbom.errors import FormatError
from tests.signatures import compressed, hand, twin


def pem(key: PublicKeyTypes) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_what_was_written_can_be_read_back() -> None:
    key = hand("ci").public_key
    assert read_public_key(write_public_key(key)) == key


def test_keys_are_named_by_their_material() -> None:
    key = hand("ci").public_key
    assert len(key.id) == 64
    assert key.id != hand("eve").public_key.id
    assert key.hint == hand("ci").sign(b"").hint


def test_white_space_around_a_key_makes_no_other_key() -> None:
    text = hand("ci").pem
    assert read_public_key(f"\n\n{text}\n") == hand("ci").public_key


@pytest.mark.parametrize(
    ("key", "found"),
    [
        (ec.generate_private_key(ec.SECP521R1()).public_key(), "521"),
        (ec.generate_private_key(ec.SECP256K1()).public_key(), "256"),
        (ed448.Ed448PrivateKey.generate().public_key(), "Ed448"),
        (rsa.generate_private_key(65537, 2048).public_key(), "2048 bits"),
    ],
    ids=["P-521", "secp256k1", "Ed448", "RSA-2048"],
)
def test_other_keys_are_refused(key: PublicKeyTypes, found: str) -> None:
    with pytest.raises(FormatError, match="weak or unsupported key") as caught:
        read_public_key(pem(key), "$.functionaries.ci.public-key")
    assert found in str(caught.value)
    assert caught.value.place == "$.functionaries.ci.public-key"


def on_long_lines(text: str) -> str:
    first, *lines, last = text.splitlines()
    return f"{first}\n{''.join(lines)}\n{last}\n"


@pytest.mark.parametrize("encode", [compressed, on_long_lines])
def test_a_key_in_another_encoding_is_the_same_key(encode: Callable[[str], str]) -> None:
    text = encode(hand("ci").pem)
    assert text != hand("ci").pem
    assert read_public_key(text) == hand("ci").public_key
    assert read_public_key(encode(hand("eve").pem)) != hand("ci").public_key


SIGNING: dict[str, ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey] = {
    "ecdsa-p256": ec.generate_private_key(ec.SECP256R1()),
    "ecdsa-p384": ec.generate_private_key(ec.SECP384R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
}


@pytest.mark.parametrize("kind", SIGNING)
def test_every_kind_of_key_signs_and_verifies(kind: str) -> None:
    key = of_public_key(SIGNING[kind].public_key())
    assert key.kind == kind
    assert read_public_key(write_public_key(key)) == key
    signature = sign_with(SIGNING[kind], b"message")
    assert verifies(key, signature, b"message")
    assert not verifies(key, signature, b"message ")
    assert not verifies(key, signature[:-1], b"message")
    for other in set(SIGNING) - {kind}:
        assert not verifies(of_public_key(SIGNING[other].public_key()), signature, b"message")


def test_a_kind_that_is_not_the_key_s_verifies_nothing() -> None:
    key = of_public_key(SIGNING["ed25519"].public_key())
    signature = sign_with(SIGNING["ed25519"], b"message")
    assert not verifies(replace(key, kind="ecdsa-p256"), signature, b"message")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ci",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----",
        hand("ci").pem.replace("PUBLIC", "PRIVATE"),
        hand("ci").pem[:60],
        "\x00ß",
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match="not a public key in PEM"):
        read_public_key(text)


def test_a_signature_counts_for_its_key_and_its_bytes_only() -> None:
    signature = hand("ci").sign(b"message").value
    assert verifies(hand("ci").public_key, signature, b"message")
    assert not verifies(hand("eve").public_key, signature, b"message")
    assert not verifies(hand("ci").public_key, signature, b"message ")


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"\x00",
        b"\x30",
        b"\x30\x06\x02\x01\x00\x02\x01\x00",
        b"\x30\x80",
        b"\x01" * 64,
        b"\xff" * 10_000,
    ],
    ids=["empty", "zero", "cut", "r and s zero", "indefinite", "raw", "long"],
)
def test_no_other_bytes_are_a_signature(signature: bytes) -> None:
    assert not verifies(hand("ci").public_key, signature, b"message")


def test_bytes_after_a_signature_are_refused() -> None:
    signature = hand("ci").sign(b"message").value
    assert not verifies(hand("ci").public_key, signature + b"\x00", b"message")


def test_the_twin_of_a_signature_is_as_good() -> None:
    """So nothing may rest on the bytes of a signature being unique."""
    signature = hand("ci").sign(b"message").value
    assert twin(signature) != signature
    assert verifies(hand("ci").public_key, twin(signature), b"message")
