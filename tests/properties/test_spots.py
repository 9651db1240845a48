"""What findings say as data is so: pointers lead somewhere, candidates are there."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbom.codec.strict_json import Json, read_json
from pbom.model.digest import Digest
from pbom.model.finding import Finding
from pbom.model.spot import Spot, spot
from tests.edits import payload_of
from tests.properties.test_monotonic import usual
from tests.properties.worlds import released, worlds
from tests.simulator import World, honest


def documents(world: World) -> dict[Digest, bytes]:
    """Everything in the evidence, by digest; of a bundle the statement."""
    held = {_digest(data): payload_of(data) for data in world.evidence.bundles}
    return held | {_digest(data): data for data in world.evidence.bodies}


def _digest(data: bytes) -> Digest:
    return Digest("sha256", hashlib.sha256(data).hexdigest())


def value_at(place: Spot, held: dict[Digest, bytes]) -> Json:
    """The value that a spot leads to."""
    value = read_json(held[place.digest])
    for part in place.pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]  # type: ignore[index,call-overload]
    return value


@pytest.mark.parametrize("kind", ["looked at", "traced", "plain"])
def test_every_pointer_leads_to_a_value_and_every_candidate_is_there(kind: str) -> None:
    drawn = {
        "looked at": released(usual("all, looked at")),
        "traced": worlds(usual("all, traced"), traced=True),
        "plain": worlds(),
    }[kind]
    seen: Counter[str] = Counter()

    @settings(max_examples=60)
    @given(drawn)
    def check(world: World) -> None:
        held = documents(world)
        for finding in world.verdict().findings:
            for place in finding.spots:
                value_at(place, held)
                seen[f"spot of {finding.rule}"] += 1
            for near in finding.candidates:
                assert near.digest in held
                assert near.why
                seen[f"candidate of {finding.rule}"] += 1

    check()
    assert len(seen) > (5 if kind == "looked at" else 1), seen


def test_a_spot_says_what_the_finding_says() -> None:
    world = honest().fails("build", 7)
    [finding] = world.said_by("command-expected")
    [place] = finding.spots
    assert value_at(place, documents(world)) == 7
    assert place.pointer == "/predicate/byproducts/return-value"


def test_keys_with_slashes_and_tildes_are_escaped() -> None:
    place = spot(Digest("sha256", "0" * 64), "a/b", "c~d", 3)
    assert place.pointer == "/a~1b/c~0d/3"


def test_who_signed_and_may_not_is_a_candidate() -> None:
    world = honest().sign_by("build", "tester")
    [finding] = world.said_by("step-signed")
    [near] = finding.candidates
    assert (near.signer, near.subject) == ("tester", "step build")
    assert near.kind == "https://in-toto.io/attestation/link/v0.3"


@given(st.text(), st.text())
def test_an_id_is_that_of_rule_and_subject(found: str, subject: str) -> None:
    one = Finding(rule="a", subject=subject, expected="x", found=found, fix="y")
    other = Finding(rule="a", subject=subject, expected="x", found="another", fix="y")
    assert one.id == other.id
    assert len(one.id) == 12
    assert one.id != Finding(rule="b", subject=subject, expected="x", found="", fix="y").id
