"""``steps-chained``: nothing enters a step from outside (closed world)."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pbom.model.evidence import Gap, Material, MaterialState
from pbom.model.snapshot import IGNORED
from tests.simulator import REPORT, TRUST, Demand, Take, World, digest_of, file, honest

RULE = "steps-chained"


def test_the_honest_world_keeps_it() -> None:
    assert honest().verdict().findings == ()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("untracked", "a file that the commit does not have"),
        ("file", "a file without a commit"),
        ("submodule", "a submodule at another commit than the one recorded"),
        ("lfs", "a large file whose content is not what its pointer says"),
    ],
)
def test_a_material_from_nowhere_is_named(state: MaterialState, words: str) -> None:
    stranger = file("cache/poisoned.o", "from a cache")
    world = honest().add_material("build", stranger, state)
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.subject == "cache/poisoned.o in step build"
    assert finding.found == f"{words}, {stranger.digests}"
    assert "[steps.build]" in finding.fix


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("modified", "a modified file of the commit"),
        ("added", "a file that is staged and not committed"),
    ],
)
def test_a_dirty_file_enters_from_outside_too(state: MaterialState, words: str) -> None:
    world = honest().add_material("build", file("src/shop.py", "changed"), state)
    assert world.blocking() == [("source-pinned", "denied"), (RULE, "denied")]
    assert world.said_by(RULE)[0].found.startswith(words)


def test_a_deleted_file_brings_nothing_in() -> None:
    world = honest().add_material("build", file("src/old.py", "gone"), "deleted")
    assert world.said_by(RULE) == []


def test_a_declared_material_may_enter() -> None:
    def declared(*patterns: str) -> World:
        demand = Demand(
            step="build", functionaries=("builder",), command=("make",), materials=patterns
        )
        world = honest().trusting(TRUST.demanding(demand))
        return world.add_material("build", file("vendor/lib/a.c", "a"), "untracked")

    assert declared("vendor/**").verdict().findings == ()
    assert declared("vendor/**", "!vendor/lib/*.c").blocking() == [(RULE, "denied")]
    assert declared("/lib/**").blocking() == [(RULE, "denied")]


def test_what_is_declared_for_one_step_is_not_for_another() -> None:
    demand = Demand(
        step="test", functionaries=("tester",), command=("make", "test"), materials=("vendor/**",)
    )
    world = honest().trusting(TRUST.demanding(demand))
    stranger = file("vendor/a.c", "a")
    assert world.add_material("test", stranger, "untracked").verdict().findings == ()
    assert world.add_material("build", stranger, "untracked").blocking() == [(RULE, "denied")]


def test_a_product_that_changed_between_two_steps_is_told_with_its_maker() -> None:
    other = file("report.xml", "0 failed, honestly")
    world = honest().swap_product("test", other)
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.subject == "report.xml in step build"
    assert finding.found == (
        f"a file that the commit does not have, {REPORT.digests}; "
        f"step test made {other.digests} there"
    )


def test_a_product_under_another_name_explains_nothing() -> None:
    def elsewhere(take: Take) -> Take:
        return replace(take, products=(replace(REPORT, name="old/report.xml"),))

    assert honest().change("test", elsewhere).blocking() == [(RULE, "denied")]


def test_a_product_with_another_mode_explains_nothing() -> None:
    def executable(take: Take) -> Take:
        return replace(take, products=(replace(REPORT, mode="100755"),))

    assert honest().change("test", executable).blocking() == [(RULE, "denied")]


def test_a_step_does_not_explain_its_own_materials() -> None:
    def makes_it_too(take: Take) -> Take:
        return replace(take, products=(*take.products, REPORT))

    world = honest().change("build", makes_it_too).swap_product("test", file("report.xml", ""))
    assert world.blocking() == [(RULE, "denied")]


def test_a_step_that_had_not_ended_explains_nothing() -> None:
    start = honest().take("build").started
    just = start - honest().take("test").lasted
    assert honest().at_time("test", just).verdict().findings == ()
    late = honest().at_time("test", just + timedelta(milliseconds=1))
    assert late.blocking() == [(RULE, "denied")]


def test_a_step_that_nobody_may_sign_so_explains_nothing() -> None:
    world = honest().trusting(TRUST.knowing("mallory")).sign_by("test", "mallory")
    assert world.blocking() == [("step-signed", "denied"), (RULE, "denied")]


def with_gaps(*gaps: Gap, declared: tuple[str, ...] = ()) -> World:
    """A build whose recorder did not see everything."""
    demand = Demand(step="build", functionaries=("builder",), command=("make",), materials=declared)
    world = honest().trusting(TRUST.demanding(demand))
    return world.change("build", lambda take: replace(take, gaps=gaps))


@pytest.mark.parametrize(
    "kind", ["not-selected", "limit-reached", "unreadable-file", "changed-while-hashed"]
)
def test_a_world_is_not_closed_where_nobody_looked(kind: str) -> None:
    world = with_gaps(Gap(kind=kind, detail="src/secret", count=3))
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.subject == "step build"
    assert finding.found == f"3 not recorded, {kind}: src/secret"


def test_a_gap_behind_which_no_material_can_hide_is_no_finding() -> None:
    assert with_gaps(Gap(kind="output-unreadable", detail="x")).verdict().findings == ()


def test_ignored_files_that_nobody_recorded_come_from_outside() -> None:
    gaps = [Gap(kind=IGNORED, detail=f"cache{number}/", count=2) for number in range(7)]
    world = with_gaps(*gaps)
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.found.startswith("14 ignored files that were there before it: cache0/ (2), ")
    assert finding.found.endswith("cache4/ (2) and 2 more places")
    assert "[steps.build]" in finding.fix


def test_places_of_ignored_files_may_be_declared() -> None:
    venv = Gap(kind=IGNORED, detail=".venv/", count=900)
    env = Gap(kind=IGNORED, detail=".env", count=1)
    assert with_gaps(venv, env, declared=(".venv/", ".env")).verdict().findings == ()
    assert with_gaps(venv, declared=(".venv/**",)).verdict().findings == ()
    (finding,) = with_gaps(venv, env, declared=(".venv/",)).said_by(RULE)
    assert finding.found == "1 ignored files that were there before it: .env (1)"
    assert with_gaps(venv, declared=(".venv2/",)).blocking() == [(RULE, "denied")]


def test_what_the_commit_promises_is_explained() -> None:
    def pulled(content: str) -> World:
        material = Material(
            artifact=file("big.bin", content), state="lfs", expected=digest_of("the object")
        )
        return honest().change(
            "build", lambda take: replace(take, materials=(*take.materials, material))
        )

    assert pulled("the object").verdict().findings == ()
    assert pulled("another").blocking() == [(RULE, "denied")]
