"""``cache-trusted``: only who may sign a step has made what it found of other runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.explained import NO_TRACE, Explained, explained_steps
from pbom.model.explanation import CacheOrigin
from pbom.model.finding import Cause, Finding
from pbom.model.layout import Layout
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule

SHOWN = 20


@dataclass(frozen=True, slots=True)
class CacheTrusted:
    """A cache that a less trusted pipeline has filled is not an honest input, however signed.

    Attributes:
        layout: The steps, and who may sign which.
        places: Patterns of what has to be attested by whoever made it, even where the policy lets
            it in otherwise.
    """

    layout: Layout
    places: Patterns = Patterns()
    id: ClassVar[str] = "cache-trusted"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "CacheTrusted":
        """The rule; ``places`` are caches, and who may fill them stands with the steps."""
        return cls(layout, Patterns(fields.texts("places")))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each file from a pipeline that is trusted less than the step."""
        del at
        for attestation, explained in explained_steps(pbom, self.layout):
            if explained is None or explained.trace.scope == "network":
                yield self._finding(attestation, "", NO_TRACE, "missing")
                continue
            for name, origin in list(self._strange(explained))[:SHOWN]:
                found = "nobody who is trusted says who made it"
                if origin:
                    found = (
                        f"made by step {origin.step} of run {origin.run}, signed by "
                        f"{origin.signer}, who may not sign step {attestation.statement.step}"
                    )
                yield self._finding(attestation, name, found, "denied")

    def _strange(self, explained: Explained) -> Iterator[tuple[str, CacheOrigin | None]]:
        """Found files whose makers are not trusted, or, in caches, not known."""
        trace, caches = explained.trace, explained.known.caches
        for index in trace.inputs:
            file = trace.files[index]
            if explained.inputs.files[index].kind not in _FOUND:
                continue
            sha256 = file.digests.get("sha256") if file.digests else None
            origin = caches.get(sha256.value) if sha256 else None
            listed = self.places.match(file.name.removeprefix("/"))
            if (origin and not origin.trusted) or (listed and origin is None):
                yield file.name, origin

    def _finding(
        self, attestation: StepAttestation, name: str, found: str, cause: Cause
    ) -> Finding:
        step = attestation.statement.step
        return Finding(
            rule=self.id,
            subject=f"{name} in step {step}" if name else f"step {step}",
            expected="caches that only those have filled who may sign the step",
            found=found,
            fix="keep caches of pull requests and of releases apart, and build the release again "
            "without the cache",
            cause=cause,
            evidence=(attestation.bundle,),
        )


_FOUND = frozenset({"cache", "declared", "unexplained"})
"""Kinds of what a step found; what the commit, a package or the step itself made is no cache."""

plugin: type[Rule] = CacheTrusted
