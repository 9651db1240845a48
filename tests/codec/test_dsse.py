"""DSSE envelopes."""

from typing import Any

import pytest

from pbom.codec.bundle import bundle_digest
from pbom.codec.dsse import IN_TOTO, MAX_SIGNATURES, pae, read_envelope, write_envelope
from pbom.codec.fields import Fields
from pbom.errors import FormatError
from pbom.model.envelope import Envelope, Signature

BUNDLE = bundle_digest(b"")


def read(table: dict[str, Any]) -> Envelope:
    return read_envelope(Fields(table), BUNDLE)


def good() -> dict[str, Any]:
    return {
        "payload": "aGVsbG8gd29ybGQ=",
        "payloadType": "http://example.com/HelloWorld",
        "signatures": [{"keyid": "me", "sig": "c2ln"}],
    }


def test_the_encoding_of_the_protocol_s_own_example() -> None:
    """DSSE protocol.md, test vectors."""
    encoded = pae("http://example.com/HelloWorld", b"hello world")
    assert encoded == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_lengths_are_of_bytes_and_no_two_messages_share_an_encoding() -> None:
    assert pae("ß", "ß".encode()) == "DSSEv1 2 ß 2 ß".encode()
    assert pae("a", b"") == b"DSSEv1 1 a 0 "
    assert pae("a 1", b"b") != pae("a", b"1 b")


def test_an_envelope_keeps_the_payload_as_received() -> None:
    envelope = read(good())
    assert envelope.payload == b"hello world"
    assert envelope.payload_type == "http://example.com/HelloWorld"
    assert envelope.signatures == (Signature(hint="me", value=b"sig"),)
    assert envelope.bundle == BUNDLE


def test_what_was_written_can_be_read_back() -> None:
    signature = Signature(hint="me", value=b"\x00\xff")
    envelope = read_envelope(Fields(write_envelope(IN_TOTO, b"\xfb\xff", signature)), BUNDLE)
    assert (envelope.payload, envelope.signatures) == (b"\xfb\xff", (signature,))


def test_the_url_safe_alphabet_is_allowed() -> None:
    assert read(good() | {"payload": "-_8="}).payload == b"\xfb\xff"


def test_a_missing_keyid_is_no_hint() -> None:
    assert read(good() | {"signatures": [{"sig": "c2ln"}]}).signatures[0].hint == ""


def test_that_nobody_signed_is_no_matter_of_format() -> None:
    assert read(good() | {"signatures": []}).signatures == ()


@pytest.mark.parametrize(
    ("fault", "place"),
    [
        ({"payload": "aGk=\n"}, "$.payload"),
        ({"payload": "aGk"}, "$.payload"),
        ({"payload": None}, "$.payload"),
        ({"payloadType": ""}, "$.payloadType"),
        ({"payloadType": " application/vnd.in-toto+json"}, "$.payloadType"),
        ({"payloadType": "application/vnd.in-toto+json\n"}, "$.payloadType"),
        ({"payloadType": "applic\u0430tion/vnd.in-toto+json"}, "$.payloadType"),
        ({"signatures": {}}, "$.signatures"),
        ({"signatures": [{"sig": "*"}]}, "$.signatures[0].sig"),
        ({"signatures": [{"sig": "c2ln"}, {}]}, "$.signatures[1].sig"),
        ({"signatures": [{"sig": "c2ln", "keyid": 5}]}, "$.signatures[0].keyid"),
        ({"signatures": [{"sig": "c2ln"}] * (MAX_SIGNATURES + 1)}, "$.signatures"),
    ],
)
def test_faults_are_told_with_their_place(fault: dict[str, Any], place: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(good() | fault)
    assert caught.value.place == place


@pytest.mark.parametrize("key", ["payload", "payloadType", "signatures"])
def test_nothing_may_be_missing(key: str) -> None:
    table = good()
    del table[key]
    with pytest.raises(FormatError, match="is missing"):
        read(table)
