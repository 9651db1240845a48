"""Configuration: how a project wants its steps recorded."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pbom.model.pattern import Patterns

if TYPE_CHECKING:
    from pbom.model.rule_pack import RulePack  # for few commands, and it is large


@dataclass(frozen=True, slots=True, kw_only=True)
class StepConfig:
    """What to record of one step.

    Attributes:
        outputs: The products; no patterns mean whatever appeared or changed.
        materials: Files to record by digest even where the commit or an ignore rule covers them;
            with ``!`` patterns, files to leave out.
    """

    outputs: Patterns = Patterns()
    materials: Patterns = Patterns()


@dataclass(frozen=True, kw_only=True)
class Config:
    """The content of ``pbom.toml``.

    Attributes:
        steps: By name.
        environment: Names of variables to record beside the built-in ones.
        markers: Rules of AI markers beside the built-in ones.
    """

    steps: tuple[tuple[str, StepConfig], ...] = ()
    environment: tuple[str, ...] = ()
    markers: "RulePack | None" = None

    def step(self, name: str) -> StepConfig:
        """What to record of a step; the defaults where nothing is said."""
        return dict(self.steps).get(name, StepConfig())
