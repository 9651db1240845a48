"""PBOMs: a view of attestations, in one order."""

from itertools import permutations

from pbom.model.pbom import in_order
from tests.simulator import honest


def test_attestations_are_shown_oldest_first_whatever_the_order_of_arrival() -> None:
    three = honest().again("build").authentic
    assert len(three) == 3
    expected = in_order(three)
    assert [item.statement.step for item in expected] == ["test", "build", "build"]
    assert {in_order(arrival) for arrival in permutations(three)} == {expected}


def test_each_bundle_is_there_once() -> None:
    both = honest().authentic
    assert in_order((*both, *both)) == in_order(both)


def test_the_attestations_of_one_step() -> None:
    pbom = honest().pbom
    assert [item.statement.step for item in pbom.of_step("build")] == ["build"]
    assert pbom.of_step("Build") == ()
