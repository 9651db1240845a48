"""``command-expected``: each step ran the command that the policy expects, and it succeeded."""

import pytest

from tests.simulator import TRUST, Demand, honest

RULE = "command-expected"


def test_the_honest_world_keeps_it() -> None:
    assert honest().verdict().findings == ()


@pytest.mark.parametrize("code", [1, 2, 130, -1])
def test_a_step_that_failed_does_not_count(code: int) -> None:
    world = honest().fails("test", code)
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.subject == "step test"
    assert finding.expected == "exit code 0"
    assert finding.found == f"exit code {code}"


@pytest.mark.parametrize(
    ("argv", "found"),
    [
        (("make", "test", "-k"), "make test -k"),
        (("make",), "make"),
        (("make test",), "'make test'"),
        (("true",), "true"),
        ((), "several commands (a session)"),
    ],
    ids=["one word more", "one word less", "one word for two", "another", "a session"],
)
def test_the_command_is_compared_word_for_word(argv: tuple[str, ...], found: str) -> None:
    world = honest().other_command("test", *argv)
    assert world.blocking() == [(RULE, "denied")]
    (finding,) = world.said_by(RULE)
    assert finding.expected == "make test"
    assert finding.found == found
    assert "[steps.test]" in finding.fix


def test_a_step_that_failed_and_ran_something_else_is_told_both() -> None:
    world = honest().other_command("build", "make", "evil").fails("build", 2)
    assert [finding.found for finding in world.said_by(RULE)] == ["exit code 2", "make evil"]


def test_any_command_will_do_where_the_policy_names_none() -> None:
    free = TRUST.demanding(Demand(step="build", functionaries=("builder",)))
    assert honest().trusting(free).other_command("build", "ninja").verdict().findings == ()


def test_a_policy_may_expect_a_session() -> None:
    session = TRUST.demanding(Demand(step="build", functionaries=("builder",), command=()))
    assert honest().trusting(session).other_command("build").verdict().findings == ()
    assert honest().trusting(session).blocking() == [(RULE, "denied")]
