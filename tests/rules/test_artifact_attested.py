"""``artifact-attested``: every artifact is a product of a recorded step."""

from msgspec.structs import replace

from tests.simulator import SHIPPED, TRUST, WHEEL, file, honest

RULE = "artifact-attested"


def test_the_honest_world_keeps_it() -> None:
    assert honest().verdict().findings == ()


def test_an_artifact_is_known_by_its_digest_and_not_by_its_name() -> None:
    renamed = replace(SHIPPED, name="shop-1.0.bin")
    assert honest().ask(renamed).said_by(RULE) == []


def test_an_altered_artifact_is_told_from_a_missing_one() -> None:
    altered = file("shop.bin", "the shop, with a back door")
    world = honest().ask(altered)
    (finding,) = world.said_by(RULE)
    assert finding.subject == "shop.bin"
    assert finding.cause == "invalid"
    assert finding.expected == f"{WHEEL.digests}, as step build made dist/shop.bin"
    assert finding.found == str(altered.digests)
    assert finding.evidence == tuple(item.bundle for item in world.pbom.attestations)


def test_an_artifact_that_no_step_made_is_missing_and_the_products_are_named() -> None:
    stranger = file("stranger.bin", "from nowhere")
    (finding,) = honest().ask(stranger).said_by(RULE)
    assert finding.cause == "missing"
    assert finding.expected == f"a step that made {stranger.digests}"
    assert "report.xml (sha256:" in finding.found
    assert "dist/shop.bin (sha256:" in finding.found


def test_of_several_artifacts_each_needs_its_step() -> None:
    world = honest().ask(SHIPPED, file("second.bin", "nobody made it"))
    (finding,) = world.said_by(RULE)
    assert finding.subject == "second.bin"


def test_a_step_by_somebody_who_may_not_sign_it_makes_nothing() -> None:
    world = honest().trusting(TRUST.knowing("mallory")).sign_by("build", "mallory")
    (finding,) = world.said_by(RULE)
    assert finding.cause == "missing"
    assert finding.found == "made by step build, signed by mallory, which the policy does not count"


def test_a_step_without_products_makes_nothing() -> None:
    world = honest().change("build", lambda take: replace(take, products=()))
    world = world.change("test", lambda take: replace(take, products=()))
    (finding,) = world.said_by(RULE)
    assert finding.found == "no product of any step"
