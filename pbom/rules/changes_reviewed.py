"""``changes-reviewed``: somebody independent approved each commit that needs it."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Literal, get_args

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.parameters import read_patterns, read_positive, read_roles
from pbom.model.change import Change
from pbom.model.consent import (
    Ballot,
    Consent,
    are_alike,
    asked_of,
    how_to_approve,
    near,
    people_of,
)
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.marker import CLASSES, CommitClass
from pbom.model.part import is_bare_merge
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.model.someone import Someone
from pbom.model.sourced import SHOWN, Sourced, named, paths_of, shown, sourced
from pbom.rules import Default, Rule

Persons = tuple[Someone, ...]
Unknown = Literal["required", "free"]
Recorded = Literal["ignored", "signed"]


class ChangesReviewed(Struct, frozen=True, kw_only=True):
    """Each commit of some classes, or of some files, has approvals by distinct persons.

    Attributes:
        layout: Whose word counts for commits.
        classes: Classes that need it.
        paths: Files of which every change needs it, whatever its class.
        roles: As what an approver may speak.
        approvals: How many persons must approve.
        recorded: Whether approvals count that the record of the commits found signed elsewhere.
    """

    layout: Layout
    classes: frozenset[CommitClass] = frozenset(CLASSES)
    paths: Patterns = Patterns()
    roles: frozenset[str] = frozenset({"reviewer"})
    approvals: int = 1
    recorded: Recorded = "ignored"
    id: ClassVar[str] = "changes-reviewed"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "ChangesReviewed":
        """The rule; unknown commits need it unless ``unknown`` says otherwise.

        Raises:
            FormatError: A class, a role or a number is wrong.
        """
        known: list[CommitClass] = [item for item in CLASSES if item != "unknown"]
        classes = fields.some_of("classes", known, known)
        if fields.one_of("unknown", get_args(Unknown), "required") == "required":
            classes = classes.union({"unknown"})
        return cls(
            layout=layout,
            classes=classes,
            paths=read_patterns(fields, "paths"),
            roles=read_roles(fields),
            approvals=read_positive(fields, "approvals", 1),
            recorded=fields.one_of("recorded", get_args(Recorded), "ignored"),
        )

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each commit that too few persons approved."""
        for source in sourced(pbom, self.layout):
            if source.changes is None or source.attestation is None:
                yield source.missing(self.id, "every commit that is new, with its approvals")
                continue
            ballot = Ballot(pbom, source.attestation, at)
            open_ones = [
                (change, consents)
                for change in source.changes.changes
                if self._needs(change)
                and self._count(change, consents := ballot.on(change, self.roles)) < self.approvals
            ]
            for change, consents in open_ones[:SHOWN]:
                found = f"{shown(change)}: {ballot.said(change, consents)}"
                if count := self._count(change, consents):
                    found += f"; {count} of {self.approvals} approved it"
                yield self._finding(source, change, found, consents)
            if open_ones[SHOWN:]:
                found = f"{len(open_ones) - SHOWN} further commits like these"
                yield self._finding(source, open_ones[SHOWN][0], found, ())

    def _needs(self, change: Change) -> bool:
        if is_bare_merge(change):
            return False
        if change.kind in self.classes:
            return True
        if change.paths is None:
            return bool(self.paths)
        return any(self.paths.match(path.name) for path in change.paths)

    def _count(self, change: Change, consents: tuple[Consent, ...]) -> int:
        """How many persons; two that look alike are one."""
        counting: list[Persons] = [
            people_of(item.attestation) for item in consents if not item.objection
        ]
        if self.recorded == "signed":
            counting += [
                (Someone.read(item.who),)
                for item in change.review.approvals
                if item.place != "approval statement"
                and item.signed
                and item.of in {change.commit.id, change.commit.tree}
                and not item.objection
            ]
        persons: list[Persons] = []
        for one in counting:
            if not any(are_alike(one, other) for other in persons):
                persons.append(one)
        return len(persons)

    def _finding(
        self, source: Sourced, change: Change, found: str, consents: tuple[Consent, ...]
    ) -> Finding:
        several = f" ({self.approvals} persons)" if self.approvals > 1 else ""
        return Finding(
            rule=self.id,
            subject=named(change),
            expected=f"{asked_of(self.roles)}{several}",
            found=found,
            fix=how_to_approve(change, self.roles),
            evidence=(*source.evidence, *(item.attestation.bundle for item in consents)),
            candidates=near(consents),
            spots=source.spots(change),
            paths=paths_of(change),
        )


plugin: type[Rule] = ChangesReviewed
