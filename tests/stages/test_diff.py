"""Two releases of a simulated pipeline: every difference is found, and none is invented."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from pbom.codec.cyclonedx.document import write_document
from pbom.codec.cyclonedx.reading import read_side
from pbom.model.change import Change, Range
from pbom.model.difference import Delta, Difference, Side
from pbom.model.evidence import Gap, Source
from pbom.model.inventory import Inventory
from pbom.stages.diff import diff
from tests.inventories import inventory, locked
from tests.looks import BY_AGENT, BY_SOMEBODY, CHANGES, Look, header, id_of
from tests.simulator import Take, World, honest
from tests.takes import NOON, ONE, commit, file

TEMPORARY = "/tmp"  # noqa: S108 - a word of a command, and no file
Edit = Callable[[Take], Take]


def side(world: World, title: str = "world") -> Side:
    return read_side(write_document(world.pbom, "1.7"), title)


def between(one: World, other: World) -> Delta:
    return diff(side(one, "old"), side(other, "new"))


def said(delta: Delta) -> set[tuple[str, str, str]]:
    return {(item.kind, item.change, item.subject) for item in delta.differences}


def only(delta: Delta) -> Difference:
    (item,) = delta.differences
    return item


def reasons(item: Difference) -> list[str]:
    return [reason.text for reason in item.reasons]


def building(edit: Edit) -> World:
    """The honest world with another build."""
    return honest().change("build", edit)


def test_times_runs_and_order_are_no_difference() -> None:
    later = honest()
    for step in ("build", "test"):
        later = later.at_time(step, NOON + timedelta(days=3)).other_run(step, "run-77")
    assert between(honest(), later).differences == ()


def test_a_repeated_attempt_is_no_difference() -> None:
    assert between(honest(), honest().again("build")).differences == ()


def compiling(name: str) -> World:
    return building(lambda take: replace(take, argv=("cc", f"{TEMPORARY}/{name}")))


def test_names_of_temporary_files_are_no_difference_and_other_names_are() -> None:
    one = compiling("tmpa1b2c3d4/x.c")
    assert between(one, compiling("tmpe5f6a7b8/x.c")).differences == ()
    for other in ("tmpe5f6a7b8/y.c", "mine/x.c"):
        assert said(between(one, compiling(other))) == {("commands", "changed", "step build")}


@pytest.mark.parametrize(
    ("edit", "fact", "reason"),
    [
        (lambda take: replace(take, argv=("make", "-k")), "argv", "another argv"),
        (lambda take: replace(take, exit_code=3), "exit code", "it failed"),
    ],
)
def test_what_ran(edit: Edit, fact: str, reason: str) -> None:
    item = only(between(honest(), building(edit)))
    assert (item.kind, item.change, item.subject) == ("commands", "changed", "step build")
    assert [change.name for change in item.facts] == [fact]
    assert reason in reasons(item)


def test_a_step_that_is_gone() -> None:
    found = said(between(honest(), honest().never_ran("test")))
    assert ("commands", "removed", "step test") in found
    assert ("builder", "removed", "builder of step test") in found
    assert not [item for item in found if "build" in item[2].split()[-1]]


def test_another_key_of_the_same_name() -> None:
    item = only(between(honest(), honest().sign_by("test", "builder")))
    assert (item.kind, item.subject) == ("builder", "builder of step test")
    assert "another key signs the step" in reasons(item)


def test_a_file_that_nobody_explains() -> None:
    world = honest().add_material("build", file("junk", "x"), "untracked")
    item = only(between(honest(), world))
    assert (item.kind, item.change, item.subject) == (
        "materials",
        "added",
        "junk (found by step build)",
    )


def test_an_explanation_that_is_lost() -> None:
    gap = Gap(kind="unreadable", detail="secret/", count=2)
    item = only(between(honest(), building(lambda take: replace(take, gaps=(gap,)))))
    assert (item.kind, item.change) == ("coverage", "added")
    assert item.weight > only(between(building(lambda t: replace(t, gaps=(gap,))), honest())).weight


def with_inventory(found: Inventory) -> World:
    return honest().change("build", lambda take: replace(take, inventory=found))


def test_the_same_image_with_other_content() -> None:
    lines = "FROM python:3.12@sha256:{}\n"
    one, other = (
        with_inventory(Inventory(locks=(locked("Dockerfile", lines.format(digit * 64)),)))
        for digit in "ab"
    )
    item = only(between(one, other))
    assert (item.kind, item.change) == ("pipeline", "changed")
    assert "the same name and version with other content" in reasons(item)
    assert item.weight >= 100


def test_an_image_that_is_not_pinned_any_more() -> None:
    pinned, loose = (
        with_inventory(Inventory(locks=(locked("Dockerfile", f"FROM python:3.12{tail}\n"),)))
        for tail in ("@sha256:" + "a" * 64, "")
    )
    item = only(between(pinned, loose))
    assert "it was pinned to its content and is not any more" in reasons(item)
    assert "it was pinned to its content and is not any more" not in reasons(
        only(between(loose, pinned))
    )


LOCK = '{{"lockfileVersion": 3, "packages": {{"node_modules/a": {{"version": "{}"{}}}}}}}'
HASH = ', "integrity": "sha512-{}=="'


def npm(version: str, tail: str = "") -> World:
    text = LOCK.format(version, tail)
    return with_inventory(Inventory(locks=(locked("package-lock.json", text),)))


def test_a_package_at_another_version_is_one_difference() -> None:
    tail = HASH.format("A" * 86)
    item = only(between(npm("1.0.0", tail), npm("1.0.1", tail)))
    assert (item.kind, item.change, item.subject) == ("dependencies", "changed", "pkg:npm/a")
    assert ("version", ("1.0.0",), ("1.0.1",)) in item.facts


def test_a_package_with_other_content_weighs_most() -> None:
    item = only(between(npm("1.0.0", HASH.format("A" * 86)), npm("1.0.0", HASH.format("B" * 86))))
    assert item.subject == "pkg:npm/a@1.0.0"
    assert reasons(item)[0] == "the same name and version with other content"


def test_a_package_that_lost_its_digest() -> None:
    item = only(between(npm("1.0.0", HASH.format("A" * 86)), npm("1.0.0")))
    assert "no digest says any more what it is" in reasons(item)
    back = only(between(npm("1.0.0"), npm("1.0.0", HASH.format("A" * 86))))
    assert "no digest says any more what it is" not in reasons(back)


def test_a_package_that_began_to_execute_something() -> None:
    item = only(between(npm("1.0.0"), npm("1.0.0", ', "hasInstallScript": true')))
    assert "it executes something when it is installed" in reasons(item)


def test_a_whole_inventory_is_new() -> None:
    found = inventory()
    delta = between(with_inventory(Inventory(locks=found.locks[:1])), with_inventory(found))
    added = {item.subject for item in delta.differences if item.change == "added"}
    known = {item.known.purl for item in Inventory(locks=found.locks[:1]).packages}
    assert {item.known.purl for item in found.packages} - known <= added


ZERO = commit("zero")
FIRST, SECOND, THIRD = ZERO.commit, ONE.commit, commit("three").commit


def shipping(source: Source, base: str, *changes: Change) -> World:
    """The honest pipeline on a commit, whose history was looked at from a base on."""
    range_ = Range(basis="tag", base=base, head=source.commit, reason="since v1")
    look = Look(changes=replace(CHANGES, range=range_, changes=changes, introductions=(), gaps=()))
    return honest().on_commit("build", source).on_commit("test", source).looked(look)


def person(uid: str) -> Change:
    return replace(BY_SOMEBODY, commit=header(uid, "base"))


def commits(delta: Delta) -> set[tuple[str, str]]:
    return {
        (item.change, item.subject.removeprefix("commit "))
        for item in delta.differences
        if item.subject.startswith("commit ")
    }


def test_what_was_shipped_before_is_not_gone() -> None:
    one = shipping(ZERO, id_of("base"), person(FIRST), person(id_of("early")))
    other = shipping(ONE, FIRST, BY_AGENT)
    delta = between(one, other)
    assert commits(delta) == {("added", SECOND)}
    assert not [limit for limit in delta.limits if limit.kind == "commits"]
    (item,) = [item for item in delta.differences if item.subject == f"commit {SECOND}"]
    facts = {fact.name: fact.new for fact in item.facts}
    assert (facts["class"], facts["review"]) == (("declared",), ("claimed",))
    assert facts["agent"] == ("claude-code",)
    assert reasons(item)[0] == "its review is claimed, not verified"
    assert ("agents", "added", "agent claude-code") in said(delta)


def test_a_rollback_takes_commits_away_and_brings_none() -> None:
    one = shipping(ONE, FIRST, BY_AGENT)
    other = shipping(ZERO, id_of("base"), person(FIRST), person(id_of("early")))
    delta = between(one, other)
    assert commits(delta) == {("removed", SECOND)}
    assert ("agents", "removed", "agent claude-code") in said(delta)


def test_history_that_was_rewritten() -> None:
    base = id_of("base")
    one = shipping(ZERO, base, person(FIRST), person(id_of("early")))
    other = shipping(ONE, base, BY_AGENT, person(id_of("early")))
    delta = between(one, other)
    assert commits(delta) == {("added", SECOND), ("removed", FIRST)}
    gone = next(item for item in delta.differences if item.change == "removed")
    assert reasons(gone) == ["a commit that was shipped is not behind this release"]


def test_an_agent_of_the_release_before_is_not_gone() -> None:
    by_agent = replace(BY_AGENT, commit=header(FIRST, "base"))
    one = shipping(ZERO, id_of("base"), by_agent)
    delta = between(one, shipping(ONE, FIRST, person(SECOND)))
    assert said(delta) == {
        ("commits", "added", f"commit {SECOND}"),
        ("commits", "changed", "source shop"),
    }


def test_lists_that_begin_apart_are_said_to() -> None:
    one = shipping(ZERO, id_of("base"), person(FIRST))
    other = shipping(ONE, id_of("elsewhere"), BY_AGENT)
    limits = between(one, other).limits
    assert [limit for limit in limits if "begin at different commits" in limit.reason]


def test_a_review_that_came_later_is_a_change() -> None:
    reviewed = replace(BY_AGENT, review=replace(BY_AGENT.review, state="verified"))
    one, other = shipping(ONE, FIRST, BY_AGENT), shipping(ONE, FIRST, reviewed)
    item = only(between(one, other))
    assert (item.kind, item.change) == ("commits", "changed")
    assert ("review", ("claimed",), ("verified",)) in item.facts


def test_commits_that_were_not_looked_at_are_neither_new_nor_gone() -> None:
    delta = between(shipping(ONE, FIRST, BY_AGENT), honest())
    assert delta.differences == ()
    assert ("commits", "the commits were not looked at") in {
        (limit.kind, limit.reason) for limit in delta.limits if limit.side == "NEW"
    }
