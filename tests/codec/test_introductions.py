"""Introductions as JSON: ways are written once for all that came by them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from pbom.codec.fields import Fields
from pbom.codec.introductions import read_introductions, write_introductions
from pbom.codec.strict_json import write_json
from pbom.ecosystems.package_lock import plugin
from pbom.errors import FormatError
from pbom.model.dependency import LockFile
from pbom.model.introduction import LONG, Introduction, LockCommit, LockHistory, Way
from pbom.stages.introduce import introduce
from tests.ecosystems.reading import read
from tests.looks import CHANGES

COMMITS = frozenset(one.commit for one in CHANGES.introductions)


def chain(length: int) -> tuple[Introduction, ...]:
    """What a commit brings whose packages each require the next one."""
    packages: dict[str, object] = {"": {"dependencies": {"p0": "1"}}}
    for number in range(length):
        packages[f"node_modules/p{number}"] = {
            "version": "1.0.0",
            "dependencies": {f"p{number + 1}": "1"} if number + 1 < length else {},
        }
    text = json.dumps({"lockfileVersion": 3, "packages": packages})
    file: LockFile = read(plugin, text)
    head = LockCommit(id="a" * 40, parents=(), locks={"package-lock.json": "b"})
    history = LockHistory(
        commits=(head,), base="", outside=(), whole=True, files={("package-lock.json", "b"): file}
    )
    return introduce(history)


def reread(found: tuple[Introduction, ...]) -> tuple[Introduction, ...]:
    """Introductions, written and read."""
    commits = frozenset(one.commit for one in found)
    return read_introductions(Fields(json.loads(write_json(write_introductions(found)))), commits)


def test_what_is_written_is_read() -> None:
    assert reread(CHANGES.introductions) == CHANGES.introductions
    found = chain(5)
    assert reread(found) == found
    last = found[-1]
    assert last.through == tuple(f"pkg:npm/p{number}@1.0.0" for number in range(4))


def test_a_long_way_costs_what_its_packages_cost() -> None:
    short, long_ = (len(write_json(write_introductions(chain(size)))) for size in (1000, 4000))
    assert long_ < 5 * short
    last = next(one for one in reread(chain(4000)) if one.item.name == "p3999")
    assert (last.through[0], len(last.through)) == ("pkg:npm/p0@1.0.0", LONG)
    assert last.through[-1] == "pkg:npm/p3998@1.0.0"


def test_ways_are_equal_by_what_they_lead_over() -> None:
    one, other = Way("b", Way("a")), Way("b", Way("a"))
    assert one == other
    assert hash(one) == hash(other)
    assert one not in {Way("b"), Way("b", Way("c")), Way("c", Way("a"))}
    assert one != "b"


Spoil = Callable[[dict[str, Any]], object]
REFUSED: dict[str, Spoil] = {
    "a circle": lambda root: root["ways"].update({"pkg:npm/p0@1.0.0": "pkg:npm/p3@1.0.0"}),
    "itself": lambda root: root["ways"].update({"pkg:npm/p0@1.0.0": "pkg:npm/p0@1.0.0"}),
    "a step of no way": lambda root: root["ways"].update({"pkg:npm/x@1": ""}),
    "a list instead of the last step": lambda root: root["introductions"][2].update(
        through=["pkg:npm/p0@1.0.0"]
    ),
    "ways that are none": lambda root: root.update(ways=[]),
    "a step that is none": lambda root: root["ways"].update({"pkg:npm/p3@1.0.0": 1}),
    "another commit": lambda root: root["introductions"][0].update(commit="c" * 40),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    found = chain(5)
    root = json.loads(write_json(write_introductions(found)))
    assert read_introductions(Fields(root), frozenset({"a" * 40})) == found
    root = json.loads(write_json(write_introductions(found)))
    REFUSED[name](root)
    with pytest.raises(FormatError):
        read_introductions(Fields(root), frozenset({"a" * 40}))


def test_who_came_by_no_way_writes_none() -> None:
    plain = tuple(replace(one, way=None) for one in CHANGES.introductions)
    assert set(write_introductions(plain)) == {"introductions"}
    assert write_introductions(()) == {}
    assert reread(plain) == plain
