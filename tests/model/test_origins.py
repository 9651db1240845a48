"""Origins: which earlier step made a file that a later one found."""

from datetime import timedelta

from msgspec.structs import replace

from pbom.model.evidence import Material
from pbom.model.origins import Origins
from tests.simulator import REPORT, World, file, honest

FOUND = Material(artifact=REPORT, state="untracked")


def maker(world: World, material: Material = FOUND) -> str:
    test, build = sorted(world.authentic, key=lambda item: item.statement.step == "build")
    found = Origins((test, build)).earlier(material, build)
    return found.statement.step if found else ""


def test_the_step_that_made_this_very_file() -> None:
    assert maker(honest()) == "test"


def test_name_content_and_mode_must_be_the_same() -> None:
    for artifact in (
        file("other.xml", "12 passed"),
        file("report.xml", "13 passed"),
        replace(REPORT, mode="100755"),
    ):
        assert maker(honest(), replace(FOUND, artifact=artifact)) == ""


def test_the_step_must_have_ended_before() -> None:
    build = honest().take("build")
    just = build.started - honest().take("test").lasted
    assert maker(honest().at_time("test", just)) == "test"
    assert maker(honest().at_time("test", just + timedelta(microseconds=1))) == "test"
    assert maker(honest().at_time("test", just + timedelta(milliseconds=1))) == ""


def test_a_step_is_not_its_own_origin() -> None:
    world = honest()
    _, build = world.authentic
    own = Material(artifact=build.statement.products[0], state="untracked")
    assert maker(world, own) == ""


def test_namesakes_are_all_products_of_a_name() -> None:
    world = honest().swap_product("test", file("report.xml", "another"))
    origins = Origins(world.authentic)
    assert [step.statement.step for _, step in origins.namesakes("report.xml")] == ["test"]
    assert origins.namesakes("nothing") == ()
