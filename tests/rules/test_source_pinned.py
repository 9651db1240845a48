"""``source-pinned``: all steps saw one commit of one repository, and nothing but it."""

import pytest
from msgspec.structs import replace

from pbom.model.evidence import Material, MaterialState
from tests.simulator import TRUST, Demand, Take, World, commit, digest_of, file, honest

RULE = "source-pinned"
URL = "https://git.example/shop.git"


def test_the_honest_world_keeps_it() -> None:
    assert honest().verdict().findings == ()


def test_steps_on_two_commits_do_not_add_up() -> None:
    world = honest().other_commit("test")
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.subject == "all steps"
    assert finding.expected == "one commit of one repository"
    for name, step in (("another", "test"), ("one", "build")):
        assert f"{step}: {commit(name).commit[:12]} of {URL}" in finding.found


def test_the_same_commit_of_another_repository_is_another_source() -> None:
    fork = commit("one", "https://git.example/fork.git")
    world = honest().on_commit("build", fork)
    assert world.blocking() == [(RULE, "denied")]
    assert "fork.git" in world.said_by(RULE)[0].found


def test_a_step_outside_a_repository_is_not_pinned() -> None:
    world = honest().on_commit("build", None)
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert (finding.subject, finding.found) == ("step build", "no git repository")


@pytest.mark.parametrize("state", ["modified", "added", "deleted"])
def test_a_dirty_tree_is_not_the_commit(state: MaterialState) -> None:
    world = honest().add_material("build", file("src/shop.py", "changed"), state)
    (finding,) = world.said_by(RULE)
    assert finding.subject == "step build"
    assert finding.found == f"src/shop.py ({state})"
    assert finding.cause == "denied"


def test_of_much_dirt_three_files_are_named_and_the_rest_counted() -> None:
    world = honest()
    for number in range(5):
        world = world.dirty("build", f"src/{number}.py")
    (finding,) = world.said_by(RULE)
    assert finding.found == (
        "src/0.py (modified), src/1.py (modified), src/2.py (modified) and 2 more"
    )


def changed_by_the_test() -> World:
    """The test rewrites a file of the commit; the build finds it changed."""
    stamp = file("src/stamp.py", "stamped")
    world = honest().change("test", lambda take: replace(take, products=(*take.products, stamp)))
    return world.add_material("build", stamp, "modified")


def test_a_difference_that_an_earlier_step_made_is_not_dirt() -> None:
    assert changed_by_the_test().verdict().findings == ()


def test_a_difference_that_a_later_step_made_is_dirt() -> None:
    world = changed_by_the_test()
    late = world.take("build").started + world.take("build").lasted
    assert [finding.rule for finding in world.at_time("test", late).said_by(RULE)] == [RULE]


def test_what_the_commit_promises_is_not_dirt() -> None:
    def found(content: str) -> World:
        pulled = Material(
            artifact=file("big.bin", content), state="modified", expected=digest_of("the object")
        )
        return honest().change(
            "build", lambda take: replace(take, materials=(*take.materials, pulled))
        )

    assert found("the object").verdict().findings == ()
    assert [finding.found for finding in found("another").said_by(RULE)] == ["big.bin (modified)"]


def test_a_commit_that_moves_inside_a_step_is_named() -> None:
    def moved(take: Take) -> Take:
        return replace(take, source_after=commit("two"))

    world = honest().change("build", moved)
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.found == f"from {commit('one').commit} to {commit('two').commit}"


def test_the_policy_may_name_the_repository() -> None:
    def pinned(url: str) -> World:
        return honest().trusting(TRUST.ruling("[rules.source-pinned]", f'repository = "{url}"'))

    assert pinned(URL).verdict().findings == ()
    world = pinned("https://git.example/other.git")
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.expected == "repository https://git.example/other.git"
    assert finding.found == URL


def test_where_a_repository_is_named_no_repository_will_not_do() -> None:
    only = replace(
        TRUST, demands=(Demand(step="build", functionaries=("builder",), materials=("*.xml",)),)
    ).ruling("[rules.source-pinned]", f'repository = "{URL}"')
    world = honest().trusting(only).never_ran("test").on_commit("build", None)
    assert [finding.found for finding in world.said_by(RULE)] == [
        "no repository",
        "no git repository",
    ]
