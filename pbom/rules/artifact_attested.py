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
        namesakes = _namesakes(artifact, pbom)
        return Finding(
            rule=self.id,
            subject=artifact.name,
            expected=namesakes[0] if namesakes else f"a step that made {artifact.digests}",
            found=str(artifact.digests) if namesakes else _nearest(artifact, pbom),
            fix="ship the file that was built; if this one is right, build it under `pbom run`",
            cause="invalid" if namesakes else "missing",
            evidence=tuple(item.bundle for item in pbom.attestations),
        )


def _namesakes(artifact: Artifact, pbom: Pbom) -> list[str]:
    """Products of that name: with one of them there, the file itself was changed."""
    return [
        f"{product.digests}, as step {item.statement.step} made {product.name}"
        for item in pbom.attestations
        for product in item.statement.products
        if product.name.rpartition("/")[2] == artifact.name
    ]


def _nearest(artifact: Artifact, pbom: Pbom) -> str:
    for item in pbom.unused:
        if item.statement.made(artifact.digests):
            return (
                f"made by step {item.statement.step}, signed by {item.functionary.name}, "
                "which the policy does not count"
            )
    made = [
        f"{product.name} ({next(iter(product.digests)).short})"
        for item in pbom.attestations
        for product in item.statement.products
    ]
    if not made:
        return "no product of any step"
    return f"only {', '.join(made[:3])}" + (f" and {len(made) - 3} more" if made[3:] else "")


plugin: type[Rule] = ArtifactAttested
