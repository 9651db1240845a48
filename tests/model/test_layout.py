"""Layouts: which steps must have happened, and whose word counts."""

import pytest
from msgspec.structs import replace

from pbom.model.layout import Layout, Step
from tests.simulator import honest

BUILD = Step(name="build", functionaries=frozenset({"a", "b"}))


def test_a_step_without_functionaries_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="no functionaries, so anybody could sign"):
        replace(BUILD, functionaries=frozenset())


@pytest.mark.parametrize("threshold", [0, -1, 3])
def test_a_threshold_that_always_or_never_holds_cannot_be_built(threshold: int) -> None:
    with pytest.raises(ValueError, match=f"cannot need {threshold} of 2"):
        replace(BUILD, threshold=threshold)


def test_a_layout_needs_steps_and_each_has_its_own_name() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        Layout(())
    with pytest.raises(ValueError, match="its own name"):
        Layout((BUILD, BUILD))


def test_a_step_is_found_by_its_whole_name() -> None:
    layout = Layout((BUILD,))
    assert layout.step("build") is BUILD
    assert layout.step("Build") is None
    assert layout.step("buil") is None


def test_a_step_accepts_its_own_attestations_by_its_own_functionaries() -> None:
    test, build = honest().authentic
    step = Step(name="build", functionaries=frozenset({"builder"}))
    assert step.accepts(build)
    assert not step.accepts(test)
    assert not replace(step, functionaries=frozenset({"tester"})).accepts(build)
