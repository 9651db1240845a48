"""Sigstore bundles, version 0.3, with a key."""

import hashlib
import json
from typing import Any

import pytest
from msgspec.structs import replace

from pbom.codec.bundle import MAX_MARKS, MEDIA_TYPE, bundle_digest, read_bundle, write_bundle
from pbom.codec.strict_json import write_json
from pbom.errors import FormatError
from pbom.model.envelope import Signature
from tests.edits import Table, edit_json

SIGNATURE = Signature(hint="aGludA==", value=b"sig")
BUNDLE = write_bundle(b"{}", SIGNATURE)


def test_what_was_written_can_be_read_back() -> None:
    envelope = read_bundle(BUNDLE)
    assert envelope.payload == b"{}"
    assert envelope.payload_type == "application/vnd.in-toto+json"
    assert envelope.signatures == (SIGNATURE,)


def test_a_bundle_is_named_by_its_bytes_as_received() -> None:
    spaced = BUNDLE.rstrip() + b"  \n"
    assert read_bundle(spaced).bundle.value == hashlib.sha256(spaced).hexdigest()
    assert bundle_digest(BUNDLE) != bundle_digest(spaced)
    assert BUNDLE.endswith(b"}\n")


def test_the_hint_of_the_verification_material_helps_where_there_is_no_keyid() -> None:
    def change(bundle: Table) -> None:
        del bundle["dsseEnvelope"]["signatures"][0]["keyid"]

    assert read_bundle(edit_json(change)(BUNDLE)).signatures == (SIGNATURE,)


@pytest.mark.parametrize(
    "media_type",
    [
        "application/vnd.dev.sigstore.bundle+json;version=0.2",
        "application/vnd.dev.sigstore.bundle.v0.3+json ",
        "application/vnd.dev.sigstore.bundle.v0.30+json",
        "APPLICATION/vnd.dev.sigstore.bundle.v0.3+json",
        "",
    ],
)
def test_another_media_type_is_refused(media_type: str) -> None:
    with pytest.raises(FormatError, match="expected application/vnd"):
        read_bundle(edit_json(lambda bundle: bundle.update(mediaType=media_type))(BUNDLE))


@pytest.mark.parametrize(
    ("material", "found"),
    [
        ({}, "nothing"),
        ({"publicKey": {"hint": "x"}, "certificate": {}}, "publicKey, certificate"),
        ({"x509CertificateChain": {}}, "x509CertificateChain"),
    ],
)
def test_a_bundle_has_a_key_or_a_certificate_and_nothing_beside_it(
    material: dict[str, Any], found: str
) -> None:
    with pytest.raises(
        FormatError, match=f"expected publicKey or certificate alone, found {found}"
    ):
        read_bundle(edit_json(lambda bundle: bundle.update(verificationMaterial=material))(BUNDLE))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda bundle: bundle.pop("mediaType"), "$.mediaType"),
        (lambda bundle: bundle.pop("dsseEnvelope"), "$.dsseEnvelope"),
        (lambda bundle: bundle.pop("verificationMaterial"), "$.verificationMaterial"),
        (lambda bundle: bundle.update(messageSignature={}), "$"),
        (lambda bundle: bundle.update(DsseEnvelope={}), "$"),
        (
            lambda bundle: bundle["verificationMaterial"].update(tlogEntries={}),
            "$.verificationMaterial.tlogEntries",
        ),
        (
            lambda bundle: bundle["verificationMaterial"].update(trust="me"),
            "$.verificationMaterial",
        ),
    ],
)
def test_faults_are_told_with_their_place(change: Any, place: str) -> None:  # noqa: ANN401
    with pytest.raises(FormatError) as caught:
        read_bundle(edit_json(change)(BUNDLE))
    assert caught.value.place == place


def test_timestamps_travel_with_the_signature() -> None:
    stamped = replace(SIGNATURE, timestamps=(b"one", b"two"))
    bundle = write_bundle(b"{}", stamped)
    assert read_bundle(bundle).signatures == (stamped,)
    assert read_bundle(bundle).timestamps == (b"one", b"two")
    assert json.loads(bundle)["verificationMaterial"]["timestampVerificationData"] == {
        "rfc3161Timestamps": [{"signedTimestamp": "b25l"}, {"signedTimestamp": "dHdv"}]
    }


@pytest.mark.parametrize("empty", [{}, {"rfc3161Timestamps": []}])
def test_a_bundle_may_have_room_for_timestamps_and_none(empty: dict[str, Any]) -> None:
    edit = edit_json(
        lambda bundle: bundle["verificationMaterial"].update(timestampVerificationData=empty)
    )
    assert read_bundle(edit(BUNDLE)).timestamps == ()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"rfc3161Timestamps": [{"signedTimestamp": "AA=="}] * 9}, "more than 8"),
        ({"rfc3161Timestamps": [{"signedTimestamp": "A" * 87384}]}, "larger than 65,536 bytes"),
        ({"rfc3161Timestamps": [{"signedTimestamp": "A"}]}, "base64"),
        ({"rfc3161Timestamps": [{}]}, "signedTimestamp: is missing"),
        ({"rfc3161Timestamps": [{"signedTimestamp": "AA==", "at": "noon"}]}, "unknown key 'at'"),
        ({"rfc3161Timestamps": {}}, "expected a list"),
        ({"rfc3339Timestamps": []}, "unknown key 'rfc3339Timestamps'"),
    ],
)
def test_timestamps_are_read_strictly(data: dict[str, Any], problem: str) -> None:
    edit = edit_json(
        lambda bundle: bundle["verificationMaterial"].update(timestampVerificationData=data)
    )
    with pytest.raises(FormatError, match=problem):
        read_bundle(edit(BUNDLE))


def test_a_payload_given_twice_is_refused() -> None:
    twice = BUNDLE.replace(b'"payload":', b'"payload":"e30=","payload":')
    with pytest.raises(FormatError, match="duplicate key 'payload'"):
        read_bundle(twice)


@pytest.mark.parametrize("mark", [b"[],", b'"",', b"{},"])
def test_a_bundle_of_very_many_values_is_refused_before_it_is_parsed(mark: bytes) -> None:
    many = b'{"a":[' + mark * (MAX_MARKS + 1) + b"0]}"
    with pytest.raises(FormatError, match="more than 100,000 values"):
        read_bundle(many)


def test_a_list_of_bundles_is_no_bundle() -> None:
    with pytest.raises(FormatError, match="expected an object, found a list"):
        read_bundle(write_json([{"mediaType": MEDIA_TYPE}]))
