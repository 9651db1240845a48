"""``fresh``: the evidence is not too old, and not from the future."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.simulator import NOON, TRUST, World, honest

RULE = "fresh"
BUILT = NOON + timedelta(minutes=3)
"""When the honest build ended; the test ended two minutes before."""
TESTED = BUILT - timedelta(minutes=2)


def asked(at: datetime) -> World:
    return replace(honest(), at=at)


@pytest.mark.parametrize(
    "at",
    [BUILT, BUILT - timedelta(minutes=5), TESTED + timedelta(days=90)],
    ids=["at once", "clocks differ by five minutes", "on the last day"],
)
def test_the_honest_world_keeps_it_while_it_is_fresh(at: datetime) -> None:
    assert asked(at).verdict().findings == ()


def test_evidence_grows_stale() -> None:
    world = asked(TESTED + timedelta(days=90, microseconds=1))
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.subject == "step test"
    assert finding.expected == "an end at most 90 days ago"
    assert finding.found == "ended 2026-03-02T12:01:00.000Z"


def test_evidence_from_the_future_does_not_count() -> None:
    world = asked(BUILT - timedelta(minutes=5, microseconds=1))
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.subject == "step build"
    assert finding.found == "ended 2026-03-02T12:03:00.000Z"
    assert "clocks" in finding.fix


def test_the_policy_says_how_old_evidence_may_be() -> None:
    strict = TRUST.ruling("[rules.fresh]", 'max-age = "30m"')
    world = honest().trusting(strict)
    assert world.blocking() == [(RULE, "denied"), (RULE, "denied")]
    assert world.said_by(RULE)[0].expected == "an end within 0:30:00"
    assert replace(world, at=NOON + timedelta(minutes=31)).verdict().findings == ()


def test_any_age_that_a_policy_can_name_is_understood() -> None:
    patient = TRUST.ruling("[rules.fresh]", 'max-age = "999999d"')
    assert honest().trusting(patient).verdict().findings == ()
