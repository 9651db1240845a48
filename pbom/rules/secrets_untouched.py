"""``secrets-untouched``: no process of a step read a place where credentials lie."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.credentials import credential
from pbom.model.explained import NO_TRACE
from pbom.model.finding import Cause, Finding
from pbom.model.layout import Layout
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.model.reasons import said
from pbom.model.trace import Trace
from pbom.rules import Default, Rule

SHOWN = 20


class SecretsUntouched(Struct, frozen=True):
    """Keys, tokens, and the memory and environment of other processes.

    Attributes:
        allowed: Patterns of names that may be read.
    """

    allowed: Patterns = Patterns()
    id: ClassVar[str] = "secrets-untouched"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "SecretsUntouched":
        """The rule; ``allowed`` are patterns of names that may be read."""
        del layout
        return cls(Patterns(fields.texts("allowed")))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each such place that was read, and for a step that was not watched."""
        del at
        for attestation in pbom.attestations:
            trace = attestation.statement.trace
            if trace is None or trace.scope == "network":
                yield self._finding(attestation, NO_TRACE, "missing")
                continue
            for found in list(self._touched(trace))[:SHOWN]:
                yield self._finding(attestation, found, "denied")

    def _touched(self, trace: Trace) -> Iterator[str]:
        for index in trace.inputs:
            name = trace.files[index].name
            kind = credential(name)
            if kind and not self.allowed.match(name.removeprefix("/")):
                reader = trace.readers.get(index, (0,))[0]
                yield f"{kind}, {name}, read by {said(trace, reader)}"

    def _finding(self, attestation: StepAttestation, found: str, cause: Cause) -> Finding:
        return Finding(
            rule=self.id,
            subject=f"step {attestation.statement.step}",
            expected="no credential is read",
            found=found,
            fix="build where no credentials are; or list the name under `allowed` of "
            "[rules.secrets-untouched]",
            cause=cause,
            evidence=(attestation.bundle,),
        )


plugin: type[Rule] = SecretsUntouched
