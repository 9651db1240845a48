"""``coverage-at-least``: the recorder saw as much of each step as the policy demands."""

import pytest
from msgspec.structs import replace

from pbom.model.evidence import Gap
from tests.rules.traced import clean, said, traced, untraced

RULE = "coverage-at-least"


def test_a_traced_step_without_losses_ships() -> None:
    assert traced(clean(), RULE).blocking() == []


def test_a_snapshot_is_not_enough_and_the_reason_is_said() -> None:
    world = untraced(traced(clean(), RULE))
    gap = Gap(kind="not-traced", detail="strace is not installed")
    world = world.change("build", lambda take: replace(take, gaps=(gap,)))
    [finding] = world.said_by(RULE)
    assert (finding.cause, finding.found) == ("missing", "snapshot: strace is not installed")


@pytest.mark.parametrize("kind", ["trace-broken", "trace-outlived", "archive-unreadable"])
def test_a_loss_is_a_finding(kind: str) -> None:
    gap = Gap(kind=kind, detail="something", count=2)
    world = traced(clean(), RULE).change("build", lambda take: replace(take, gaps=(gap,)))
    assert said(world, RULE) == [("step build", "missing")]
    allowed = traced(clean(), RULE, f'gaps = ["{kind}"]')
    assert allowed.change("build", lambda take: replace(take, gaps=(gap,))).said_by(RULE) == []


def test_a_snapshot_may_be_enough() -> None:
    world = untraced(traced(clean(), RULE, 'method = "snapshot"'))
    assert world.blocking() == []
