"""What the lock files said that lay in the workspaces of the steps which count."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from pbom.model.digest import Digest
from pbom.model.finding import Cause, Finding
from pbom.model.inventory import Inventory, Place
from pbom.model.pbom import Pbom

SHOWN = 20
"""So many packages are findings one by one; the others are counted."""


class Wrong(Struct, frozen=True, kw_only=True):
    """One thing that is not as a rule wants it.

    Attributes:
        what: The package, component or file.
        found: What there is to say of it.
        places: Where it is named.
        cause: Which kind of failure it is.
    """

    what: str
    found: str
    places: tuple[Place, ...] = ()
    cause: Cause = "denied"


class Locked(Struct, frozen=True, kw_only=True):
    """Everything that the lock files said, and who says so.

    Attributes:
        inventory: The lock files; ``None`` where no step recorded any.
        evidence: The bundles of the steps that did, else of all.
    """

    inventory: Inventory | None
    evidence: tuple[Digest, ...]

    @classmethod
    def of(cls, pbom: Pbom) -> "Locked":
        """What the steps say that count; caches are of other runs."""
        steps = [item for item in pbom.attestations if item.statement.inventory]
        return cls(
            inventory=pbom.locked,
            evidence=tuple(item.bundle for item in steps or pbom.attestations),
        )

    def findings(
        self, rule: str, asked: tuple[str, str], wrong: Iterable[Wrong]
    ) -> Iterator[Finding]:
        """A finding for each thing that is wrong; ``asked`` is what was expected, and the fix."""
        listed: Sequence[Wrong] = list(wrong)
        for item in listed[:SHOWN]:
            places = "; ".join(map(str, item.places[:3]))
            yield self._finding(
                rule, asked, item, f"{item.found}{f' ({places})' if places else ''}"
            )
        for cause in ("missing", "denied"):
            rest = [item for item in listed[SHOWN:] if item.cause == cause]
            if rest:
                yield self._finding(rule, asked, rest[0], f"{len(rest)} more, this and others")

    def missing(self, rule: str, asked: tuple[str, str]) -> Finding:
        """The finding where nothing is known of any dependency."""
        nothing = Wrong(what="the dependencies", found="", cause="missing")
        found = "no step recorded a lock file"
        return self._finding(rule, asked, nothing, found)

    def _finding(self, rule: str, asked: tuple[str, str], item: Wrong, found: str) -> Finding:
        expected, fix = asked
        return Finding(
            rule=rule,
            subject=item.what,
            expected=expected,
            found=found,
            fix=fix,
            cause=item.cause,
            evidence=self.evidence,
            paths=tuple(dict.fromkeys(place.file for place in item.places)),
        )
