"""``cache-trusted``: only who may sign a step has made what it found of other runs."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pbom.model.inventory import Inventory
from tests.inventories import locked
from tests.rules.traced import clean, said, traced, untraced
from tests.simulator import NOON, Take, World, file
from tests.traces import found

RULE = "cache-trusted"
CACHED = file("cache/lib.o", "cached")


def world(*lines: str, signer: str = "", materials: tuple[str, ...] = ("cache/",)) -> World:
    """The build reads a file of a cache; a step of another run may attest to have made it."""
    read = replace(found(CACHED.name), digests=CACHED.digests)
    made = traced(clean(read), RULE, *lines)
    [demand] = (item for item in made.trust.demands if item.step == "build")
    trust = made.trust.knowing("visitor").demanding(replace(demand, materials=materials))
    made = made.trusting(trust)
    if not signer:
        return made
    take = Take(
        step="fill",
        signer=signer,
        argv=("make", "cache"),
        products=(CACHED,),
        run="other-run",
        started=NOON - timedelta(days=1),
    )
    return made.add(take)


def test_a_cache_of_whoever_may_sign_the_step_ships() -> None:
    assert world(signer="builder").blocking() == []
    assert world('places = ["cache/"]', signer="builder").blocking() == []


@pytest.mark.parametrize("signer", ["visitor", "tester"])
def test_a_cache_of_somebody_else_is_named_even_if_it_is_declared(signer: str) -> None:
    [finding] = world(signer=signer).said_by(RULE)
    assert finding.subject == f"{CACHED.name} in step build"
    assert finding.found == (
        f"made by step fill of run other-run, signed by {signer}, who may not sign step build"
    )


def test_a_cache_that_nobody_attests_is_named_too() -> None:
    """Else hiding who filled it would help."""
    assert said(world(), RULE) == [(f"{CACHED.name} in step build", "denied")]
    assert said(world('places = ["cache/"]'), RULE) == said(world(), RULE)


def test_only_the_places_are_asked_for_that_the_policy_lists() -> None:
    assert world('places = ["other/"]').said_by(RULE) == []
    assert world('places = ["other/"]', signer="visitor").said_by(RULE) == []


def test_the_same_content_in_the_commit_is_no_cache() -> None:
    honest = world(signer="visitor")
    read = replace(found(CACHED.name), digests=CACHED.digests, commit="same")
    honest = honest.change("build", lambda take: replace(take, trace=clean(read)))
    assert honest.said_by(RULE) == []


def test_the_step_that_filled_the_cache_is_in_the_pbom_and_is_no_step_of_it() -> None:
    filled = world(signer="builder")
    assert [item.statement.step for item in filled.pbom.caches] == ["fill"]
    assert {item.statement.step for item in filled.pbom.attestations} == {"test", "build"}
    assert filled.document is not None
    assert b'"name":"fill"' in filled.document


def test_the_packages_of_whoever_filled_the_cache_are_in_the_pbom() -> None:
    """What the cache was made of ships as well, although who made it is no step of the release."""
    of_build, of_cache = (Inventory(locks=(locked(name),)) for name in ("uv.lock", "go.sum"))
    filled = (
        world(signer="builder")
        .change("build", lambda take: replace(take, inventory=of_build))
        .change("fill", lambda take: replace(take, inventory=of_cache))
    )
    assert {lock.file.name for lock in filled.pbom.inventory.locks} == {"go.sum", "uv.lock"}
    assert [item.statement.inventory for item in filled.pbom.caches] == [of_cache]
    alone = world().change("build", lambda take: replace(take, inventory=of_build))
    assert {lock.file.name for lock in alone.pbom.inventory.locks} == {"uv.lock"}


def test_a_step_without_a_trace_is_evidence_that_is_missing() -> None:
    assert said(untraced(traced(clean(), RULE)), RULE) == [("step build", "missing")]
