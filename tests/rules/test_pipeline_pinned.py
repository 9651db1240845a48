"""``pipeline-pinned``: what the pipeline itself runs on is named by its content."""

from msgspec.structs import replace

from pbom.model.dependency import Integrity
from pbom.model.inventory import Inventory
from pbom.model.resolution import Resolution
from tests.rules.locked import CHECKOUT, HONEST, broken, recorded, running, said, world
from tests.simulator import World, honest

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


def came_to(reason: str) -> World:
    """The pipeline, whose runner had something under the pinned name of its action."""
    found = Resolution(
        kind="action",
        name=CHECKOUT.name,
        version=CHECKOUT.version,
        found="runner",
        integrity=(Integrity(algorithm="gitTree", value="d" * 40, covers="git-tree"),),
        reason=reason,
    )
    inventory: Inventory = replace(recorded(HONEST), resolutions=(found,))
    built = honest().change("build", lambda take: replace(take, inventory=inventory))
    return built.trusting(built.trust.ruling(f"[rules.{RULE}]"))


def test_a_runner_that_had_other_files_than_the_commit_ran_something_else() -> None:
    [(subject, found, cause)] = said(came_to("the mirror's bb has other files"), RULE)
    assert (subject, cause) == ("actions/checkout", "denied")
    assert "but the mirror's bb has other files" in found


def test_a_runner_that_had_the_commit_s_files_ships() -> None:
    assert came_to("").blocking() == []
