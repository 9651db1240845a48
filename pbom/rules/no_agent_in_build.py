"""``no-agent-in-build``: no AI agent ran inside a step, or ran it."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.explained import NO_TRACE
from pbom.model.finding import Cause, Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.spot import spot
from pbom.rules import Default, Rule


class NoAgentInBuild(Struct, frozen=True):
    """Neither among the processes of a trace, nor above the recorder, nor in its environment.

    Attributes:
        allowed: Agents that may.
    """

    allowed: frozenset[str] = frozenset()
    id: ClassVar[str] = "no-agent-in-build"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "NoAgentInBuild":
        """The rule; ``allowed`` lists agents that may run."""
        del layout
        return cls(frozenset(fields.texts("allowed")))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each agent that was seen, and for a step that was not watched."""
        del at
        for attestation in pbom.attestations:
            step = attestation.statement
            if step.trace is None:
                yield self._finding(attestation, NO_TRACE, "missing")
            for seen in step.observed_agents:
                if seen.agent not in self.allowed:
                    found = self._finding(attestation, f"{seen.agent}: {seen.basis}", "denied")
                    where = spot(attestation.bundle, "predicate", "environment", "pbom_agents")
                    yield replace(found, spots=(where,))

    def _finding(self, attestation: StepAttestation, found: str, cause: Cause) -> Finding:
        return Finding(
            rule=self.id,
            subject=f"step {attestation.statement.step}",
            expected="no AI agent at work",
            found=found,
            fix="build without the agent; or list it under `allowed` of [rules.no-agent-in-build]",
            cause=cause,
            evidence=(attestation.bundle,),
        )


plugin: type[Rule] = NoAgentInBuild
