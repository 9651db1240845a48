"""Lineage: both ways, joined by digest, and with a gap wherever a link is missing."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pbom.model.evidence import Material
from pbom.model.lineage import Graph
from pbom.model.mention import Name
from pbom.stages import sketch
from tests.edits import Edit
from tests.lineages import Story, gaps, name_of, told, whole
from tests.looks import BY_SOMEBODY, Look, id_of
from tests.simulator import REPORT, SHIPPED, WHEEL, World, honest, watched
from tests.takes import NOON, ONE, Take, commit, file

ASKED = name_of(SHIPPED)
BUILD, TEST = "step build in run run-1", "step test in run run-1"
SHOP = f"dist/shop.bin sha256:{ASKED.value[7:19]}"
COMMIT = ONE.commit[:12]


def title(graph: Graph, name: Name) -> str:
    return next(node.title for node in graph.nodes if node.id == sketch.key_of(name))


def test_a_whole_chain_is_told_both_ways_and_has_no_gap() -> None:
    graph = whole().trace()
    report = title(graph, name_of(REPORT))
    assert title(graph, ASKED) == SHOP
    assert told(graph) >= {
        (f"step {TEST}", "made", f"artifact {report}"),
        (f"artifact {report}", "found by", f"step {BUILD}"),
        (f"step {BUILD}", "made", f"artifact {SHOP}"),
        (f"commit {COMMIT}", "built from", f"step {BUILD}"),
        (f"commit {COMMIT}", "built from", f"step {TEST}"),
        (f"commit {id_of('base')[:12]}", "was shipped before", f"commit {COMMIT}"),
        (f"artifact {SHOP}", "is in", "release PBOM"),
        (f"artifact {SHOP}", "was judged", "verdict verdict PASSED"),
        ("verdict verdict PASSED", "let it pass", "deployment deployment to production"),
        ("deployment deployment to production", "to", "environment production"),
    }
    assert gaps(graph) == []
    assert {node.standing for node in graph.nodes} <= {"verified", ""}


@pytest.mark.parametrize(
    "name",
    [
        Name("commit", ONE.commit),
        Name("commit", BY_SOMEBODY.commit.id),
        Name("commit", id_of("base")),
        Name("agent", "claude-code"),
        Name("environment", "production"),
        name_of(REPORT),
    ],
    ids=["head", "listed", "base", "agent", "environment", "report"],
)
def test_from_every_end_the_chain_leads_through_the_build(name: Name) -> None:
    graph = whole().trace(name)
    assert ("step " + BUILD) in {end for edge in told(graph) for end in (edge[0], edge[2])}
    assert "deployment" in {node.kind for node in graph.nodes}


def test_a_package_leads_to_the_commit_that_brought_it() -> None:
    package = Name("package", "pkg:npm/expresss@1.0.0")
    graph = whole().trace(package)
    assert (f"commit {COMMIT}", "brought", f"package {package.value}") in told(graph)
    assert ("before", "missing", "pkg:npm/other@1") in gaps(
        whole().trace(Name("package", "pkg:npm/other@1"))
    )


def test_a_key_leads_to_all_that_it_is_said_to_have_signed() -> None:
    from tests.signatures import hand  # noqa: PLC0415

    graph = whole().trace(Name("key", hand("tester").public_key.id))
    words = {edge[1:] for edge in told(graph) if edge[1] == "is said to have signed"}
    assert words == {("is said to have signed", f"step {TEST}")}
    assert "deployment" in {node.kind for node in graph.nodes}


# A link that is missing is a gap at its place.

MISSING: dict[str, tuple[Story, tuple[str, str, str]]] = {
    "the build": (
        Story.of(watched().forget("build")),
        ("before", "missing", f"shop.bin sha256:{ASKED.value[7:19]}"),
    ),
    "the test": (Story.of(watched().forget("test")), ("before", "missing", BUILD)),
    "the look at the commits": (Story.of(honest()), ("before", "missing", COMMIT)),
    "the commit": (
        Story.of(watched().on_commit("build", None)),
        ("before", "missing", BUILD),
    ),
    "the PBOM": (Story.of(watched().forget("release")), ("after", "missing", SHOP)),
    "the verdict": (whole().but(judged=False), ("after", "missing", SHOP)),
    "the verdict that it names": (
        whole().but(judged=False),
        ("before", "missing", "deployment to production"),
    ),
    "the name of the verdict": (
        whole().but(named=False),
        ("before", "missing", "deployment to production"),
    ),
    "a yes": (
        Story.of(watched().fails("build")),
        ("after", "missing", SHOP),
    ),
}


@pytest.mark.parametrize(("story", "gap"), MISSING.values(), ids=list(MISSING))
def test_what_is_missing_is_a_gap_at_its_place(story: Story, gap: tuple[str, str, str]) -> None:
    names = (ASKED, Name("environment", "production"))
    assert gap in [found for name in names for found in gaps(story.trace(name))]
    assert gap not in [found for name in names for found in gaps(whole().trace(name))]


def test_what_is_not_deployed_ends_there_and_is_no_gap() -> None:
    graph = whole().but(went=()).trace()
    assert gaps(graph) == []
    assert [item.text for item in graph.breaks if item.cause == "open"] == [
        "no deployment of it is recorded: where it runs cannot be told"
    ]


# What is not believed never makes a chain whole.

DOUBTED: dict[str, tuple[Story, str]] = {
    "a stranger signed the build": (Story.of(watched().sign_by("build", "eve")), BUILD),
    "the tester signed the build": (Story.of(watched().sign_by("build", "tester")), BUILD),
    "a stranger looked at the commits": (
        Story.of(honest().looked(Look(signer="eve"))),
        COMMIT,
    ),
    "a stranger judged it": (whole().but(judge="eve"), "verdict PASSED"),
    "a stranger deployed it": (whole().but(judge="eve"), "deployment to production"),
}


@pytest.mark.parametrize(("story", "place"), DOUBTED.values(), ids=list(DOUBTED))
def test_what_is_not_believed_is_said_at_its_place(story: Story, place: str) -> None:
    graph = story.trace()
    doubted = {node.title for node in graph.nodes if node.standing == "unverified"}
    assert place in doubted
    assert "invalid" in {cause for _, cause, _ in gaps(graph)}


def test_without_a_policy_nothing_is_verified_and_only_the_banner_complains() -> None:
    graph = whole().but(checked=False).trace()
    assert gaps(graph) == []
    assert not graph.verified
    assert {node.standing for node in graph.nodes} == {"unverified", ""}


def test_a_planted_maker_closes_no_gap() -> None:
    evil = Take(
        step="test",
        signer="eve",
        argv=("true",),
        products=(REPORT,),
        started=NOON - timedelta(hours=1),
    )
    world = watched().forget("test").plant((evil.bundle,))
    found = gaps(Story.of(world).trace())
    assert ("before", "invalid", TEST) in found


def test_a_bundle_whose_objects_are_lost_is_a_gap_and_no_shorter_chain() -> None:
    many = tuple(file(f"lib/{number}.so", str(number)) for number in range(1100))
    world = watched()
    world = world.change("build", lambda take: replace(take, products=(WHEEL, *many)))
    assert gaps(Story.of(world).trace(ASKED)) == []
    lost = Story.of(world.forget("bodies").looked())
    assert ("before", "missing", f"shop.bin sha256:{ASKED.value[7:19]}") in gaps(lost.trace(ASKED))
    (census,) = (heap.census() for heap in lost.heaps())
    assert (census.troubled, "is not there" in census.problems[0][1]) == (1, True)


def test_a_look_whose_object_is_lost_ends_the_chain_where_it_stands() -> None:
    found = gaps(Story.of(watched().forget("bodies")).trace())
    assert ("before", "invalid", "a statement that cannot be read") in found


def test_tampered_evidence_is_said_to_be_that() -> None:
    edit: Edit = lambda data: data.replace(b'"sig":"M', b'"sig":"N', 1)  # noqa: E731
    world = watched().tamper("build", edit)
    assert world.take("build").bundle != watched().take("build").bundle
    assert "invalid" in {cause for _, cause, _ in gaps(Story.of(world).trace())}


# Joined by digest.


def downstream() -> World:
    """Another repository's pipeline, which ships what the first one made."""
    image = file("image.tar", "an image of the shop")
    pack = Take(
        step="pack",
        signer="builder",
        argv=("pack",),
        products=(image,),
        materials=(Material(artifact=replace(WHEEL, name="in/shop.bin"), state="untracked"),),
        source=commit("of another repository", "https://git.example/images.git"),
        source_after=commit("of another repository", "https://git.example/images.git"),
        run="run-9",
        started=NOON + timedelta(hours=2),
    )
    return replace(honest(), takes=(pack,), released=(image,), asked=(image,)).looked(
        Look(run="run-9").of(commit("of another repository"))
    )


