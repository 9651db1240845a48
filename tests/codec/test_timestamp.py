"""Timestamps: real ones of ``openssl ts``, forged ones of a double, and two other judges."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate
from hypothesis import given
from hypothesis import strategies as st
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from pbom.codec.time_authority import read_authority, time_of
from pbom.codec.timestamp import read_response, write_request
from pbom.errors import FormatError
from pbom.model.timestamp import TimeAuthority
from tests.authority import KEYS, Authority
from tests.stamps import Clock
from tests.workbench import require

MESSAGE = b"a signature"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CLOCK = Clock(name="tsa", at=NOON)
OTHER = Clock(name="other", at=NOON)
STAMP = CLOCK.stamp(MESSAGE)


def refused(response: bytes, message: bytes = MESSAGE, by: TimeAuthority = CLOCK.pinned) -> str:
    with pytest.raises(FormatError) as caught:
        time_of(response, message, by)
    return caught.value.problem


@pytest.mark.parametrize("ess", ["sha1", "sha256", "sha512"])
@pytest.mark.parametrize("kind", KEYS)
def test_what_openssl_stamped_is_believed(tmp_path: Path, kind: str, ess: str) -> None:
    require("openssl")
    authority = Authority.make(tmp_path / "tsa", kind, ess)
    response = authority.reply(write_request(MESSAGE, 77))
    pinned = read_authority("tsa", authority.pem)
    assert abs(time_of(response, MESSAGE, pinned) - datetime.now(UTC)) < timedelta(minutes=1)
    assert read_response(response).stamped.nonce == 77
    assert authority.verifies(response, MESSAGE)
    assert refused(response, b"another", pinned) == "the timestamp is of something else"
    assert not authority.verifies(response, b"another")
    assert refused(response, by=CLOCK.pinned) == "the timestamp is not signed by tsa"


def test_another_leaf_of_the_same_root_is_not_believed(tmp_path: Path) -> None:
    """The flaw of verifiers that follow the certificates to a root: any leaf would do."""
    require("openssl")
    authority = Authority.make(tmp_path / "tsa")
    pinned = read_authority("tsa", authority.pem)
    (authority.folder / "leaf.pem").unlink()
    authority._openssl(
        "req", "-x509", "-newkey", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-keyout", "leaf.key", "-out", "leaf.pem", "-days", "30", "-subj", "/CN=second leaf",
        "-config", "ts.cnf", "-extensions", "leaf", "-CA", "root.pem", "-CAkey", "root.key",
    )  # fmt: skip
    response = authority.reply(write_request(MESSAGE, 77))
    assert authority.verifies(response, MESSAGE)  # by its root
    assert "is not signed by" in refused(response, by=pinned)
    assert time_of(response, MESSAGE, read_authority("second", authority.pem)).tzinfo == UTC


def judged(response: bytes, clock: Clock) -> bool:
    """What the client of Sigstore's says, which is written in another language."""
    verifier = (
        VerifierBuilder()
        .tsa_certificate(clock.certificate)
        .add_root_certificate(clock.certificate)
        .build()
    )
    try:
        return verifier.verify_message(decode_timestamp_response(response), MESSAGE)
    except (VerificationError, ValueError):
        return False


def test_the_double_is_as_good_as_a_real_one() -> None:
    """Or all the refusals below would say nothing."""
    response = CLOCK.stamp(MESSAGE)
    assert time_of(response, MESSAGE, CLOCK.pinned) == NOON
    assert judged(response, CLOCK)


