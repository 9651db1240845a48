"""Envelope to attestation: the one door, and who is refused at it."""

import base64
import json
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from msgspec.structs import replace

from pbom.codec.bundle import bundle_digest, read_bundle
from pbom.errors import AuthenticationError, EvidenceMissingError, FormatError
from pbom.model.artifact import Artifact
from pbom.model.attestation import Attestation
from pbom.model.digest import DigestSet
from pbom.model.statement import Statement
from pbom.stages.authenticate import authenticate
from tests.edits import Table, edit_json, sign_again, swap_payload
from tests.simulator import NOON, Edit, Memory, hand, honest

WORLD = honest()
BUILD = WORLD.take("build")
TRUSTED = WORLD.policy.functionaries


def enter(data: bytes, bodies: tuple[bytes, ...] = ()) -> Attestation[Statement]:
    return authenticate(read_bundle(data), TRUSTED, Memory((), bodies).body)


def refused(data: bytes) -> AuthenticationError:
    with pytest.raises(AuthenticationError) as caught:
        enter(data)
    return caught.value


def signature(change: Callable[[bytes], bytes]) -> Edit:
    def edit(table: Table) -> None:
        (entry,) = table["dsseEnvelope"]["signatures"]
        entry["sig"] = base64.b64encode(change(base64.b64decode(entry["sig"]))).decode()

    return edit_json(edit)


def keyid(hint: str) -> Edit:
    def change(table: Table) -> None:
        table["dsseEnvelope"]["signatures"][0]["keyid"] = hint
        table["verificationMaterial"]["publicKey"]["hint"] = hint

    return edit_json(change)


def raw(der: bytes) -> bytes:
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def test_whom_the_policy_trusts_comes_in() -> None:
    found = enter(BUILD.bundle)
    assert found.statement == BUILD.statement
    assert found.functionary.name == "builder"
    assert found.bundle == bundle_digest(BUILD.bundle)
    assert found.bodies == ()


def test_a_key_needs_no_hint() -> None:
    assert enter(keyid("")(BUILD.bundle)).functionary.name == "builder"


@pytest.mark.parametrize("hint", ["nonsense", hand("tester").public_key.hint])
def test_a_hint_that_names_another_key_is_refused(hint: str) -> None:
    error = refused(keyid(hint)(BUILD.bundle))
    assert (error.reason, error.found) == ("wrong-hint", "builder")


def test_one_flipped_byte_of_the_payload_is_noticed_wherever_it_is() -> None:
    payload = base64.b64decode(json.loads(BUILD.bundle)["dsseEnvelope"]["payload"])
    for place in range(0, len(payload), 7):

        def flip(data: bytes, place: int = place) -> bytes:
            return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

        error = refused(swap_payload(flip)(BUILD.bundle))
        assert (error.reason, error.found) == ("bad-signature", "builder")


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (signature(lambda der: der[:-1] + bytes([der[-1] ^ 1])), "bad-signature"),
        (signature(lambda der: der + b"\x00"), "bad-signature"),
        (signature(lambda _der: b""), "bad-signature"),
        (signature(raw), "bad-encoding"),
        (signature(lambda _der: b"\x00" * 64), "bad-encoding"),
        (edit_json(lambda table: table["dsseEnvelope"].update(signatures=[])), "unsigned"),
        (
            edit_json(lambda table: table["dsseEnvelope"]["signatures"].append({"sig": ""})),
            "bad-encoding",
        ),
        (
            edit_json(lambda table: table["dsseEnvelope"].update(payloadType="text/plain")),
            "bad-signature",
        ),
        (sign_again("builder", lambda data: data, "text/plain"), "wrong-payload-type"),
        (
            sign_again("builder", lambda data: data, "application/vnd.in-toto+jsonx"),
            "wrong-payload-type",
        ),
        (
            sign_again("builder", lambda data: data, "APPLICATION/vnd.in-toto+json"),
            "wrong-payload-type",
        ),
        (sign_again("eve", lambda data: data), "unknown-signer"),
    ],
    ids=[
        "flipped",
        "a byte more",
        "empty",
        "raw r||s",
        "zero",
        "none",
        "two",
        "type swapped",
        "type of text",
        "type with more",
        "type in capitals",
        "stranger",
    ],
)
def test_who_is_refused_is_told_why(edit: Edit, reason: str) -> None:
    assert refused(edit(BUILD.bundle)).reason == reason


def test_a_stranger_with_the_hint_of_a_functionary_is_still_one() -> None:
    strange = sign_again("eve", lambda data: data)(BUILD.bundle)
    forged = keyid(hand("builder").public_key.hint)(strange)
    error = refused(forged)
    assert (error.reason, error.found) == ("bad-signature", "builder")


def test_a_key_of_another_kind_is_no_crash() -> None:
    def sign(_der: bytes) -> bytes:
        return ed25519.Ed25519PrivateKey.generate().sign(b"message")

    assert refused(signature(sign)(BUILD.bundle)).reason in {"bad-signature", "bad-encoding"}


def test_a_stranger_is_told_who_would_be_known() -> None:
    text = str(refused(sign_again("eve", lambda data: data)(BUILD.bundle)))
    assert hand("eve").public_key.hint in text
    for name in ("tester", "builder", "releaser"):
        assert f"{name} ({hand(name).public_key.hint})" in text


def test_a_hint_cannot_move_the_cursor() -> None:
    forged = keyid("\x1b[2J")(sign_again("eve", lambda data: data)(BUILD.bundle))
    assert "\x1b" not in str(refused(forged))


def test_what_is_signed_and_no_statement_is_malformed_and_not_unauthentic() -> None:
    for payload in (b"", b"not json", b"{}", b'{"_type":"x"}', b"\xff"):

        def other(_data: bytes, payload: bytes = payload) -> bytes:
            return payload

        with pytest.raises(FormatError):
            enter(sign_again("builder", other)(BUILD.bundle))


def test_the_signature_is_checked_before_the_statement() -> None:
    assert refused(swap_payload(lambda _data: b"not json")(BUILD.bundle)).reason == "bad-signature"


def test_a_key_that_counts_only_within_dates_needs_a_trusted_time() -> None:
    builder = next(item for item in TRUSTED if item.name == "builder")
    for limited in (replace(builder, valid_from=NOON), replace(builder, valid_until=NOON)):
        with pytest.raises(AuthenticationError) as caught:
            authenticate(read_bundle(BUILD.bundle), [limited], Memory(()).body)
        assert caught.value.reason == "no-trusted-time"


def test_bodies_that_were_read_are_named_and_those_that_are_lost_are_missed() -> None:
    many = tuple(
        Artifact(name=f"f/{number}", digests=DigestSet.sha256(f"{number:064x}"))
        for number in range(1001)
    )
    sealed = replace(BUILD, products=many).sealed
    (body,) = sealed.bodies
    assert enter(sealed.bundle, sealed.bodies).bodies == (bundle_digest(body),)
    with pytest.raises(EvidenceMissingError, match="is not there"):
        enter(sealed.bundle)


def test_nobody_is_trusted_where_nobody_is_named() -> None:
    with pytest.raises(AuthenticationError) as caught:
        authenticate(read_bundle(BUILD.bundle), [], Memory(()).body)
    assert caught.value.reason == "unknown-signer"
