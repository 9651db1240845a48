"""Stories: a world that was attacked, and who must notice."""

import pytest

from tests.simulator import World, honest

Story = tuple[World, str, str]
"""The attacked world, the rule that must say no, and the kind of its no."""


def tell(story: Story) -> None:
    """The honest twin ships; the attacked world does not, for the reason that is told."""
    world, rule, cause = story
    twin = honest()
    assert twin.verdict().findings == (), "the honest twin must pass, or this shows nothing"
    verdict = world.verdict()
    assert not verdict.passed
    assert (rule, cause) in world.blocking(), world.blocking()
    finding = next(item for item in verdict.blocking if item.rule == rule)
    assert finding.expected
    assert finding.found
    assert finding.fix


def table(stories: dict[str, Story]) -> pytest.MarkDecorator:
    """The stories as the cases of a test, each under its name."""
    return pytest.mark.parametrize("story", list(stories.values()), ids=list(stories))
