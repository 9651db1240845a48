"""``cache-trusted``: only who may sign a step has made what it found of other runs."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.attestation import StepAttestation
from pbom.model.explained import NO_TRACE, Explained, explained_steps
from pbom.model.explanation import CacheOrigin, Kind
from pbom.model.finding import Cause, Finding
from pbom.model.layout import Layout
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.rules import Default, Rule

SHOWN = 20


class CacheTrusted(Struct, frozen=True):
    """A cache that a less trusted pipeline has filled is not an honest input, however signed.

    Attributes:
        layout: The steps, and who may sign which.
        places: Patterns of what has to be attested by whoever made it, whatever else lets it in;
            where there are none, whatever only ``materials`` lets in, and what lies in a cache.
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
        """Found files without an attestation of somebody who is trusted.

        Whether somebody else attests them only decides what is said: hiding that helps nobody.
        """
        trace, caches = explained.trace, explained.known.caches
        for index in trace.inputs:
            file = trace.files[index]
            if self._asks_for(file.name, explained.inputs.files[index].kind):
                sha256 = file.digests.get("sha256") if file.digests else None
                yield file.name, caches.get(sha256.value) if sha256 else None

    def _asks_for(self, name: str, kind: Kind) -> bool:
        if kind not in _FOUND:
            return False
        if self.places:
            return self.places.match(name.removeprefix("/"))
        return kind == "declared" or _CACHE.search(f"/{name}") is not None

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


_CACHE = re.compile(
    r"/(?:\.?cache|caches|_cacache|\.npm|\.cargo|\.gradle|\.m2|go-build|pkg/mod|\.ccache|\.yarn"
    r"|\.pnpm-store|\.nuget)/"
)
_FOUND = frozenset({"declared", "unexplained"})
"""Kinds of what a step found that nobody trusted has attested."""

plugin: type[Rule] = CacheTrusted
