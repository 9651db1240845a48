"""``fresh``: the evidence is not too old, and not from the future."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from msgspec import Struct

from pbom.codec.duration import read_duration
from pbom.codec.fields import Fields
from pbom.codec.moment import write_moment
from pbom.model.attestation import StepAttestation
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.spot import spot
from pbom.rules import Default, Rule

SKEW = timedelta(minutes=5)
"""How far two honest clocks may disagree."""


class Fresh(Struct, frozen=True):
    """Each step ended at most ``max-age`` ago; clocks may differ by five minutes.

    The times are the recorder's word: this rule keeps honest evidence from growing stale, it does
    not stop a functionary who lies about the time. Where somebody trusted has seen the signature
    before that end, the step is as old as the signature.
    """

    max_age: timedelta = timedelta(days=90)
    id: ClassVar[str] = "fresh"
    default: ClassVar[Default] = "deny"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "Fresh":
        """The rule; ``max-age`` is a duration such as ``"30d"``, 90 days where it is absent."""
        del layout
        return cls(read_duration(fields, "max-age", timedelta(days=90)))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each step outside the window."""
        for attestation in pbom.attestations:
            finished = attestation.statement.invocation.finished
            if finished - at > SKEW:
                yield self._finding(
                    attestation,
                    f"an end before {write_moment(at)}",
                    "check the clocks of the builder and of this machine",
                )
            elif at - min((finished, *attestation.times)) > self.max_age:
                yield self._finding(
                    attestation,
                    f"an end at most {self.max_age.days} days ago"
                    if self.max_age.days
                    else f"an end within {self.max_age}",
                    "build again, so that the evidence speaks for today",
                )

    def _finding(self, attestation: StepAttestation, expected: str, fix: str) -> Finding:
        finished = attestation.statement.invocation.finished
        seen = min(attestation.times, default=finished)
        signed = f", and was signed by {write_moment(seen)}" if seen < finished else ""
        return Finding(
            rule=self.id,
            subject=f"step {attestation.statement.step}",
            expected=expected,
            found=f"ended {write_moment(finished)}{signed}",
            fix=fix,
            evidence=(attestation.bundle,),
            spots=(spot(attestation.bundle, "predicate", "byproducts", "pbom_finishedOn"),),
        )


plugin: type[Rule] = Fresh
