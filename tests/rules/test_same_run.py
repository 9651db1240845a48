"""``same-run``: all steps belong to one run of the pipeline."""

from tests.simulator import TRUST, honest

RULE = "same-run"


def test_the_honest_world_keeps_it() -> None:
    assert honest().verdict().findings == ()


def test_a_test_of_another_run_does_not_vouch_for_this_build() -> None:
    world = honest().other_run("test", "run-0")
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.subject == "all steps"
    assert finding.expected == "one run id"
    assert finding.found == "test: run-0, build: run-1"
    assert finding.evidence == tuple(item.bundle for item in world.pbom.attestations)


def test_run_ids_are_compared_as_they_are() -> None:
    assert honest().other_run("test", "RUN-1").blocking() == [(RULE, "denied")]
    assert honest().other_run("test", "run-1 ").blocking() == [(RULE, "denied")]


def test_a_policy_may_warn_only() -> None:
    world = honest().trusting(TRUST.ruling("[rules.same-run]", 'severity = "warn"'))
    verdict = world.other_run("test").verdict()
    assert verdict.passed
    assert [(finding.rule, finding.severity) for finding in verdict.findings] == [(RULE, "warn")]


def test_a_policy_may_switch_it_off() -> None:
    world = honest().trusting(TRUST.ruling("[rules.same-run]", 'severity = "off"'))
    verdict = world.other_run("test").verdict()
    assert verdict.findings == ()
    assert RULE not in verdict.checked
