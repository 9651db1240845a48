"""``inputs-explained``: each file that a step read is there for a reason."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.explained import NO_TRACE, Explained, explained_steps
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.reasons import said
from pbom.rules import Default, Rule

SHOWN = 20
"""So many files of a step are named one by one."""


class InputsExplained(Struct, frozen=True):
    """The commit, an earlier step, a package, a declared toolchain, or the step itself.

    Attributes:
        layout: The steps; what is declared stands with them (``materials``), and the toolchains.
    """

    layout: Layout
    id: ClassVar[str] = "inputs-explained"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "InputsExplained":
        """The rule; what else may be there stands with the steps, and under ``toolchains``."""
        del fields
        return cls(layout)

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each file that nothing explains by itself, and for a step without trace."""
        del at
        for attestation, explained in explained_steps(pbom, self.layout):
            trace = explained.trace if explained else None
            if explained is None or trace is None or trace.scope == "network":
                yield self._unseen(attestation)
                continue
            roots = explained.inputs.roots
            for index in roots[:SHOWN]:
                yield self._finding(attestation, explained, index)
            if len(roots) > SHOWN:
                yield self._rest(attestation, len(roots) - SHOWN)

    def _finding(self, attestation: StepAttestation, explained: Explained, index: int) -> Finding:
        trace, step = explained.trace, attestation.statement.step
        file, reader = trace.files[index], trace.readers.get(index, (0,))[0]
        return Finding(
            rule=self.id,
            subject=f"{file.name} in step {step}",
            expected="content of the commit, an earlier step, an installed package, a declared "
            "toolchain, or of the step itself",
            found=f"{explained.inputs.files[index].detail}; read by {said(trace, reader)}, "
            f"{file.digests or 'digest not known'}",
            fix=f"commit it, install it from a package, record the step that makes it, or list it "
            f"under `materials` of [steps.{step}] in the policy",
            evidence=(attestation.bundle,),
        )

    def _rest(self, attestation: StepAttestation, count: int) -> Finding:
        step = attestation.statement.step
        return Finding(
            rule=self.id,
            subject=f"step {step}",
            expected="a reason for each file that it read",
            found=f"{count} more files without one",
            fix=f"`pbom explain inputs --unexplained --step {step}` lists them",
            evidence=(attestation.bundle,),
        )

    def _unseen(self, attestation: StepAttestation) -> Finding:
        return Finding(
            rule=self.id,
            subject=f"step {attestation.statement.step}",
            expected="a trace of the files that it read",
            found=NO_TRACE,
            fix='trace it: `pbom run --trace all`, or `trace = "all"` in pbom.toml',
            cause="missing",
            evidence=(attestation.bundle,),
        )


plugin: type[Rule] = InputsExplained
