"""What needs an approval and has none: the findings that several rules have in common."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from pbom.model.change import Change
from pbom.model.consent import Ballot, Consent, asked_of, how_to_approve, near
from pbom.model.finding import Finding
from pbom.model.pbom import Pbom
from pbom.model.sourced import SHOWN, Sourced, named, paths_of


class Wanting(Struct, frozen=True, kw_only=True):
    """Something in a commit that only an approval lets pass.

    Attributes:
        change: The commit.
        what: What it did, for people; findings say it before who approved.
    """

    change: Change
    what: str


class Desk(Struct, frozen=True, kw_only=True):
    """Who asks, and whose approval will do.

    Attributes:
        rule: Id of the rule.
        roles: As what the approver may speak.
        pbom: The release.
        at: The time for which it is asked.
    """

    rule: str
    roles: frozenset[str]
    pbom: Pbom
    at: datetime

    def unapproved(self, source: Sourced, wanting: Iterable[Wanting]) -> Iterator[Finding]:
        """A finding for each that nobody independent approved."""
        if source.attestation is None:
            return
        ballot = Ballot(self.pbom, source.attestation, self.at)
        votes: dict[str, tuple[Consent, ...]] = {}
        left: list[Wanting] = []
        for item in wanting:
            id_ = item.change.commit.id
            if id_ not in votes:
                votes[id_] = ballot.on(item.change, self.roles)
            if not any(not consent.objection for consent in votes[id_]):
                left.append(item)
        for item in left[:SHOWN]:
            consents = votes[item.change.commit.id]
            found = f"{item.what}: {ballot.said(item.change, consents)}"
            yield self._finding(source, item, found, consents)
        if left[SHOWN:]:
            found = f"{len(left) - SHOWN} more like these, this and others"
            yield self._finding(source, left[SHOWN], found, ())

    def _finding(
        self, source: Sourced, item: Wanting, found: str, consents: tuple[Consent, ...]
    ) -> Finding:
        return Finding(
            rule=self.rule,
            subject=named(item.change),
            expected=asked_of(self.roles),
            found=found,
            fix=how_to_approve(item.change, self.roles),
            evidence=(*source.evidence, *(one.attestation.bundle for one in consents)),
            candidates=near(consents),
            spots=source.spots(item.change),
            paths=paths_of(item.change),
        )
