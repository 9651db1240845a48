"""``artifact-attested``: every artifact is a product of a recorded step."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.artifact import Artifact
from pbom.model.candidates import candidates
from pbom.model.digest import Digest
from pbom.model.finding import Candidate, Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule


class ArtifactAttested(Struct, frozen=True):
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
        strange = [
            artifact
            for artifact in pbom.artifacts
            if not any(item.statement.made(artifact.digests) for item in pbom.attestations)
        ]
        if strange:
            known = _Products.of(pbom)
            yield from (self._finding(artifact, known, pbom) for artifact in strange)

    def _finding(self, artifact: Artifact, known: "_Products", pbom: Pbom) -> Finding:
        namesake = known.namesakes.get(artifact.name)
        return Finding(
            rule=self.id,
            subject=artifact.name,
            expected=namesake or f"a step that made {artifact.digests}",
            found=str(artifact.digests) if namesake else _nearest(artifact, known, pbom),
            fix="ship the file that was built; if this one is right, build it under `pbom run`",
            cause="invalid" if namesake else "missing",
            evidence=known.evidence,
            candidates=_candidates(artifact, pbom),
            paths=(artifact.name,),
        )


class _Products(Struct, frozen=True):
    """What the steps made, sorted out once for all findings.

    Attributes:
        namesakes: By the last part of its name, the first product of that name, in words: with it
            there, the file itself was changed.
        made: Everything, in words.
        evidence: The bundles that say so.
    """

    namesakes: dict[str, str]
    made: str
    evidence: tuple[Digest, ...]

    @classmethod
    def of(cls, pbom: Pbom) -> "_Products":
        """The products of all steps that count."""
        namesakes: dict[str, str] = {}
        made = []
        for item in pbom.attestations:
            for product in item.statement.products:
                step = f"{product.digests}, as step {item.statement.step} made {product.name}"
                namesakes.setdefault(product.name.rpartition("/")[2], step)
                made.append(f"{product.name} ({next(iter(product.digests)).short})")
        more = f" and {len(made) - SHOWN} more" if made[SHOWN:] else ""
        return cls(
            namesakes=namesakes,
            made=f"only {', '.join(made[:SHOWN])}{more}" if made else "no product of any step",
            evidence=tuple(item.bundle for item in pbom.attestations),
        )


def _candidates(artifact: Artifact, pbom: Pbom) -> tuple[Candidate, ...]:
    """Steps that made it and do not count, then those that count and made something else."""
    makers = (item for item in pbom.unused if item.statement.made(artifact.digests))
    others = (item for item in pbom.attestations if item.statement.products)
    return candidates(
        chain(
            ((item, "the policy does not count it") for item in makers),
            ((item, "it made other files") for item in others),
        )
    )


def _nearest(artifact: Artifact, known: _Products, pbom: Pbom) -> str:
    for item in pbom.unused:
        if item.statement.made(artifact.digests):
            return (
                f"made by step {item.statement.step}, signed by {item.functionary.name}, "
                "which the policy does not count"
            )
    return known.made


SHOWN = 3

plugin: type[Rule] = ArtifactAttested
