"""``builder-allowed``: the steps ran where the policy wants them to run, as their signers say."""

import json

import pytest

from pbom.errors import PolicyError
from tests.edits import Edit
from tests.rules.changed import said
from tests.simulator import World, honest

RULE = "builder-allowed"
WORKFLOW = "shop/app/.github/workflows/release.yml@refs/heads/main"


def in_service(service: str = "github-actions", workflow: str = WORKFLOW) -> World:
    world = honest()
    for step in ("test", "build"):
        world = world.lie(step, claiming(service, workflow))
    return world


def claiming(service: str, workflow: str) -> Edit:
    """The statement says that it was made there."""

    def edit(data: bytes) -> bytes:
        statement = json.loads(data)
        environment = statement["predicate"]["environment"]
        environment["pbom_builder"] = {
            **environment["pbom_builder"], "service": service, "workflow": workflow,
        }  # fmt: skip
        return json.dumps(statement).encode()

    return edit


def ruled(world: World, *lines: str) -> World:
    return world.trusting(world.trust.ruling(f"[rules.{RULE}]", *lines))


def test_steps_in_a_service_ship() -> None:
    assert ruled(in_service()).blocking() == []
    assert ruled(in_service(), 'services = ["github-actions"]').blocking() == []


def test_a_step_on_somebody_s_machine_does_not() -> None:
    judged = ruled(honest())
    assert said(judged, RULE) == [("step build", "denied"), ("step test", "denied")]
    assert ruled(honest(), 'services = ["local"]').blocking() == []


def test_another_service_is_another() -> None:
    judged = ruled(in_service("gitlab-ci"), 'services = ["github-actions"]')
    assert {item.found for item in judged.said_by(RULE)} == {"gitlab-ci"}


@pytest.mark.parametrize(
    "workflow",
    [
        WORKFLOW.replace("main", "main-2"),
        WORKFLOW.replace("main", "x"),
        WORKFLOW.replace("app", "app-evil"),
        f"x/{WORKFLOW}",
        "",
    ],
)
def test_a_workflow_that_only_looks_like_the_right_one(workflow: str) -> None:
    judged = ruled(in_service(workflow=workflow), f'workflows = ["{WORKFLOW}"]')
    assert len(judged.blocking()) == 2
    assert ruled(in_service(), f'workflows = ["{WORKFLOW}"]').blocking() == []


def test_a_star_stands_for_one_part() -> None:
    star = 'workflows = ["shop/app/.github/workflows/*@refs/heads/main"]'
    assert ruled(in_service(), star).blocking() == []
    deeper = WORKFLOW.replace("release.yml", "x/release.yml@refs/heads/evil")
    assert len(ruled(in_service(workflow=deeper), star).blocking()) == 2
    with pytest.raises(PolicyError, match="which workflow"):
        ruled(in_service(), 'workflows = ["*"]').verdict()


def test_the_system() -> None:
    assert ruled(in_service(), 'systems = ["linux"]').blocking() == []
    assert len(ruled(in_service(), 'systems = ["darwin"]').blocking()) == 2
