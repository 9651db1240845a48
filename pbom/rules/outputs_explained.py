"""``outputs-explained``: each product, and each member of an archive, comes from somewhere."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain, islice
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.explained import NO_TRACE, explained_steps
from pbom.model.explanation import MemberExplanation, Output
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule

SHOWN = 20


class OutputsExplained(Struct, frozen=True):
    """A process of the step was seen to write it, from inputs that are explained.

    Attributes:
        layout: The steps.
        members: Members of archives that may be there without a file that they come from.
    """

    layout: Layout
    members: Patterns = Patterns()
    id: ClassVar[str] = "outputs-explained"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "OutputsExplained":
        """The rule; ``members`` are patterns of members that need no explanation."""
        return cls(layout, Patterns(fields.texts("members")))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each product and each member that nobody's input explains."""
        del at
        for attestation, explained in explained_steps(pbom, self.layout):
            if explained is None or explained.trace.scope == "network":
                yield self._finding(
                    attestation, "", NO_TRACE, 'trace it: `trace = "all"` in pbom.toml'
                )
                continue
            findings = (
                finding
                for output in explained.outputs
                for finding in self._look_at(attestation, output)
            )
            yield from islice(chain(self._closed(attestation), findings), SHOWN)

    def _closed(self, attestation: StepAttestation) -> Iterator[Finding]:
        """Archives of which nobody knows what is inside."""
        for gap in attestation.statement.coverage.gaps:
            if gap.kind.startswith("archive-") and not self.members.match(gap.detail):
                yield self._finding(
                    attestation,
                    f"members of {gap.detail}",
                    "it could not be looked into, or not to its end",
                    "make an archive that every tool reads alike; let it in with `members` of "
                    "[rules.outputs-explained]",
                )

    def _look_at(self, attestation: StepAttestation, output: Output) -> Iterator[Finding]:
        step = attestation.statement.step
        if output.problem:
            yield self._finding(
                attestation,
                output.name,
                output.problem,
                f"`pbom explain outputs --unexplained --step {step}` shows where it comes from",
            )
        for member in output.strangers:
            if not self.members.match(member.name):
                yield self._stranger(attestation, output, member)

    def _stranger(
        self, attestation: StepAttestation, output: Output, member: MemberExplanation
    ) -> Finding:
        mark = "; it runs without being called" if member.sensitive else ""
        return self._finding(
            attestation,
            f"{member.name} in {output.name}",
            f"{member.detail}{mark}",
            "find out what put it there; let it in with `members` of [rules.outputs-explained]",
        )

    def _finding(self, attestation: StepAttestation, subject: str, found: str, fix: str) -> Finding:
        step = f"step {attestation.statement.step}"
        return Finding(
            rule=self.id,
            subject=f"{subject} of {step}" if subject else step,
            expected="written by a process of the step, from inputs that are explained",
            found=found,
            fix=fix,
            cause="denied" if subject else "missing",
            evidence=(attestation.bundle,),
        )


plugin: type[Rule] = OutputsExplained
