"""``artifact-attested``: every artifact is a product of a recorded step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pbom.codec.fields import Fields
from pbom.model.artifact import Artifact
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule


@dataclass(frozen=True, slots=True)
class ArtifactAttested:
    """The digest of each artifact is among the products of a step that succeeded."""

    id: ClassVar[str] = "artifact-attested"
    default: ClassVar[Default] = "deny"
    floor: ClassVar[bool] = True

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "ArtifactAttested":
        """The rule; it has no parameters."""
        del fields, layout
        return cls()

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each artifact that no step made."""
        del at
        for artifact in pbom.artifacts:
            if not any(item.statement.made(artifact.digests) for item in pbom.attestations):
                yield self._finding(artifact, pbom)

    def _finding(self, artifact: Artifact, pbom: Pbom) -> Finding:
        return Finding(
            rule=self.id,
            subject=artifact.name,
            expected=f"a step of the policy with a product {artifact.digests}",
            found=_nearest(artifact, pbom),
            fix="build it under `pbom run`, or check that this is the file that was built",
            cause="missing",
            evidence=tuple(item.bundle for item in pbom.attestations),
        )


def _nearest(artifact: Artifact, pbom: Pbom) -> str:
    for item in pbom.unused:
        if item.statement.made(artifact.digests):
            return (
                f"made by step {item.statement.step}, signed by {item.functionary.name}, "
                "which the policy does not count"
            )
    known = [
        (product.name, f"{product.name} with {next(iter(product.digests))} of step {step.step}")
        for step in (item.statement for item in pbom.attestations)
        for product in step.products
    ]
    namesakes = [text for name, text in known if name.rpartition("/")[2] == artifact.name]
    shown = namesakes or [text for _, text in known]
    if not shown:
        return "no attested product at all"
    return f"only {', '.join(shown[:2])}" + (f" and {len(shown) - 2} more" if shown[2:] else "")


plugin: type[Rule] = ArtifactAttested