def test_two_pipelines_are_one_chain_where_a_file_of_one_is_a_material_of_the_other() -> None:
    image = name_of(downstream().asked[0])
    both = Story.of(watched(), downstream()).trace(image)
    assert (f"step {BUILD}", "made", f"artifact in/{SHOP[5:]}") in told(both)
    assert f"commit {COMMIT}" in {edge[0] for edge in told(both)}
    alone = Story.of(downstream()).but(judged=False, went=()).trace(image)
    assert ("before", "missing", "step pack in run run-9") in gaps(alone)
    onward = Story.of(watched(), downstream()).trace(Name("commit", ONE.commit))
    assert sketch.key_of(image) in {node.id for node in onward.nodes}


def test_what_is_made_again_later_is_no_origin() -> None:
    late = watched().at_time("test", NOON + timedelta(days=1))
    assert ("before", "missing", BUILD) in gaps(Story.of(late).trace())


def test_a_step_that_finds_what_it_makes_is_no_circle_to_be_lost_in() -> None:
    world = watched().add_material("build", WHEEL, "untracked")
    found = gaps(Story.of(world).trace())
    assert ("before", "missing", BUILD) in found


def test_more_than_can_be_followed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sketch, "MAX_NODES", 3)
    assert "limit" in {cause for _, cause, _ in gaps(whole().trace())}


def test_equal_evidence_in_another_order_gives_the_same_chain() -> None:
    world = watched()
    turned = replace(world, takes=tuple(reversed(world.takes)))
    one, other = Story.of(world).trace(), Story.of(turned).trace()
    assert told(one) == told(other)
    assert gaps(one) == gaps(other)


def test_of_a_step_that_the_policy_does_not_name_any_functionary_may_speak() -> None:
    both = Story.of(watched(), downstream()).trace(name_of(downstream().asked[0]))
    (pack,) = (node for node in both.nodes if node.title.startswith("step pack"))
    assert pack.standing == "verified"
