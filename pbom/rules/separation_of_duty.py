"""``separation-of-duty``: nobody lets their own work pass, in whatever part."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.parameters import read_roles
from pbom.model.attestation import Attestation
from pbom.model.change import Change
from pbom.model.consent import (
    Ballot,
    Consent,
    asked_of,
    how_to_approve,
    is_same,
    near,
    parts_of,
    people_of,
)
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.marker import CLASSES, CommitClass
from pbom.model.part import against, is_bare_merge
from pbom.model.pbom import Pbom
from pbom.model.sourced import SHOWN, Sourced, named, paths_of, shown, sourced
from pbom.model.statement import Statement
from pbom.rules import Default, Rule

FUNCTIONARY = "whoever signs what the pipeline did is nobody who wrote what it built"


class SeparationOfDuty(Struct, frozen=True, kw_only=True):
    """Author, agent, requester, approver and functionary are different, over all attestations.

    It asks for an approval by somebody who had no other part; that somebody else approved as well
    does no harm.

    Attributes:
        layout: Whose word counts for commits.
        classes: Classes of commits that need such an approval.
        roles: As what an approver may speak.
    """

    layout: Layout
    classes: frozenset[CommitClass] = frozenset({"declared", "inferred"})
    roles: frozenset[str] = frozenset({"reviewer"})
    id: ClassVar[str] = "separation-of-duty"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "SeparationOfDuty":
        """The rule; ``classes`` need an approval, in one of the ``roles``.

        Raises:
            FormatError: A class or a role is wrong.
        """
        usual = cls(layout=layout)
        return cls(
            layout=layout,
            classes=fields.some_of("classes", CLASSES, usual.classes),
            roles=read_roles(fields),
        )

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each commit that only those approved who had another part as well."""
        for source in sourced(pbom, self.layout):
            if source.changes is None or source.attestation is None:
                yield source.missing(self.id, "every commit that is new, and who had which part")
                continue
            signers: tuple[Attestation[Statement], ...] = (*pbom.attestations, source.attestation)
            ballot = Ballot(pbom, source.attestation, at)
            yield from self._writers(source, signers)
            left = []
            for change in source.changes.changes:
                if change.kind in self.classes and not is_bare_merge(change):
                    consents = tuple(self._weighed(ballot.on(change, self.roles), signers))
                    if all(item.objection for item in consents):
                        left.append((change, consents))
            for change, consents in left[:SHOWN]:
                found = f"{shown(change)}: {ballot.said(change, consents)}"
                yield self._unapproved(source, change, found, consents)
            if left[SHOWN:]:
                found = f"{len(left) - SHOWN} more like these, this and others"
                yield self._unapproved(source, left[SHOWN][0], found, ())

    def _weighed(
        self, consents: tuple[Consent, ...], signers: tuple[Attestation[Statement], ...]
    ) -> Iterator[Consent]:
        """The approvals, with what the approver's other parts object."""
        for item in consents:
            also = ""
            if any(item.attestation.functionary.is_same(one.functionary) for one in signers):
                also = "the same key signed what the pipeline did"
            elif any(is_same(item.attestation, one) for one in signers):
                also = "the same person signed what the pipeline did, with another key"
            yield Consent(attestation=item.attestation, objection=item.objection or also)

    def _writers(
        self, source: Sourced, signers: tuple[Attestation[Statement], ...]
    ) -> Iterator[Finding]:
        """Persons who signed steps that built their own commits."""
        told = set()
        for item in signers:
            people = people_of(item)
            for change in source.changes.changes if source.changes and people else ():
                how = against(people, parts_of(change))
                if how and item.functionary.name not in told:
                    told.add(item.functionary.name)
                    yield Finding(
                        rule=self.id,
                        subject=f"functionary {item.functionary.name}",
                        expected=FUNCTIONARY,
                        found=f"{item.functionary.name} signed, and of {named(change)} {how}",
                        fix="sign with a key of the pipeline's, which no author can use",
                        evidence=(item.bundle, *source.evidence),
                    )

    def _unapproved(
        self, source: Sourced, change: Change, found: str, consents: tuple[Consent, ...]
    ) -> Finding:
        return Finding(
            rule=self.id,
            subject=named(change),
            expected=f"{asked_of(self.roles)}, and signed nothing else",
            found=found,
            fix=how_to_approve(change, self.roles),
            evidence=(*source.evidence, *(item.attestation.bundle for item in consents)),
            candidates=near(consents),
            spots=source.spots(change),
            paths=paths_of(change),
        )


plugin: type[Rule] = SeparationOfDuty
