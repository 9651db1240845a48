"""Statement to envelope: a signer puts its name to a claim."""

from pbom.codec.bundle import read_bundle
from pbom.codec.dsse import IN_TOTO, pae
from pbom.codec.keys import verifies
from pbom.codec.statement import write_statement
from tests.simulator import hand, honest

BUILD = honest().take("build")


def test_the_signature_covers_the_payload_and_its_type() -> None:
    envelope = read_bundle(BUILD.sealed.bundle)
    payload, _ = write_statement(BUILD.statement)
    assert (envelope.payload_type, envelope.payload) == (IN_TOTO, payload)
    (signature,) = envelope.signatures
    key = hand("builder").public_key
    assert signature.hint == key.hint
    assert verifies(key, signature.value, pae(IN_TOTO, payload))
    assert not verifies(key, signature.value, payload)


def test_a_release_carries_its_document_as_a_body() -> None:
    release = honest().release
    assert release is not None
    assert release.bodies == (honest().document,)
