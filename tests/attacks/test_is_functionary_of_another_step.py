"""The attacker holds a key that the policy trusts, for something else."""

from msgspec.structs import replace

from tests.attacks.stories import Story, table, tell
from tests.simulator import Demand, honest

THRESHOLD = Demand(step="build", functionaries=("builder", "tester"), threshold=2)

STORIES: dict[str, Story] = {
    "the tester signs the build": (
        honest().sign_by("build", "tester"),
        "step-signed",
        "denied",
    ),
    "the assembler signs the test": (
        honest().sign_by("test", "releaser"),
        "step-signed",
        "denied",
    ),
    "the builder signs the PBOM": (
        honest().assembled_by("builder"),
        "pbom-signed",
        "denied",
    ),
    "a step that the policy does not know makes the artifact": (
        honest().never_ran("build").add(replace(honest().take("build"), step="sneak")),
        "artifact-attested",
        "missing",
    ),
    "one of two functionaries signs twice": (
        honest().trusting(honest().trust.demanding(THRESHOLD)).again("build"),
        "step-signed",
        "denied",
    ),
    "two functionaries disagree on the product": (
        honest()
        .trusting(honest().trust.demanding(THRESHOLD))
        .again("build", lambda take: replace(take, signer="tester", products=take.products * 0)),
        "step-signed",
        "denied",
    ),
}


@table(STORIES)
def test_functionary_attack(story: Story) -> None:
    tell(story)


def test_two_functionaries_who_agree_meet_the_threshold() -> None:
    world = honest().trusting(honest().trust.demanding(THRESHOLD))
    agreed = world.add(replace(world.take("build"), signer="tester"))
    assert agreed.verdict().findings == ()
