"""A policy that is edited in the range it judges is itself a finding."""

from msgspec.structs import replace

from pbom.model.change import ChangedPath
from pbom.pipeline.gate import Question, gate
from pbom.stages.policy_edit import EDITED
from tests.looks import Look
from tests.rules.changed import HEAD, by_agent, change, changes, commit
from tests.simulator import World, honest

NAME = "pbom.policy.toml"
POLICY = ChangedPath(name=NAME, letter="M", kind="policy")


def edits(world: World, *places: str) -> list[tuple[str, str, str]]:
    """Subject, severity and text of each such finding, for a policy that lies there."""
    policy = replace(world.policy, places=frozenset(places))
    question = Question(artifacts=world.asked, evidence=world.evidence, document=world.document)
    verdict = gate(question, policy, at=world.at)
    found = [item for item in verdict.findings if item.rule == EDITED]
    assert verdict.passed
    assert EDITED in verdict.checked
    return [(item.subject, item.severity, item.found) for item in found]


def looked(look: Look) -> World:
    return honest().looked(look)


def test_an_edit_of_the_policy_is_said() -> None:
    relaxed = by_agent(paths=(POLICY,))
    [(subject, severity, found)] = edits(looked(Look(changes=changes(relaxed))), NAME)
    assert (subject, severity) == (commit(HEAD), "warn")
    assert found.startswith(f"{NAME} was changed by ")
    assert "claude-code" in found


def test_a_policy_that_lies_elsewhere_was_not_edited() -> None:
    assert edits(looked(Look(changes=changes(by_agent(paths=(POLICY,)))))) == []


def test_a_commit_that_does_not_touch_it_is_none() -> None:
    assert edits(looked(Look(changes=changes(change()))), NAME) == []


def test_each_edit_is_told_and_points_to_its_commit() -> None:
    both = changes(change(HEAD, "a", paths=(POLICY,)), change("a", "base", paths=(POLICY,)))
    assert len(edits(looked(Look(changes=both)), NAME)) == 2


def test_a_record_that_nobody_believes_says_nothing() -> None:
    look = Look(changes=changes(change(paths=(POLICY,))), signer="releaser")
    assert edits(looked(look), NAME) == []


def test_the_first_policy_is_no_edit_and_one_that_comes_in_its_place_is() -> None:
    added, removed = replace(POLICY, letter="A"), replace(POLICY, letter="D")
    first = changes(change(paths=(added,)))
    assert edits(looked(Look(changes=first)), NAME) == []
    again = changes(change(HEAD, "a", paths=(added,)), change("a", "base", paths=(removed,)))
    assert [subject for subject, _, _ in edits(looked(Look(changes=again)), NAME)] == [commit("a")]
