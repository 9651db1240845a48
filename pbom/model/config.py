"""Configuration: how a project wants its steps recorded."""

from dataclasses import dataclass
from typing import Literal

from pbom.model.pattern import Patterns

TraceMode = Literal["off", "files", "network", "all", "auto"]
"""What to watch while a step runs; ``auto`` is everything, where that is possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepConfig:
    """What to record of one step.

    Attributes:
        outputs: The products; no patterns mean whatever appeared or changed.
        materials: Files to record by digest even where the commit or an ignore rule covers them;
            with ``!`` patterns, files to leave out.
        trace: Whether its processes are watched.
    """

    outputs: Patterns = Patterns()
    materials: Patterns = Patterns()
    trace: TraceMode = "off"


@dataclass(frozen=True, kw_only=True)
class Config:
    """The content of ``pbom.toml``.

    Attributes:
        steps: By name.
        environment: Names of variables to record beside the built-in ones.
        toolchains: Names of the manifests of declared toolchains, relative to the workspace.
    """

    steps: tuple[tuple[str, StepConfig], ...] = ()
    environment: tuple[str, ...] = ()
    toolchains: tuple[str, ...] = ()

    def step(self, name: str) -> StepConfig:
        """What to record of a step; the defaults where nothing is said."""
        return dict(self.steps).get(name, StepConfig())
