"""``no-agent-in-build``: no AI agent ran inside a step, or ran it."""

from tests.rules.traced import clean, said, traced, untraced, with_agent

RULE = "no-agent-in-build"


def test_a_step_without_agents_ships() -> None:
    assert traced(clean(), RULE).blocking() == []


def test_an_agent_is_named() -> None:
    [finding] = with_agent(traced(clean(), RULE), "claude-code").said_by(RULE)
    assert (finding.cause, finding.found) == (
        "denied",
        "claude-code: traced process claude-code",
    )


def test_an_agent_that_is_allowed_may_run() -> None:
    world = traced(clean(), RULE, 'allowed = ["claude-code"]')
    assert with_agent(world, "claude-code").blocking() == []
    assert said(with_agent(world, "aider"), RULE) == [("step build", "denied")]


def test_a_step_without_a_trace_is_evidence_that_is_missing() -> None:
    assert said(untraced(traced(clean(), RULE)), RULE) == [("step build", "missing")]
