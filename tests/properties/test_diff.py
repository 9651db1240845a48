"""A comparison finds nothing where nothing is, and the same from either side."""

from itertools import combinations
from random import Random

import pytest

from pbom.codec.cyclonedx.document import VERSIONS, write_document
from pbom.codec.cyclonedx.reading import read_side
from pbom.model.difference import KINDS, RANGE, Change, Delta, Fact, Side, Thing
from pbom.model.digest import Digest
from pbom.stages.diff import diff
from tests.codec.cyclonedx.test_document import WORLDS

SIDES = {name: read_side(write_document(world.pbom, "1.7"), name) for name, world in WORLDS.items()}
MIRROR: dict[Change, Change] = {"added": "removed", "removed": "added", "changed": "changed"}


def told(delta: Delta, *, mirrored: bool = False) -> list[tuple[object, ...]]:
    """The differences without what depends on the direction."""
    found: list[tuple[object, ...]] = []
    for item in delta.differences:
        change, old, new = item.change, item.old, item.new
        if mirrored:
            change, old, new = MIRROR[change], new, old
        sides = [(side.name, side.facts) if side else () for side in (old, new)]
        found.append((item.kind, change, item.subject, *sides))
    return sorted(found, key=repr)


@pytest.mark.parametrize("name", SIDES)
def test_nothing_differs_from_itself(name: str) -> None:
    delta = diff(SIDES[name], SIDES[name])
    assert delta.differences == ()


@pytest.mark.parametrize("name", SIDES)
def test_both_versions_of_the_format_say_the_same(name: str) -> None:
    one, other = (
        read_side(write_document(WORLDS[name].pbom, version), name) for version in VERSIONS.values()
    )
    assert diff(one, other).differences == ()


@pytest.mark.parametrize(("one", "other"), list(combinations(SIDES, 2)))
def test_the_way_back_mirrors_the_way_there(one: str, other: str) -> None:
    there, back = diff(SIDES[one], SIDES[other]), diff(SIDES[other], SIDES[one])
    assert told(there) == told(back, mirrored=True)


def made_up(chance: Random) -> Side:
    """A side of things that often have the same name, family, scope or facts as others."""
    things = [
        Thing(
            kind=chance.choice(KINDS),
            name=f"{family}@{chance.randrange(3)}",
            family=family,
            scope=chance.choice(("", RANGE)),
            facts=tuple(
                sorted({Fact(chance.choice("ab"), str(chance.randrange(2))) for _ in range(2)})
            ),
        )
        for family in chance.choices("xyz", k=chance.randrange(30))
    ]
    digest = Digest("sha256", "0" * 64)
    return Side(title="?", digest=digest, plain=False, things=tuple(things))


@pytest.mark.parametrize("seed", range(200))
def test_whatever_the_things_are(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - to be the same again
    one, other = made_up(chance), made_up(chance)
    assert told(diff(one, other)) == told(diff(other, one), mirrored=True)
    shuffled = chance.sample(one.things, len(one.things))
    twice = Side(title="!", digest=one.digest, plain=False, things=(*shuffled, *one.things))
    assert diff(one, twice).differences == ()
    kept = {(item.kind, item.name, item.facts) for item in one.things}
    come = {(item.kind, item.name, item.facts) for item in other.things}
    assert bool(diff(one, other).differences) == (kept != come)
