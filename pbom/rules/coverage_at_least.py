"""``coverage-at-least``: the recorder saw as much of each step as the policy demands."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.evidence import Gap
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.spot import spot
from pbom.rules import Default, Rule

METHODS = {"snapshot": 0, "traced": 1}


class CoverageAtLeast(Struct, frozen=True):
    """Each step was watched, and nothing of it was lost that is not allowed to be.

    Attributes:
        method: What is demanded.
        gaps: Kinds of gaps that may be.
    """

    method: str = "traced"
    gaps: frozenset[str] = frozenset()
    id: ClassVar[str] = "coverage-at-least"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "CoverageAtLeast":
        """The rule; ``method`` is demanded, and ``gaps`` of these kinds may be.

        Raises:
            FormatError: There is no such method.
        """
        del layout
        known = {method: method for method in METHODS}
        method = fields.choice("method", known) if "method" in fields else "traced"
        return cls(method=method, gaps=frozenset(fields.texts("gaps")))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each step that was not watched, and for each loss."""
        del at
        for attestation in pbom.attestations:
            coverage = attestation.statement.coverage
            if METHODS[coverage.method] < METHODS[self.method]:
                why = next((gap.detail for gap in coverage.gaps if gap.kind == "not-traced"), "")
                found = f"{coverage.method}{': ' if why else ''}{why}"
                yield self._finding(attestation, self.method, found)
            for gap in coverage.gaps:
                if _is_loss(gap) and gap.kind not in self.gaps and self.method == "traced":
                    lost = f"{gap.kind} ({gap.count}): {gap.detail}"
                    yield self._finding(attestation, "a trace without losses", lost)

    def _finding(self, attestation: StepAttestation, expected: str, found: str) -> Finding:
        return Finding(
            rule=self.id,
            subject=f"step {attestation.statement.step}",
            expected=expected,
            found=found,
            fix="record the step with `pbom run --trace all`, where strace is installed and may "
            "trace; `gaps` of [rules.coverage-at-least] lets losses pass that are understood",
            cause="missing",
            evidence=(attestation.bundle,),
            spots=(spot(attestation.bundle, "predicate", "byproducts", "pbom_coverage"),),
        )


def _is_loss(gap: Gap) -> bool:
    return gap.kind.startswith(("trace-", "archive-"))


plugin: type[Rule] = CoverageAtLeast
