"""``step-signed``: every step of the layout was recorded by those who may sign it."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.candidates import candidates
from pbom.model.finding import Candidate, Finding
from pbom.model.functionary import distinct
from pbom.model.layout import Layout, Step
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule


class StepSigned(Struct, frozen=True):
    """Each step has agreeing attestations by as many distinct keys as its threshold says."""

    layout: Layout
    id: ClassVar[str] = "step-signed"
    default: ClassVar[Default] = "deny"
    floor: ClassVar[bool] = True

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "StepSigned":
        """The rule; it has no parameters of its own."""
        del fields
        return cls(layout)

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each step that too few distinct keys vouch for."""
        del at
        for step in self.layout.steps:
            finding = self._check_step(step, pbom)
            if finding:
                yield finding

    def _check_step(self, step: Step, pbom: Pbom) -> Finding | None:
        accepted = [item for item in pbom.of_step(step.name) if step.accepts(item)]
        if distinct(item.functionary for item in accepted) >= step.threshold:
            return None
        names = ", ".join(sorted(step.functionaries))
        refused = [
            item
            for item in pbom.unused
            if item.statement.step == step.name and not step.accepts(item)
        ]
        return Finding(
            rule=self.id,
            subject=f"step {step.name}",
            expected=f"signed by {step.threshold} distinct key(s) of: {names}",
            found=_describe(accepted, refused, pbom),
            fix=f"record it: `pbom run --step {step.name} -- ...`, signed by {names}",
            cause="denied" if accepted or refused else "missing",
            evidence=tuple(item.bundle for item in (*accepted, *refused)),
            candidates=_candidates(accepted, refused, pbom),
        )


def _candidates(
    accepted: list[StepAttestation], refused: list[StepAttestation], pbom: Pbom
) -> tuple[Candidate, ...]:
    """The nearest first: too few who may, those who may not, other steps."""
    others = () if accepted or refused else (*pbom.attestations, *pbom.unused)
    return candidates(
        (
            *((item, "it counts, and more are wanted") for item in accepted),
            *((item, "its signer may not sign this step") for item in refused),
            *((item, "it is another step") for item in others),
        )
    )


def _describe(accepted: list[StepAttestation], refused: list[StepAttestation], pbom: Pbom) -> str:
    if accepted:
        return f"only {distinct(item.functionary for item in accepted)} distinct key(s)"
    if refused:
        names = ", ".join(sorted({item.functionary.name for item in refused}))
        return f"signed by {names}, who may not sign this step"
    steps = sorted({item.statement.step for item in (*pbom.attestations, *pbom.unused)})
    return "no such step" + (f"; there are: {', '.join(steps)}" if steps else "")


plugin: type[Rule] = StepSigned
