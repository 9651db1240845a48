"""``steps-chained``: nothing enters a step from outside (closed world)."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.evidence import Material, MaterialState
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.origins import Origins
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.model.snapshot import IGNORED
from pbom.rules import Default, Rule


class StepsChained(Struct, frozen=True):
    """Each material of a step is the commit's, an earlier step's product, or declared."""

    layout: Layout
    id: ClassVar[str] = "steps-chained"
    default: ClassVar[Default] = "deny"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "StepsChained":
        """The rule; what is declared stands with the steps (``materials``)."""
        del fields
        return cls(layout)

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each material that comes from nowhere."""
        del at
        origins = Origins(pbom.attestations)
        for attestation in pbom.attestations:
            step = self.layout.step(attestation.statement.step)
            declared = step.materials if step else Patterns()
            yield from self._unseen(attestation)
            yield from self._ignored(attestation, declared)
            for material in attestation.statement.materials:
                explained = (
                    material.state == "deleted"
                    or material.from_commit
                    or declared.match(material.artifact.name)
                    or origins.earlier(material, attestation)
                )
                if not explained:
                    yield self._finding(material, attestation, origins)

    def _unseen(self, step: StepAttestation) -> Iterator[Finding]:
        """A closed world is not closed where the recorder did not look."""
        for gap in step.statement.coverage.gaps:
            if gap.kind in _BLIND:
                yield Finding(
                    rule=self.id,
                    subject=f"step {step.statement.step}",
                    expected="every material of the step, with its digest",
                    found=f"{gap.count} not recorded, {gap.kind}: {gap.detail}",
                    fix="run the step without `--material`, and mend what hides files from it",
                    evidence=(step.bundle,),
                )

    def _ignored(self, step: StepAttestation, declared: Patterns) -> Iterator[Finding]:
        """Ignored files that the step could read, and whose content nobody recorded."""
        places = [
            gap
            for gap in step.statement.coverage.gaps
            if gap.kind == IGNORED and not declared.match(_inside(gap.detail))
        ]
        if places:
            name = step.statement.step
            count = sum(gap.count for gap in places)
            shown = ", ".join(f"{gap.detail} ({gap.count})" for gap in places[:SHOWN])
            more = f" and {len(places) - SHOWN} more places" if places[SHOWN:] else ""
            yield Finding(
                rule=self.id,
                subject=f"step {name}",
                expected="only the commit's files, products of earlier steps, declared materials",
                found=f"{count} ignored files that were there before it: {shown}{more}",
                fix=f"build in a clean checkout (`git clean -fdX`), or declare the places under "
                f"`materials` of [steps.{name}] in the policy",
                evidence=(step.bundle,),
            )

    def _finding(self, material: Material, step: StepAttestation, origins: Origins) -> Finding:
        name, digests = material.artifact.name, material.artifact.digests
        namesakes = [
            f"; step {maker.statement.step} made {product.digests} there"
            for product, maker in origins.namesakes(name)
            if maker.bundle != step.bundle
        ]
        return Finding(
            rule=self.id,
            subject=f"{name} in step {step.statement.step}",
            expected="the commit's content, a product of an earlier step, or a declared material",
            found=f"{_WORDS[material.state]}, {digests}{''.join(namesakes[:1])}",
            fix=f"commit it, record the step that makes it, or list it under "
            f"`materials` of [steps.{step.statement.step}] in the policy",
            evidence=(step.bundle,),
            paths=(name,),
        )


def _inside(place: str) -> str:
    """A name that a pattern for the whole place must match."""
    return f"{place}any" if place.endswith("/") else place


SHOWN = 5
_BLIND = frozenset({"not-selected", "limit-reached", "unreadable-file", "changed-while-hashed"})
"""Gaps behind which a material could hide."""

_WORDS: dict[MaterialState, str] = {
    "modified": "a modified file of the commit",
    "added": "a file that is staged and not committed",
    "deleted": "a deleted file of the commit",
    "untracked": "a file that the commit does not have",
    "submodule": "a submodule at another commit than the one recorded",
    "lfs": "a large file whose content is not what its pointer says",
    "file": "a file without a commit",
}

plugin: type[Rule] = StepsChained
