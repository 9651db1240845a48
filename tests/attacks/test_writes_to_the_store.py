"""The attacker can change, add and remove evidence, and holds no key of the policy."""

import base64
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from msgspec.structs import replace

from tests.attacks.stories import Story, table, tell
from tests.edits import Table, edit_json, sign_again, swap_payload
from tests.signatures import twin
from tests.simulator import SHIPPED, Demand, Edit, World, file, hand, honest

Change = Callable[[Table], object]
AUTHENTIC = "evidence-authentic"


def flip(data: bytes, at: int) -> bytes:
    """One bit of one byte changed."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def envelope(change: Change) -> Edit:
    """An edit of the envelope's members."""
    return edit_json(lambda bundle: change(bundle["dsseEnvelope"]))


def build_with(change: Change) -> World:
    """The honest world with the build's envelope changed."""
    return honest().tamper("build", envelope(change))


def signature_value(edit: Edit) -> Change:
    """A change of the signature's bytes."""

    def change(members: Table) -> None:
        value = base64.b64decode(members["signatures"][0]["sig"])
        members["signatures"][0]["sig"] = base64.b64encode(edit(value)).decode()

    return change


def raw_form(der: bytes) -> bytes:
    """The signature as 64 bytes, the way the DSSE vectors have it."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


STORIES: dict[str, Story] = {
    "one payload byte is flipped": (
        honest().tamper("build", swap_payload(lambda payload: flip(payload, 40))),
        AUTHENTIC,
        "invalid",
    ),
    "one signature byte is flipped": (
        build_with(signature_value(lambda value: flip(value, -3 % len(value)))),
        AUTHENTIC,
        "invalid",
    ),
    "the signatures are removed": (
        build_with(lambda members: members.update(signatures=[])),
        AUTHENTIC,
        "invalid",
    ),
    "the signature is empty": (
        build_with(signature_value(lambda _: b"")),
        AUTHENTIC,
        "invalid",
    ),
    "the signature is all zero": (
        build_with(signature_value(lambda value: bytes(len(value)))),
        AUTHENTIC,
        "invalid",
    ),
    "the signature is raw instead of DER": (
        build_with(signature_value(raw_form)),
        AUTHENTIC,
        "invalid",
    ),
    "a second signature is added": (
        build_with(lambda members: members["signatures"].append(members["signatures"][0])),
        AUTHENTIC,
        "invalid",
    ),
    "a stranger signs and uses the builder's hint": (
        honest()
        .sign_by("build", "stranger")
        .tamper(
            "build",
            edit_json(
                lambda bundle: bundle["verificationMaterial"]["publicKey"].update(
                    hint=hand("builder").public_key.hint
                )
            ),
        ),
        AUTHENTIC,
        "invalid",
    ),
    "a stranger signs in its own name": (
        honest().sign_by("build", "stranger"),
        AUTHENTIC,
        "invalid",
    ),
    "the payload type is another one": (
        honest().tamper("build", sign_again("builder", lambda data: data, "text/plain")),
        AUTHENTIC,
        "invalid",
    ),
    "the payload type has a space in front": (
        build_with(lambda members: members.update(payloadType=" application/vnd.in-toto+json")),
        AUTHENTIC,
        "invalid",
    ),
    "the payload type differs in case": (
        build_with(lambda members: members.update(payloadType="application/vnd.In-Toto+json")),
        AUTHENTIC,
        "invalid",
    ),
    "the payload's base64 has a line break": (
        build_with(lambda members: members.update(payload=members["payload"][:40] + "\n")),
        AUTHENTIC,
        "invalid",
    ),
    "the bundle's label is of an older version": (
        honest().tamper(
            "build",
            edit_json(
                lambda bundle: bundle.update(
                    mediaType="application/vnd.dev.sigstore.bundle+json;version=0.2"
                )
            ),
        ),
        AUTHENTIC,
        "invalid",
    ),
    "the envelope has the key payload twice": (
        honest().tamper(
            "build", lambda data: data.replace(b'"payload":', b'"payload":"e30=","payload":', 1)
        ),
        AUTHENTIC,
        "invalid",
    ),
    "the build's evidence is removed": (
        honest().forget("build"),
        "step-signed",
        "missing",
    ),
    "the test's evidence is removed": (
        honest().forget("test"),
        "step-signed",
        "missing",
    ),
    "the signed PBOM is removed": (
        honest().forget("release"),
        "pbom-signed",
        "missing",
    ),
    "all evidence is removed": (
        honest().forget("build").forget("test").forget("release"),
        "artifact-attested",
        "missing",
    ),
    "the evidence of another artifact is put in its place": (
        honest().ask(file("shop.bin", "not the shop")),
        "artifact-attested",
        "invalid",
    ),
    "one of two artifacts is unproven": (
        honest().ask(SHIPPED, file("extra.bin", "from nowhere")),
        "artifact-attested",
        "missing",
    ),
    "a broken bundle is added": (
        honest().plant([b"{"]),
        AUTHENTIC,
        "invalid",
    ),
    "a hundred thousand brackets are added": (
        honest().plant([b"[" * 100_000]),
        AUTHENTIC,
        "invalid",
    ),
}


@table(STORIES)
def test_store_attack(story: Story) -> None:
    tell(story)


def test_a_bundle_without_a_hint_but_with_the_right_key_is_accepted() -> None:
    world = build_with(lambda members: members["signatures"][0].pop("keyid"))
    assert world.authentic
    silent = replace(world, takes=world.takes).tamper(
        "build",
        edit_json(lambda bundle: bundle["verificationMaterial"]["publicKey"].update(hint="")),
    )
    assert ("evidence-authentic", "invalid") not in silent.blocking()


def test_the_twin_of_a_signature_never_counts_as_a_second_signer() -> None:
    demand = Demand(step="build", functionaries=("builder", "tester"), threshold=2)
    world = honest()
    twofold = world.trusting(world.trust.demanding(demand))
    original = twofold.take("build")
    mirrored = replace(original, edits=(envelope(signature_value(twin)),))
    attacked = twofold.add(mirrored)
    assert ("step-signed", "denied") in attacked.blocking()
    honest_twin = twofold.add(replace(original, signer="tester"))
    assert honest_twin.verdict().passed


def test_the_same_bundle_twice_is_one_attestation() -> None:
    world = honest()
    assert world.plant([world.take("build").bundle]).verdict().passed


@pytest.mark.parametrize("size", [1, 100])
def test_evidence_of_a_stranger_is_refused_however_much_there_is(size: int) -> None:
    stranger = honest().sign_by("build", "stranger").take("build").bundle
    world = honest().plant([stranger] * size)
    assert ("evidence-authentic", "invalid") in world.blocking()