FORGED: dict[str, tuple[bytes, str]] = {
    "of another message": (CLOCK.stamp(b"another"), "is of something else"),
    "by another": (OTHER.stamp(MESSAGE), "is not signed by tsa"),
    "by another, who sends the certificate along first": (
        replace(OTHER, bag=(CLOCK.der, OTHER.der)).stamp(MESSAGE),
        "is not signed by tsa",
    ),
    "by another, who says it is that certificate": (
        replace(OTHER, bag=(CLOCK.der,), claimed=CLOCK.der).stamp(MESSAGE),
        "is not signed by tsa",
    ),
    "by the key, for another certificate": (
        replace(CLOCK, claimed=OTHER.der).stamp(MESSAGE),
        "is not signed by tsa",
    ),
    "before the certificate began": (
        CLOCK.showing(datetime(2019, 12, 31, tzinfo=UTC)).stamp(MESSAGE),
        "outside the dates",
    ),
    "after the certificate ended": (
        CLOCK.showing(datetime(2040, 1, 2, tzinfo=UTC)).stamp(MESSAGE),
        "outside the dates",
    ),
    "with bytes behind it": (CLOCK.stamp(MESSAGE) + b"\0", "1 bytes of ASN.1 too many"),
    "empty": (b"", "the ASN.1 is cut"),
    "a refusal": (bytes.fromhex("30053003020102"), "no timestamp: it was refused"),
    "open in length": (b"\x30\x80" + CLOCK.stamp(MESSAGE)[4:] + b"\0\0", "open or too long"),
}


@pytest.mark.parametrize(("response", "problem"), FORGED.values(), ids=FORGED)
def test_what_was_not_said_by_the_authority_is_not_believed(response: bytes, problem: str) -> None:
    assert problem in refused(response)
    assert not problem.startswith("by") or not judged(response, CLOCK)


@pytest.mark.parametrize("bag", [(), (OTHER.der,), (OTHER.der, CLOCK.der), (b"\x30\x00",) * 3])
def test_no_certificate_in_the_token_changes_anything(bag: tuple[bytes, ...]) -> None:
    assert time_of(replace(CLOCK, bag=bag).stamp(MESSAGE), MESSAGE, CLOCK.pinned) == NOON


def test_one_flipped_bit_anywhere_that_is_signed_is_noticed() -> None:
    response = replace(CLOCK, bag=()).stamp(MESSAGE)
    token = read_response(response)
    signed = set()
    for part in (token.signed[1:], token.signature, CLOCK._info(MESSAGE)):
        start = response.index(part)
        signed |= set(range(start, start + len(part)))
    assert len(signed) > 200
    for at in range(len(response) * 8):
        flipped = bytearray(response)
        flipped[at // 8] ^= 1 << at % 8
        try:
            found = time_of(bytes(flipped), MESSAGE, CLOCK.pinned)
        except FormatError:
            continue
        assert found == NOON
        assert at // 8 not in signed


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_response(data)


@given(st.data())
def test_a_cut_or_changed_token_never_leaks_another_error(data: st.DataObject) -> None:
    response = bytearray(STAMP)
    for _ in range(data.draw(st.integers(1, 4))):
        response[data.draw(st.integers(0, 2000)) % len(STAMP)] = data.draw(st.integers(0, 255))
    with contextlib.suppress(FormatError):
        assert time_of(bytes(response), MESSAGE, CLOCK.pinned) == NOON


def chain(pem: str) -> str:
    return pem + OTHER.pem


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (chain, "expected the certificate that signs, and no other; found 2"),
        (lambda _: "", "not a certificate in PEM"),
        (lambda pem: pem.replace("CERTIFICATE", "PUBLIC KEY"), "not a certificate in PEM"),
        (lambda pem: pem[:200], "not a certificate in PEM"),
    ],
)
def test_only_the_certificate_that_signs_is_pinned(
    change: Callable[[str], str], problem: str
) -> None:
    with pytest.raises(FormatError, match=problem):
        read_authority("tsa", change(CLOCK.pem), "$.timestamps.tsa.certificate")


def test_a_certificate_for_other_purposes_is_not_pinned(tmp_path: Path) -> None:
    require("openssl")
    authority = Authority.make(tmp_path / "tsa")
    root = (authority.folder / "root.pem").read_text("ascii")
    assert load_pem_x509_certificate(root.encode()).public_bytes(Encoding.DER)
    with pytest.raises(FormatError, match="not one for time stamping"):
        read_authority("tsa", root)
