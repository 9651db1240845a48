"""``names-known``: no new dependency has a name that could be taken for another's."""

from msgspec.structs import replace

from pbom.model.change import Changes
from tests.looks import CHANGES
from tests.rules.changed import HEAD, change, changes, commit, found, said, world
from tests.votes import Vote

RULE = "names-known"
PACKAGE = CHANGES.introductions[0]


def bringing(*, commit: str = HEAD, likes: bool = True) -> Changes:
    brought = replace(PACKAGE, commit=commit, facts=PACKAGE.facts if likes else ())
    return replace(changes(change()), introductions=(brought,))


def test_a_name_that_resembles_no_other_ships() -> None:
    assert world(RULE, of=bringing(likes=False)).blocking() == []


def test_a_name_that_resembles_another_is_named_with_it() -> None:
    judged = world(RULE, of=bringing())
    assert said(judged, RULE) == [(commit(), "denied")]
    assert "pkg:npm/expresss@1.0.0 resembles express, at a distance of 1" in found(judged, RULE)


def test_somebody_may_have_looked_at_it() -> None:
    assert world(RULE, 'allowed = ["expresss"]', of=bringing()).blocking() == []
    assert len(world(RULE, 'allowed = ["express"]', of=bringing()).blocking()) == 1
    assert world(RULE, of=bringing()).approved(Vote()).blocking() == []
    assert len(world(RULE, of=bringing()).approved(Vote(role="auditor")).blocking()) == 1


def test_one_that_came_with_no_commit_of_the_range_cannot_be_approved() -> None:
    judged = world(RULE, of=bringing(commit="")).approved(Vote())
    assert said(judged, RULE) == [("expresss", "denied")]


def test_commits_that_nobody_recorded_are_evidence_that_is_missing() -> None:
    assert said(world(RULE).looked(), RULE) == [(commit(), "missing")]
