"""Who is to mend what was found, until when, and who hears of it after that."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pbom.codec.policy_owners import CHECKS
from pbom.errors import PolicyError
from pbom.pipeline.gather import RULE
from pbom.stages.policy_edit import EDITED
from pbom.stages.recompute import RECOMPUTED, SIGNED
from pbom.stages.waive import COUNTS
from tests.looks import Look
from tests.rules.changed import WORKFLOW, by_agent, changes
from tests.simulator import TRUST, World, honest

LINES = (
    "[owners]",
    'paths = ["* @shop/core", "/.github/ @shop/security # the pipeline", "/with\\\\ blank @b"]',
    'due = "2d"',
    'escalate = ["@shop/leads", "cto@example.com"]',
    "[owners.rules]",
    'command-expected = ["@ci"]',
    'pbom-signed = ["@releases"]',
)


def world(*lines: str) -> World:
    """A build that failed, of a commit by an agent that changes a workflow."""
    trust = TRUST.introducing("grace").ruling("[rules.pipeline-changes-approved]", *lines)
    looked = honest().looked(Look(changes=changes(by_agent(paths=(WORKFLOW,)))))
    return looked.trusting(trust).fails("build")


def owner(world: World, rule: str) -> str:
    """Who owns the one finding of a rule."""
    [finding] = world.said_by(rule)
    return str(finding.owner or "")


def test_a_finding_about_files_is_of_their_owners_and_one_of_a_rule_of_its() -> None:
    judged = world(*LINES)
    due = ", due 2026-03-04 12:03 UTC"
    assert owner(judged, "pipeline-changes-approved") == f"@shop/security{due}"
    assert owner(judged, "command-expected") == f"@ci{due}"
    assert owner(judged.forget("release"), "pbom-signed") == f"@releases{due}"
    assert owner(judged.assembled_by("tester"), "pbom-signed") == f"@releases{due}"


def test_when_it_is_overdue_others_hear_of_it_too() -> None:
    late = replace(world(*LINES), at=world().at + timedelta(days=3))
    told = "overdue: @shop/leads, cto@example.com"
    assert owner(late, "command-expected").endswith(told)


def test_without_owners_nothing_is_different() -> None:
    plain, owned = world().verdict(), world(*LINES).verdict()
    assert [item.owner for item in plain.findings] == [None] * len(plain.findings)
    bare = tuple(replace(item, owner=None) for item in owned.findings)
    assert bare == plain.findings


def test_an_owner_answers_for_nothing() -> None:
    """To own a finding is no approval: it blocks as before."""
    assert not world(*LINES).verdict().passed


def test_the_checks_of_the_gate_are_those_that_there_are() -> None:
    assert set(CHECKS) == {RULE, SIGNED, RECOMPUTED, COUNTS, EDITED}


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("[owners]",), "names no owner"),
        (("[owners]", 'paths = ["* core"]'), "expected @NAME"),
        (("[owners]", 'paths = ["!a @core"]'), "no pattern of CODEOWNERS"),
        (("[owners]", 'paths = [" # nothing"]'), "expected a pattern"),
        (("[owners]", 'paths = ["* @a"]', 'due = "2d"'), "need each other"),
        (("[owners]", 'paths = ["* @a"]', 'escalate = ["@a"]'), "need each other"),
        (("[owners.rules]", 'frsh = ["@a"]'), "did you mean 'fresh'"),
        (("[owners.rules]", "fresh = []"), "is empty"),
        (("[owners]", 'path = ["* @a"]'), "unknown key 'path', did you mean 'paths'"),
    ],
)
def test_what_means_nothing_is_refused(lines: tuple[str, ...], problem: str) -> None:
    with pytest.raises(PolicyError, match=problem):
        world(*lines).verdict()
