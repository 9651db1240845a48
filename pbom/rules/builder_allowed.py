"""``builder-allowed``: the steps ran where the policy wants them to run, as their signers say."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.evidence import Builder
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.spot import spot
from pbom.rules import Default, Rule

LOCAL = "local"
"""The word for a machine that claims no service."""


class BuilderAllowed(Struct, frozen=True, kw_only=True):
    """Each step claims a service, a workflow and a system that are allowed.

    Attributes:
        services: CI services that may be; where none is named, any, but not no service at all.
        workflows: Workflows that may be; ``*`` stands for one part of a name. None for any.
        systems: Operating systems that may be; none for any.
    """

    services: frozenset[str] = frozenset()
    workflows: tuple[str, ...] = ()
    systems: frozenset[str] = frozenset()
    id: ClassVar[str] = "builder-allowed"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "BuilderAllowed":
        """The rule; ``services``, ``workflows`` and ``systems`` that may be.

        Raises:
            FormatError: A pattern for workflows would match every one.
        """
        del layout
        workflows = fields.texts("workflows")
        for pattern in workflows:
            if not pattern.strip("*"):
                raise fields.error("workflows", f"{pattern!r} does not say which workflow")
        return cls(
            services=frozenset(fields.texts("services")),
            workflows=workflows,
            systems=frozenset(fields.texts("systems")),
        )

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each step that ran elsewhere."""
        del at
        for attestation in pbom.attestations:
            for expected, found in self._against(attestation.statement.builder):
                yield self._finding(attestation, expected, found)

    def _against(self, builder: Builder) -> Iterator[tuple[str, str]]:
        service = builder.service or LOCAL
        if self.services and service not in self.services:
            yield f"service {' or '.join(sorted(self.services))}", service
        if not self.services and not builder.service:
            yield "a CI service", "none: the step ran on somebody's machine"
        if self.workflows and not self._may(builder.workflow):
            yield f"workflow {' or '.join(self.workflows)}", builder.workflow or "no workflow"
        if self.systems and builder.system not in self.systems:
            yield f"system {' or '.join(sorted(self.systems))}", builder.system

    def _may(self, workflow: str) -> bool:
        return any(
            re.fullmatch("[^/@]*".join(map(re.escape, pattern.split("*"))), workflow)
            for pattern in self.workflows
        )

    def _finding(self, attestation: StepAttestation, expected: str, found: str) -> Finding:
        return Finding(
            rule=self.id,
            subject=f"step {attestation.statement.step}",
            expected=expected,
            found=found,
            fix="run the step there; or list the place under [rules.builder-allowed]",
            evidence=(attestation.bundle,),
            spots=(spot(attestation.bundle, "predicate", "environment", "pbom_builder"),),
        )


plugin: type[Rule] = BuilderAllowed
