"""The layout: which steps must have happened, and whose word counts for each."""

from msgspec import Struct

from pbom.model.attestation import SourceAttestation, StepAttestation
from pbom.model.change import Basis
from pbom.model.pattern import Patterns


class Step(Struct, frozen=True, kw_only=True):
    """What a policy demands of one step.

    Attributes:
        name: The step's name.
        functionaries: Names of those who may sign it; at least one.
        threshold: How many distinct keys must agree; at least 1.
        command: The expected argv; ``None`` where any command will do.
        materials: Names of files that may come from outside the commit and earlier steps.

    Raises:
        ValueError: Nobody may sign, or the threshold can never or always be met.
    """

    name: str
    functionaries: frozenset[str]
    threshold: int = 1
    command: tuple[str, ...] | None = None
    materials: Patterns = Patterns()

    def __post_init__(self) -> None:
        if not self.functionaries:
            raise ValueError(f"step {self.name!r} has no functionaries, so anybody could sign it")
        if not 1 <= self.threshold <= len(self.functionaries):
            raise ValueError(
                f"step {self.name!r} cannot need {self.threshold} of "
                f"{len(self.functionaries)} functionaries"
            )

    def accepts(self, attestation: StepAttestation) -> bool:
        """Whether the attestation is of this step and by somebody who may sign it."""
        return (
            attestation.statement.step == self.name
            and attestation.functionary.name in self.functionaries
        )


FOUND: frozenset[Basis] = frozenset({"shipped", "tag", "root"})
"""Beginnings of a range that nobody could choose: those that the recorder finds by itself."""


class SourceDemand(Struct, frozen=True):
    """What a policy demands of the record of the commits.

    Attributes:
        functionaries: Names of those who may sign it; none for all who may sign a step.
        bases: How the beginning of its range may have been found.

    Raises:
        ValueError: No beginning would be right.
    """

    functionaries: frozenset[str] = frozenset()
    bases: frozenset[Basis] = FOUND

    def __post_init__(self) -> None:
        if not self.bases:
            raise ValueError("no beginning of a range would be right")


class Layout(Struct, frozen=True):
    """Every step that must stand behind a release.

    Attributes:
        steps: The steps.
        toolchains: Digests of the manifests of toolchains that steps may use.
        source: Whose word counts for the commits behind the release.

    Raises:
        ValueError: There is none, or two have one name.
    """

    steps: tuple[Step, ...]
    toolchains: frozenset[str] = frozenset()
    source: SourceDemand = SourceDemand()

    def __post_init__(self) -> None:
        names = [step.name for step in self.steps]
        if not names:
            raise ValueError("a layout needs at least one step")
        if len(set(names)) != len(names):
            raise ValueError("every step of a layout has its own name")

    def step(self, name: str) -> Step | None:
        """The step of that name, if the layout has it."""
        return next((step for step in self.steps if step.name == name), None)

    @property
    def recorders(self) -> frozenset[str]:
        """Names of those who may say what the commits are."""
        everybody = frozenset[str]().union(*(step.functionaries for step in self.steps))
        return self.source.functionaries or everybody

    def believes(self, attestation: SourceAttestation) -> bool:
        """Whether the record of commits is by somebody who may sign it."""
        return attestation.functionary.name in self.recorders
