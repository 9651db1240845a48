"""The built-in policies: each can be read, and denies what it says."""

from importlib.resources import files

import pytest
from msgspec.structs import replace

from pbom import plugins
from pbom.errors import UsageError
from pbom.model.review import UNSIGNED
from tests.looks import CHANGES, Look
from tests.properties.worlds import TRACES, looked_at
from tests.rules.changed import HEAD, WORKFLOW, by_agent, change, changes
from tests.simulator import World
from tests.votes import Vote

LIBRARY = replace(CHANGES.introductions[0], commit=HEAD, facts=())


def ruled(name: str, look: Look | None = None) -> World:
    """The honest pipeline, traced, with lock files, whose policy has the built-in rules."""
    world = looked_at().looked(look or Look(changes=changes(change())))
    world = replace(world, takes=tuple(TRACES["traced"](take) for take in world.takes))
    trust = world.trust.introducing("grace", "heidi", "ada")
    return world.trusting(trust.ruling(plugins.policy_rules(name)))


def bringing() -> Look:
    """An agent's commit that brings a package."""
    return Look(changes=replace(changes(by_agent()), introductions=(LIBRARY,)))


def denied_by(world: World) -> set[str]:
    return {rule for rule, _ in world.blocking()}


def test_there_are_no_others() -> None:
    there = {item.name for item in files("pbom").joinpath("policies").iterdir()}
    assert there == {f"{name}.toml" for name in plugins.POLICIES}
    with pytest.raises(UsageError, match="there are: starter, team, strict"):
        plugins.policy_rules("../pbom")


@pytest.mark.parametrize("name", plugins.POLICIES)
def test_an_honest_release_that_was_read_ships_under_each(name: str) -> None:
    assert ruled(name).approved(Vote()).blocking() == []


def test_starter_warns_and_denies_nothing_of_it() -> None:
    world = ruled("starter", bringing())
    assert world.blocking() == []
    warned = {item.rule for item in world.verdict().findings}
    assert warned == {"changes-reviewed", "dependency-introduced"}


def test_team_denies_what_only_an_agent_answers_for() -> None:
    world = ruled("team", bringing())
    assert denied_by(world) == {
        "changes-reviewed", "combination", "dependency-introduced", "separation-of-duty",
    }  # fmt: skip
    assert world.approved(Vote()).blocking() == []
    workflow = ruled("team", Look(changes=changes(change(paths=(WORKFLOW,)))))
    assert denied_by(workflow) == {"pipeline-changes-approved"}


def test_team_lets_a_person_s_change_pass_and_strict_does_not() -> None:
    assert ruled("team").blocking() == []
    assert denied_by(ruled("strict")) == {"changes-reviewed", "separation-of-duty"}


def test_strict_wants_signatures_markers_and_traces() -> None:
    unsigned = Look(changes=changes(replace(change(markers=()), signature=UNSIGNED)))
    world = ruled("strict", unsigned).approved(Vote())
    assert denied_by(world) == {"changes-classified", "commits-signed"}
    untraced = ruled("strict").approved(Vote())
    untraced = untraced.change("build", lambda take: replace(take, trace=None))
    assert "coverage-at-least" in denied_by(untraced)
