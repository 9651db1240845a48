"""``names-known``: no new dependency has a name that could be taken for another's."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.parameters import read_roles
from pbom.model.change import Changes
from pbom.model.finding import Finding
from pbom.model.introduction import Introduction
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.sourced import Sourced, sourced
from pbom.model.unapproved import Desk, Wanting
from pbom.rules import Default, Rule


class NamesKnown(Struct, frozen=True, kw_only=True):
    """A new name that resembles one that was there is listed, or its commit was approved.

    Attributes:
        layout: Whose word counts for commits.
        allowed: Names that somebody has looked at.
        roles: As what an approver of the commit may speak.
    """

    layout: Layout
    allowed: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset({"reviewer"})
    id: ClassVar[str] = "names-known"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "NamesKnown":
        """The rule; names in ``allowed`` may come, and so may what ``roles`` approved.

        Raises:
            FormatError: A role is wrong.
        """
        allowed = frozenset(fields.texts("allowed"))
        return cls(layout=layout, allowed=allowed, roles=read_roles(fields))

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each such name."""
        desk = Desk(rule=self.id, roles=self.roles, pbom=pbom, at=at)
        for source in sourced(pbom, self.layout):
            changes = source.changes
            if changes is None:
                yield source.missing(self.id, "every dependency that is new, by its name")
                continue
            yield from self._beyond(source, changes)
            yield from desk.unapproved(source, self._wanting(changes))

    def _strange(self, changes: Changes) -> Iterator[tuple[Introduction, str]]:
        for item in changes.introductions:
            likes = ", ".join(fact.detail for fact in item.facts if fact.id == "resembles")
            if likes and item.item.name not in self.allowed:
                yield item, f"{item.item.purl or item.item.name} resembles {likes}"

    def _wanting(self, changes: Changes) -> Iterator[Wanting]:
        by_id = {change.commit.id: change for change in changes.changes}
        for item, what in self._strange(changes):
            if item.commit in by_id:
                yield Wanting(change=by_id[item.commit], what=what)

    def _beyond(self, source: Sourced, changes: Changes) -> Iterator[Finding]:
        for item, what in self._strange(changes):
            if not item.commit:
                yield Finding(
                    rule=self.id,
                    subject=item.item.name,
                    expected="names that cannot be taken for others",
                    found=f"{what}, and came with none of the commits that are new",
                    fix="look at it, and list it under `allowed` of [rules.names-known]",
                    evidence=source.evidence,
                    spots=source.within("introductions", changes.introductions.index(item)),
                    paths=tuple(place.file for place in item.places),
                )


plugin: type[Rule] = NamesKnown
