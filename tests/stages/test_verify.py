"""PBOM to verdict: every rule is asked, and attempts never add up."""

from datetime import timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from pbom.stages.verify import MAX_CHOICES, sort_findings, verify
from tests.simulator import (
    NOON,
    SHIPPED,
    TRUST,
    Demand,
    Take,
    World,
    file,
    hand,
    honest,
)

LONG_AGO = NOON - timedelta(days=100)


def judged(world: World) -> list[str]:
    """The rules that say no to the PBOM itself."""
    verdict = verify(world.pbom, world.policy, at=world.at)
    return [finding.rule for finding in verdict.blocking]


def failed(take: Take) -> Take:
    return replace(take, exit_code=1)


def test_the_honest_world_passes_every_rule() -> None:
    world = honest()
    verdict = verify(world.pbom, world.policy, at=world.at)
    assert verdict.passed
    assert verdict.findings == ()
    assert verdict.checked == tuple(rule.id for rule in world.policy.rules)
    assert verdict.artifacts == (SHIPPED,)
    assert verdict.inputs == tuple(sorted(item.bundle for item in world.authentic))


def test_every_reason_is_told_in_one_run() -> None:
    world = honest().other_run("test").fails("build").dirty("build")
    assert judged(world) == ["command-expected", "same-run", "source-pinned", "steps-chained"]


def test_a_step_may_be_tried_again() -> None:
    for world in (
        honest().again("test", failed),
        honest().fails("test").again("test", lambda take: replace(take, exit_code=0)),
        honest().again("build", failed).again("test", failed),
    ):
        assert judged(world) == []


def test_two_bad_attempts_do_not_make_a_good_one() -> None:
    """One ran the right command on the wrong commit, the other the wrong one on the right."""
    world = honest().other_command("build", "make", "evil")
    world = world.again("build", lambda take: replace(take, argv=("make",), exit_code=1))
    assert judged(world) == ["command-expected"]


def test_attempts_of_different_runs_do_not_add_up() -> None:
    world = honest().fails("test").again("test", lambda t: replace(t, exit_code=0, run="run-2"))
    assert judged(world) == ["same-run"]


def test_one_more_who_agrees_at_another_time_changes_nothing() -> None:
    """A good attempt is good, whatever else was signed: else to hide evidence would help."""
    stale = honest().again("test", lambda take: replace(take, started=LONG_AGO))
    assert judged(stale) == []
    assert judged(honest().at_time("test", LONG_AGO)) == ["fresh"]


def test_a_quorum_is_met_by_those_who_are_fresh() -> None:
    names = ("tester", "second", "third")
    demand = Demand(step="test", functionaries=names, threshold=2, command=("make", "test"))
    world = honest().trusting(TRUST.knowing("second", "third").demanding(demand))
    stale = world.again("test", lambda t: replace(t, signer="second", started=LONG_AGO))
    assert judged(stale) == ["fresh"]
    assert judged(stale.again("test", lambda take: replace(take, signer="third"))) == []


def test_the_newest_of_many_attempts_are_looked_at_first() -> None:
    world = honest()
    late = timedelta(minutes=5)
    for number in range(12):
        started = world.take("build").started + late + timedelta(seconds=number)
        world = world.add(replace(world.take("build"), exit_code=number + 1, started=started))
    good = replace(world.take("build"), started=world.take("build").started + 2 * late)
    assert judged(world.add(good)) == []


def test_the_best_choice_is_the_one_with_the_fewest_reasons() -> None:
    world = honest().fails("build").dirty("build").again("build", lambda t: replace(t, run="x"))
    worse = world.change("build", lambda t: t if t.run == "x" else replace(t, materials=()))
    assert judged(worse) == ["command-expected"]


@pytest.mark.parametrize("count", [4, 70])
def test_a_verdict_comes_however_many_attempts_there_are(count: int) -> None:
    world = honest()
    for number in range(count):
        moved = partial(replace, exit_code=number + 1)
        world = world.again("build", moved).again("test", moved)
    assert count == 4 or count**2 > MAX_CHOICES
    assert judged(world.fails("build").fails("test")) == ["command-expected"] * 2


def test_findings_have_one_order_and_come_once() -> None:
    world = honest().ask(file("shop.bin", "altered")).other_run("test").fails("build")
    findings = world.verdict().findings
    assert [finding.cause for finding in findings] == ["invalid", "invalid", "denied", "denied"]
    assert sort_findings((*findings[::-1], *findings)) == findings


def test_a_warning_stands_behind_what_blocks() -> None:
    warned = TRUST.ruling("[rules.command-expected]", 'severity = "warn"')
    findings = honest().trusting(warned).fails("build").other_run("test").verdict().findings
    assert [(finding.rule, finding.severity) for finding in findings] == [
        ("same-run", "deny"),
        ("command-expected", "warn"),
    ]


def test_the_key_decides_and_not_the_name_in_the_bundle() -> None:
    assert hand("tester").public_key != hand("builder").public_key
    assert judged(honest().sign_by("test", "builder")) == ["step-signed", "steps-chained"]
