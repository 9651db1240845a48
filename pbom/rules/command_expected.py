"""``command-expected``: each step ran the command that the policy expects, and it succeeded."""

import shlex
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.spot import spot
from pbom.rules import Default, Rule


class CommandExpected(Struct, frozen=True):
    """The recorded argv is the policy's, word for word, where it names one; the exit code is 0."""

    layout: Layout
    id: ClassVar[str] = "command-expected"
    default: ClassVar[Default] = "deny"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "CommandExpected":
        """The rule; the commands stand with the steps (``command``)."""
        del fields
        return cls(layout)

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each step that failed, and for each that ran something else."""
        del at
        for attestation in pbom.attestations:
            ran = attestation.statement.invocation
            step = self.layout.step(attestation.statement.step)
            if ran.exit_code != 0:
                failed = self._finding(
                    attestation,
                    "exit code 0",
                    f"exit code {ran.exit_code}",
                    "mend what failed and run the step again",
                )
                where = spot(attestation.bundle, "predicate", "byproducts", "return-value")
                yield replace(failed, spots=(where,))
            if step and step.command is not None and ran.argv != step.command:
                other = self._finding(
                    attestation,
                    shlex.join(step.command),
                    shlex.join(ran.argv) or "several commands (a session)",
                    f"run the step as the policy says, or change `command` of [steps.{step.name}]",
                )
                where = spot(attestation.bundle, "predicate", "command")
                yield replace(other, spots=(where,))

    def _finding(
        self, attestation: StepAttestation, expected: str, found: str, fix: str
    ) -> Finding:
        return Finding(
            rule=self.id,
            subject=f"step {attestation.statement.step}",
            expected=expected,
            found=found,
            fix=fix,
            evidence=(attestation.bundle,),
        )


plugin: type[Rule] = CommandExpected
