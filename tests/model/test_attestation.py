"""Attestations: steps among others."""

from pbom.model.attestation import is_step, steps_among
from pbom.pipeline.gather import gather
from tests.simulator import honest


def test_steps_are_told_from_signed_pboms() -> None:
    world = honest()
    everything = gather(world.evidence, (), world.policy).attestations
    assert len(everything) == 3
    assert [item.statement.step for item in steps_among(everything)] == ["test", "build"]
    assert sum(not is_step(item) for item in everything) == 1
