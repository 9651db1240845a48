"""Losing evidence never makes a waiver count."""

from itertools import combinations

from msgspec.structs import replace

from pbom.pipeline.gate import Question, gate
from pbom.stages.attest import attest
from tests.simulator import Memory, hand
from tests.stages.test_waive import GIVEN, failed


def test_whatever_of_a_waived_release_is_lost() -> None:
    """Every subset of steps, look, PBOM and waivers: with less there is no yes that was a no."""
    world = failed()
    assert world.release is not None
    sealed = [*(take.sealed for take in world.takes), *(look.sealed for look in world.looks)]
    waivers = [
        attest(replace(GIVEN, role=role), hand("grace")).bundle for role in ("security", "other")
    ]
    bundles = (*(item.bundle for item in sealed), world.release.bundle, *waivers)
    bodies = tuple(body for item in (*sealed, world.release) for body in item.bodies)
    passed: dict[frozenset[bytes], bool] = {}
    for size in range(len(bundles) + 1):
        for chosen in map(frozenset, combinations(bundles, size)):
            memory = Memory(tuple(item for item in bundles if item in chosen), bodies)
            question = Question(artifacts=world.asked, evidence=memory, document=world.document)
            passed[chosen] = gate(question, world.policy, at=world.at).passed
            for one in chosen:
                assert passed[chosen] or not passed[chosen - {one}]
    assert passed[frozenset(bundles)]
    assert 0 < sum(passed.values()) < 4
