"""Attestations to PBOM: which stand behind an artifact."""

from datetime import timedelta
from itertools import permutations

from msgspec.structs import replace

from pbom.model.evidence import Material
from pbom.stages.assemble import assemble, behind
from tests.simulator import NOON, SHIPPED, World, file, honest


def names(world: World) -> list[str]:
    """Run and step of everything behind the artifact."""
    chosen = behind(world.released, world.authentic, world.policy.layout)
    return [f"{item.statement.run}: {item.statement.step}" for item in chosen]


def another_run(run: str, *, later: timedelta) -> World:
    """The same pipeline once more, with equal products."""
    first = honest()
    again = (replace(take, run=run, started=take.started + later) for take in first.takes)
    return first.add(*again)


def test_a_pbom_has_no_order_of_arrival_and_nothing_twice() -> None:
    world = honest().again("test")
    arrivals = permutations((*world.authentic, world.authentic[0]))
    assert {assemble(world.released * 2, arrival) for arrival in arrivals} == {world.pbom}


def test_the_whole_run_that_made_the_artifact_stands_behind_it() -> None:
    assert names(honest()) == ["run-1: test", "run-1: build"]


def test_other_runs_do_not() -> None:
    other = replace(honest().take("build"), run="run-9", products=(file("other", "x"),))
    assert names(honest().add(other)) == ["run-1: test", "run-1: build"]


def test_of_runs_that_made_equal_bytes_the_latest_stands_behind_them() -> None:
    world = another_run("run-2", later=timedelta(hours=1))
    assert names(world) == ["run-2: test", "run-2: build"]


def test_a_run_with_more_of_the_policy_s_steps_goes_before_a_later_one() -> None:
    rebuilt = replace(honest().take("build"), run="run-2", started=NOON + timedelta(minutes=30))
    assert names(honest().add(rebuilt)) == ["run-1: test", "run-1: build"]


def test_where_no_single_run_made_all_of_them_every_part_is_taken() -> None:
    second = file("second.bin", "the second")
    elsewhere = replace(honest().take("build"), run="run-2", products=(second,), materials=())
    world = replace(honest().add(elsewhere), released=(SHIPPED, second))
    assert sorted(names(world)) == ["run-1: build", "run-1: test", "run-2: build"]


def test_a_run_whose_product_was_found_by_one_of_these_is_taken_too() -> None:
    second = file("second.bin", "the second")
    library = file("lib.a", "a library")
    made = replace(honest().take("build"), run="run-0", products=(library,), materials=())
    used = replace(
        honest().take("build"),
        run="run-2",
        products=(second,),
        materials=(Material(artifact=library, state="untracked"),),
    )
    world = replace(honest().add(made, used), released=(SHIPPED, second))
    assert "run-0: build" in names(world)
    assert "run-0: build" not in names(replace(world, released=(SHIPPED,)))


def test_behind_an_artifact_that_nobody_made_stands_nothing() -> None:
    world = replace(honest(), released=(file("stranger", "x"),))
    assert names(world) == []
