"""``certificate-agrees``: no record says otherwise than the certificate of whoever signed it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pbom.codec.fields import Fields
from pbom.model.agreement import disagreements
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.printable import printable
from pbom.rules import Default, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateAgrees:
    """Commit, workflow and run of each step are those that its certificate names."""

    id: ClassVar[str] = "certificate-agrees"
    default: ClassVar[Default] = "deny"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "CertificateAgrees":
        """The rule; it has no parameters."""
        del fields, layout
        return cls()

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each thing on which a step and its certificate differ."""
        del at
        for attestation in pbom.attestations:
            for item in disagreements(attestation):
                yield Finding(
                    rule=self.id,
                    subject=f"step {attestation.statement.step}",
                    expected=f"{item.about} {printable(item.certified)[:300]}, as certified",
                    found=printable(item.claimed)[:300],
                    fix="build the commit that the job was started for, in the job that signs",
                    evidence=(attestation.bundle,),
                )


plugin: type[Rule] = CertificateAgrees
