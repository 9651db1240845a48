"""``changes-classified``: of every commit it is known whether an agent wrote it."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pbom.model.evidence import Gap
from pbom.stages.assemble import assemble
from pbom.stages.verify import verify
from tests.looks import NONE, NOTE, TRAILER, Look
from tests.rules.changed import by_agent, by_nobody, change, changes, commit, found, said, world
from tests.simulator import NOON

RULE = "changes-classified"


def test_commits_that_say_who_wrote_them_ship() -> None:
    both = changes(change(), by_agent("a", "base"))
    assert world(RULE, of=both).blocking() == []


def test_a_commit_without_any_marker_is_unknown_and_not_a_person_s() -> None:
    judged = world(RULE, of=changes(by_nobody()))
    assert said(judged, RULE) == [(commit(), "denied")]
    assert "(unknown)" in found(judged, RULE)
    allowing = world(RULE, 'classes = ["unknown"]', of=changes(by_nobody()))
    assert allowing.blocking() == []


def test_a_class_that_the_policy_does_not_name_is_denied() -> None:
    judged = world(RULE, 'classes = ["declared-none"]', of=changes(by_agent()))
    assert said(judged, RULE) == [(commit(), "denied")]
    assert "declared, claude-code" in found(judged, RULE)


def test_markers_that_contradict_each_other_leave_it_open() -> None:
    torn = changes(change(markers=(NONE, TRAILER)))
    assert said(world(RULE, of=torn), RULE) == [(commit(), "denied")]
    assert world(RULE, 'conflicts = "allowed"', of=torn).blocking() == []
    agreeing = changes(change(markers=(TRAILER, NOTE)))
    assert world(RULE, of=agreeing).blocking() == []


@pytest.mark.parametrize("kind", ["notes-not-fetched", "checkpoints-unresolved", "shallow-clone"])
def test_a_place_where_nobody_looked_may_hold_a_marker(kind: str) -> None:
    unseen = changes(change(), gaps=(Gap(kind=kind, detail="refs/notes/ai"),))
    assert said(world(RULE, of=unseen), RULE) == [(commit(), "missing")]
    assert world(RULE, f'gaps = ["{kind}"]', of=unseen).blocking() == []


def test_a_gap_that_hides_no_marker_does_no_harm() -> None:
    odd = changes(change(), gaps=(Gap(kind="future-dates", detail="one"),))
    assert world(RULE, of=odd).blocking() == []


def test_commits_that_nobody_recorded_are_evidence_that_is_missing() -> None:
    assert said(world(RULE).looked(), RULE) == [(commit(), "missing")]


def test_of_two_records_the_better_one_counts() -> None:
    """As of two attempts of a step: so that one more record can never turn a yes into a no."""
    judged = world(RULE)
    [good] = judged.looks
    bad = replace(good, changes=changes(by_nobody()), recorded=NOON + timedelta(minutes=1))

    def passes(*looks: Look) -> bool:
        both = judged.looked(*looks)
        return verify(assemble(both.released, both.believed), both.policy, at=both.at).passed

    assert passes(good, bad)
    assert passes(bad, good)
    assert not passes(bad)


def test_a_document_names_one_record_and_is_judged_by_it() -> None:
    judged = world(RULE)
    [good] = judged.looks
    bad = replace(good, changes=changes(by_nobody()), recorded=NOON + timedelta(minutes=1))
    assert said(judged.looked(good, bad), RULE) == [(commit(), "denied")]
