"""``dependency-introduced``: what an agent's commit brought, a person has approved."""

import pytest
from msgspec.structs import replace

from pbom.model.change import Change, Changes
from pbom.model.introduction import Introduction, News
from pbom.model.inventory import Place
from tests.looks import CHANGES
from tests.rules.changed import (
    HEAD,
    by_agent,
    by_nobody,
    change,
    changes,
    commit,
    found,
    said,
    world,
)
from tests.votes import Vote

RULE = "dependency-introduced"
PACKAGE, COMPONENT = CHANGES.introductions


def bringing(by: Change, *brought: Introduction, commit: str = HEAD) -> Changes:
    here = tuple(replace(item, commit=commit) for item in brought or (PACKAGE,))
    return replace(changes(by), introductions=here)


def test_a_release_that_brings_nothing_ships() -> None:
    assert world(RULE, of=changes(by_agent())).blocking() == []


def test_a_package_that_an_agent_brought_needs_an_approval() -> None:
    judged = world(RULE, of=bringing(by_agent()))
    assert said(judged, RULE) == [(commit(), "denied")]
    text = found(judged, RULE)
    assert text.startswith("npm expresss 1.0.0 (new, resembles (express, at a distance of 1)) came")
    assert judged.approved(Vote()).blocking() == []
    assert judged.approved(Vote(signer="ada")).blocking() == [(RULE, "denied")]


def test_so_does_an_action() -> None:
    judged = world(RULE, of=bringing(by_agent(), COMPONENT))
    assert found(judged, RULE).startswith("action actions/checkout v4 (new version, before v3")


def test_a_package_that_a_person_brought_does_not() -> None:
    assert world(RULE, of=bringing(change())).blocking() == []


def test_a_commit_without_a_marker_may_be_an_agent_s() -> None:
    assert len(world(RULE, of=bringing(by_nobody())).blocking()) == 1
    assert world(RULE, 'unknown = "person"', of=bringing(by_nobody())).blocking() == []


@pytest.mark.parametrize(("news", "count"), [("new", 0), ("version", 1), ("content", 0)])
def test_in_what_it_is_new_is_the_policy_s(news: News, count: int) -> None:
    fresh = bringing(by_agent(), replace(PACKAGE, news="version", places=(Place("a", "b"),)))
    assert len(world(RULE, f'news = ["{news}"]', of=fresh).blocking()) == count


def test_what_came_with_no_commit_of_the_range_nobody_can_answer_for() -> None:
    judged = world(RULE, of=bringing(change(), commit=""))
    assert said(judged, RULE) == [("expresss", "missing")]


def test_commits_that_nobody_recorded_are_evidence_that_is_missing() -> None:
    assert said(world(RULE).looked(), RULE) == [(commit(), "missing")]
