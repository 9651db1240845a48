"""``agents-allowed``: only agents and models that are allowed wrote what is new."""

from msgspec.structs import replace

from tests.looks import TRAILER
from tests.rules.changed import by_agent, by_nobody, change, changes, commit, found, said, world

RULE = "agents-allowed"
ALLOWED = 'allowed = ["claude-code"]'
NAMELESS = replace(TRAILER, agent="", model="")


def test_commits_by_nobody_and_by_agents_that_may_ship() -> None:
    assert world(RULE, of=changes(by_nobody())).blocking() == []
    assert world(RULE, ALLOWED, of=changes(by_agent())).blocking() == []


def test_an_agent_that_is_not_listed_is_named() -> None:
    for lines in ((), ('allowed = ["aider"]',), ('allowed = ["claude"]',)):
        judged = world(RULE, *lines, of=changes(by_agent()))
        assert said(judged, RULE) == [(commit(), "denied")]
        assert found(judged, RULE).startswith("agent claude-code: ")


def test_an_agent_that_only_reviewed_wrote_nothing() -> None:
    reviewed = change(markers=(replace(TRAILER, role="reviewer"),))
    assert world(RULE, of=changes(reviewed)).blocking() == []


def test_an_agent_without_a_name_is_not_one_that_is_allowed() -> None:
    judged = world(RULE, ALLOWED, of=changes(change(markers=(NAMELESS,))))
    assert said(judged, RULE) == [(commit(), "denied")]
    free = world(RULE, ALLOWED, 'unnamed = "allowed"', of=changes(change(markers=(NAMELESS,))))
    assert free.blocking() == []


def test_a_model_that_is_not_listed_is_named() -> None:
    good = world(RULE, ALLOWED, 'models = ["Claude Opus 4.6"]', of=changes(by_agent()))
    assert good.blocking() == []
    judged = world(RULE, ALLOWED, 'models = ["Claude Opus 4"]', of=changes(by_agent()))
    assert found(judged, RULE).startswith("model Claude Opus 4.6: ")
    silent = changes(change(markers=(replace(TRAILER, model=""),)))
    assert "a model that nobody names" in found(
        world(RULE, ALLOWED, 'models = ["Claude Opus 4.6"]', of=silent), RULE
    )


def test_commits_that_nobody_recorded_are_evidence_that_is_missing() -> None:
    assert said(world(RULE).looked(), RULE) == [(commit(), "missing")]
