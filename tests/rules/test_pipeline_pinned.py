"""``pipeline-pinned``: what the pipeline itself runs on is named by its content."""

from msgspec.structs import replace

from tests.rules.locked import CHECKOUT, broken, running, said, world

RULE = "pipeline-pinned"
FLOATING = (running(replace(CHECKOUT, integrity=())),)


def test_a_pipeline_whose_parts_are_pinned_ships() -> None:
    assert world(RULE).blocking() == []
    assert world(RULE, locks=(running(),)).blocking() == []


def test_a_tag_can_be_moved() -> None:
    [(subject, found, cause)] = said(world(RULE, locks=FLOATING), RULE)
    assert (subject, cause) == ("actions/checkout", "denied")
    assert found == "action named by v4 (uv.lock $.jobs.a.steps[0])"


def test_the_policy_may_let_names_float_and_their_neighbours_not() -> None:
    for name in ("actions/checkout", "actions/*"):
        assert world(RULE, f'allowed = ["{name}"]', locks=FLOATING).blocking() == []
    for name in ("actions", "*", "actions/check", "action./checkout"):
        assert len(world(RULE, f'allowed = ["{name}"]', locks=FLOATING).blocking()) == 1


def test_what_was_not_read_is_evidence_that_is_missing() -> None:
    assert [cause for *_, cause in said(world(RULE, locks=()), RULE)] == ["missing"]
    assert [cause for *_, cause in said(world(RULE, locks=(broken(),)), RULE)] == ["missing"]
