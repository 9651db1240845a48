"""Waivers: what counts, and every way in which one is void."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from pbom.errors import PolicyError
from pbom.model.approval import ApprovalStatement
from pbom.model.change import Changes
from pbom.model.pattern import Patterns
from pbom.model.review import Review
from pbom.model.subject import Subject
from pbom.stages.attest import attest
from pbom.stages.waive import COUNTS
from tests.looks import CHANGES, Look
from tests.simulator import NOON, REPORT, SHIPPED, TRUST, Trust, World, file, hand, watched

RULE = "command-expected"
ROLE = ("[waivers.security]", 'functionaries = ["grace"]', f'rules = ["{RULE}", "fresh"]')
GRACE = "grace@example.com"
PERSONS = TRUST.knowing("grace").person("grace", GRACE)
MAY = PERSONS.ruling(*ROLE)
OTHER = file("other.bin", "another artifact")
GIVEN = ApprovalStatement(
    kind="waiver",
    subjects=(Subject(name=SHIPPED.name, digests=SHIPPED.digests),),
    role="security",
    reason="the test server is down, incident 7",
    issued=NOON,
    expires=NOON + timedelta(days=7),
    rules=(RULE,),
)


def failed(trust: Trust = MAY) -> World:
    """The test failed, so the release is denied."""
    return watched().fails("test").trusting(trust)


def waived(world: World, given: ApprovalStatement = GIVEN, signer: str = "grace") -> World:
    """Somebody signed a waiver."""
    return world.plant([attest(given, hand(signer)).bundle])


def changed(change: Callable[[Changes], Changes]) -> World:
    return failed().looked(Look(changes=change(CHANGES)))


def test_without_a_waiver_it_is_denied_and_with_one_it_ships_and_that_is_told() -> None:
    assert failed().blocking() == [(RULE, "denied")]
    verdict = waived(failed()).verdict()
    assert verdict.passed
    (finding,) = verdict.findings
    assert (finding.rule, finding.severity) == (RULE, "waived")
    assert finding.waived is not None
    assert (finding.waived.by, finding.waived.role) == ("grace", "security")
    assert (finding.waived.reason, finding.waived.until) == (GIVEN.reason, GIVEN.expires)
    assert finding.waived.bundle in verdict.inputs


def test_a_waiver_that_nothing_needs_changes_nothing() -> None:
    world = waived(watched().trusting(PERSONS.ruling(*ROLE)))
    assert world.verdict().findings == ()


VOID: dict[str, tuple[World, str]] = {
    "no role may waive": (waived(failed(PERSONS)), "nobody may"),
    "wrong role": (
        waived(failed(), replace(GIVEN, role="reviewer")), "may not waive anything in this policy",
    ),
    "somebody without the role": (
        waived(failed(PERSONS.knowing("second").ruling(*ROLE)), signer="second"),
        "second has not the role",
    ),
    "another rule than the role may waive": (
        waived(failed(), replace(GIVEN, rules=("same-run",))), "may not waive this rule",
    ),
    "expired": (
        waived(failed(), replace(GIVEN, expires=NOON + timedelta(minutes=30))), "it expired on",
    ),
    "issued tomorrow": (
        waived(failed(), replace(GIVEN, issued=NOON + timedelta(days=1))), "it was issued later",
    ),
    "without an end": (waived(failed(), replace(GIVEN, expires=None)), "it has no end"),
    "with an end too late": (
        waived(failed(), replace(GIVEN, expires=NOON + timedelta(days=31))), "longer than the 30",
    ),
    "of another artifact": (
        waived(failed(), replace(GIVEN, subjects=(Subject(name="x", digests=OTHER.digests),))),
        "not about all artifacts",
    ),
    "of some files": (
        waived(failed(), replace(GIVEN, paths=Patterns(("src/**",)))), "about some files only",
    ),
    "by nobody in particular": (
        waived(failed(TRUST.knowing("grace").ruling(*ROLE))), "which person grace is",
    ),
    "by who signed a step": (
        waived(failed(PERSONS.person("builder", "b@example.com").ruling(
            ROLE[0], 'functionaries = ["builder"]', ROLE[2])), signer="builder"),
        "builder signed step build",
    ),
    "by who wrote a commit": (
        waived(failed(TRUST.knowing("grace").person("grace", "Ada+x@example.com").ruling(*ROLE))),
        "grace had a part in commit",
    ),
    "by who asked the agent": (
        waived(changed(lambda found: replace(found, changes=(
            replace(found.changes[0], review=Review(
                state="none-visible", requesters=(f"Grace <{GRACE}>",))), *found.changes[1:],
        )))),
        "grace had a part in commit",
    ),
    "by a co-author": (
        waived(changed(lambda found: replace(found, changes=(
            replace(found.changes[0], review=Review(
                state="none-visible", co_authors=(f"Grace <{GRACE}>",))), *found.changes[1:],
        )))),
        "grace had a part in commit",
    ),
    "by who signed a step with another key": (
        waived(failed(PERSONS.person("builder", "Grace+ci@example.com").ruling(*ROLE))),
        "grace signed step build of this very release as builder",
    ),
    "by who signed who wrote the commits": (
        waived(failed(PERSONS.ruling(*ROLE, "[source]", 'functionaries = ["grace"]'))
               .looked(Look(signer="grace"))),
        "grace signed who wrote the commits",
    ),
    "of what is of no commit": (
        waived(failed().on_commit("test", None)), "step test ran on no commit",
    ),
    "of a range that was chosen by hand": (
        waived(changed(lambda found: replace(found, range=replace(found.range, basis="named")))),
        "chosen by hand",
    ),
    "and nobody says who wrote the commits": (
        waived(failed().looked()), "nobody says who wrote the commits",
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", VOID)
def test_a_waiver_is_void_and_the_reason_is_told(story: str) -> None:
    world, reason = VOID[story]
    verdict = world.verdict()
    assert (RULE, "denied") in [(item.rule, item.cause) for item in verdict.blocking]
    assert any(reason in finding.found for finding in world.said_by(COUNTS)), world.said_by(COUNTS)
    assert all(finding.severity == "warn" for finding in world.said_by(COUNTS))


def test_what_an_environment_denies_is_told_as_waived_though_the_policy_only_warns() -> None:
    trust = MAY.ruling(
        f"[rules.{RULE}]", 'severity = "warn"', f"[environments.live.rules.{RULE}]",
        'severity = "deny"',
    )  # fmt: skip
    world = replace(failed(trust), environment="live")
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = waived(world).verdict().findings
    assert (finding.severity, waived(world).verdict().passed) == ("waived", True)


LIVE = MAY.ruling("[environments.live.rules.fresh]", "[environments.test.rules.fresh]")


@pytest.mark.parametrize(
    ("asked", "given", "ships"),
    [
        ("live", (), True),
        ("", (), True),
        ("live", ("live",), True),
        ("live", ("test", "live"), True),
        ("live", ("test",), False),
        ("", ("live",), False),
        ("live", ("liv",), False),
        ("live", ("Live",), False),
    ],
)
def test_a_waiver_counts_where_it_says(asked: str, given: tuple[str, ...], ships: bool) -> None:  # noqa: FBT001
    world = replace(failed(LIVE), environment=asked)
    world = waived(world, replace(GIVEN, environments=given))
    assert world.verdict().passed is ships
    if not ships:
        [void] = world.said_by(COUNTS)
        where = asked or "no environment in particular"
        assert f"it is for {', '.join(given)}, and {where} was asked for" in void.found


def test_an_approval_is_for_no_environment() -> None:
    with pytest.raises(ValueError, match="counts everywhere"):
        replace(GIVEN, kind="approval", rules=(), environments=("live",))


def test_a_waiver_by_a_stranger_is_no_evidence() -> None:
    assert ("evidence-authentic", "invalid") in waived(failed(), signer="eve").blocking()


def test_each_artifact_needs_its_waiver() -> None:
    both = (SHIPPED, replace(REPORT, name="report.xml"))
    world = replace(failed().ask(*both), released=both)
    assert (RULE, "denied") in waived(world).blocking()
    report = replace(GIVEN, subjects=(Subject(name="report.xml", digests=REPORT.digests),))
    assert waived(waived(world), report).blocking() == []


@pytest.mark.parametrize("rule", ["step-signed", "artifact-attested", "pbom-signed", "nonsense"])
def test_what_everything_rests_on_cannot_be_waived(rule: str) -> None:
    trust = PERSONS.ruling(ROLE[0], ROLE[1], f'rules = ["{rule}"]')
    with pytest.raises(PolicyError, match="cannot be waived or is no rule"):
        assert failed(trust).policy.waivers


@pytest.mark.parametrize("lost", ["source", "test", "build", "release"])
def test_losing_evidence_never_helps(lost: str) -> None:
    assert not waived(failed()).forget(lost).verdict().passed
