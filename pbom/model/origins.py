"""Origins: which earlier step made a file that a later one found."""

from collections import defaultdict
from collections.abc import Iterable

from pbom.model.artifact import Artifact
from pbom.model.attestation import StepAttestation
from pbom.model.evidence import Material


class Origins:
    """The products of a set of steps, by name, so that look-ups stay fast for long lists."""

    def __init__(self, attestations: Iterable[StepAttestation]) -> None:
        self._makers: dict[str, list[tuple[Artifact, StepAttestation]]] = defaultdict(list)
        for attestation in attestations:
            for product in attestation.statement.products:
                self._makers[product.name].append((product, attestation))

    def earlier(self, material: Material, step: StepAttestation) -> StepAttestation | None:
        """Another step that had ended before this one began and made this very file.

        Name, content and mode must be the same.
        """
        for product, maker in self._makers.get(material.artifact.name, ()):
            if (
                product.mode == material.artifact.mode
                and product.digests.matches(material.artifact.digests)
                and maker.statement.step != step.statement.step
                and maker.statement.invocation.finished <= step.statement.invocation.started
            ):
                return maker
        return None

    def namesakes(self, name: str) -> tuple[tuple[Artifact, StepAttestation], ...]:
        """Every product of that name, whatever its content, with the step that made it."""
        return tuple(self._makers.get(name, ()))
