"""``combination``: facts that may each be by themselves, and must not come together."""

import pytest
from msgspec.structs import replace

from pbom.errors import PolicyError
from pbom.model.change import Change, ChangedPath, Changes
from pbom.model.review import UNSIGNED
from tests.looks import CHANGES
from tests.rules.changed import (
    HEAD,
    WORKFLOW,
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

RULE = "combination"
INSTRUCTIONS = ChangedPath(name="CLAUDE.md", letter="M", kind="agent-instructions")


def bringing(by: Change, commit: str = HEAD) -> Changes:
    brought = replace(CHANGES.introductions[0], commit=commit)
    return replace(changes(by), introductions=(brought,))


def unsigned(by: Change) -> Changes:
    return changes(replace(by, signature=UNSIGNED))


ALONE = {
    "an agent": changes(by_agent()),
    "a new dependency": bringing(change()),
    "a workflow, signed": changes(change(paths=(WORKFLOW,))),
    "no signature": unsigned(change()),
}


@pytest.mark.parametrize("of", ALONE.values(), ids=list(ALONE))
def test_each_alone_may_be(of: Changes) -> None:
    assert world(RULE, of=of).blocking() == []


TOGETHER = {
    "agent + new-dependency + unreviewed": bringing(by_agent()),
    "pipeline + unreviewed + unsigned": unsigned(change(paths=(WORKFLOW,))),
    "agent-files + unreviewed": changes(change(paths=(INSTRUCTIONS,))),
}


@pytest.mark.parametrize(("facts", "of"), TOGETHER.items(), ids=list(TOGETHER))
def test_together_they_must_not_until_somebody_answers_for_it(facts: str, of: Changes) -> None:
    judged = world(RULE, of=of)
    assert said(judged, RULE) == [(commit(), "denied")]
    assert found(judged, RULE).startswith(f"{facts}: ")
    assert judged.approved(Vote()).blocking() == []
    assert len(judged.approved(Vote(signer="ada")).blocking()) == 1


def test_the_sets_are_the_policy_s() -> None:
    lines = ('sets = ["unknown + unsigned"]',)
    assert world(RULE, *lines, of=bringing(by_agent())).blocking() == []
    assert world(RULE, *lines, of=changes(by_nobody())).blocking() == []
    assert len(world(RULE, *lines, of=unsigned(by_nobody())).blocking()) == 1


def test_what_nobody_looked_at_is_taken_for_a_fact() -> None:
    assert len(world(RULE, of=changes(change(paths=None))).blocking()) == 1
    assert len(world(RULE, of=bringing(by_agent(), commit="")).blocking()) == 1


def test_a_fact_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(PolicyError, match="unknown fact 'agents', did you mean 'agent'"):
        world(RULE, 'sets = ["agents + unsigned"]').verdict()
    with pytest.raises(PolicyError, match="is empty"):
        world(RULE, "sets = []").verdict()


def test_commits_that_nobody_recorded_are_evidence_that_is_missing() -> None:
    assert said(world(RULE).looked(), RULE) == [(commit(), "missing")]
