"""Configuration: what a project says of its steps."""

from pbom.model.config import Config, StepConfig
from pbom.model.pattern import Patterns


def test_a_step_of_which_nothing_is_said_has_the_defaults() -> None:
    said = StepConfig(outputs=Patterns(("*.whl",)))
    config = Config(steps=(("build", said),))
    assert config.step("build") is said
    assert config.step("test") == StepConfig()
