"""``changes-classified``: of every commit it is known whether an agent wrote it."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from pbom.codec.fields import Fields
from pbom.model.change import Change, Changes
from pbom.model.finding import Cause, Finding
from pbom.model.layout import Layout
from pbom.model.marker import CLASSES, CommitClass
from pbom.model.pbom import Pbom
from pbom.model.sourced import SHOWN, Sourced, named, paths_of, shown, sourced
from pbom.rules import Default, Rule

Conflicts = Literal["denied", "allowed"]
EXPECTED = "every commit that is new, and a class for each"
_UNSEEN = ("-not-fetched", "-not-looked-at", "-not-given", "-unreadable", "-unresolved", "-cut")
_ALSO = frozenset({"shallow-clone", "sidecars-not-understood", "records-over-limit"})


class ChangesClassified(Struct, frozen=True):
    """Each new commit is of a class that is allowed, and all places were looked at.

    Attributes:
        layout: Whose word counts for commits.
        classes: Classes that may ship.
        gaps: Kinds of gaps that may be.
        conflicts: Whether markers may contradict each other.
    """

    layout: Layout
    classes: frozenset[CommitClass] = frozenset({"declared", "inferred", "declared-none"})
    gaps: frozenset[str] = frozenset()
    conflicts: Conflicts = "denied"
    id: ClassVar[str] = "changes-classified"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "ChangesClassified":
        """The rule; ``classes`` may ship, ``gaps`` may be, ``conflicts`` are denied or allowed.

        Raises:
            FormatError: There is no such class.
        """
        usual = cls(layout)
        return cls(
            layout,
            fields.some_of("classes", CLASSES, usual.classes),
            frozenset(fields.texts("gaps")),
            fields.one_of("conflicts", get_args(Conflicts), usual.conflicts),
        )

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each commit of another class, and for each place nobody looked at."""
        del at
        for source in sourced(pbom, self.layout):
            if source.changes is None:
                yield source.missing(self.id, EXPECTED)
                continue
            yield from self._gaps(source, source.changes)
            wrong = [change for change in source.changes.changes if self._against(change)]
            for change in wrong[:SHOWN]:
                finding = self._finding(source, named(change), self._against(change), "denied")
                yield replace(finding, spots=source.spots(change), paths=paths_of(change))
            if wrong[SHOWN:]:
                more = f"{len(wrong) - SHOWN} more like these"
                yield self._finding(source, "further commits", more, "denied")

    def _against(self, change: Change) -> str:
        if change.kind not in self.classes:
            return shown(change)
        if change.conflict and self.conflicts == "denied":
            return f"{shown(change)}: its markers contradict each other"
        return ""

    def _gaps(self, source: Sourced, changes: Changes) -> Iterator[Finding]:
        for gap in changes.gaps:
            unseen = gap.kind.endswith(_UNSEEN) or gap.kind in _ALSO
            if unseen and gap.kind not in self.gaps:
                found = f"{gap.kind} ({gap.count}): {gap.detail}"
                yield self._finding(source, f"commit {source.head[:12]}", found, "missing")

    def _finding(self, source: Sourced, subject: str, found: str, cause: Cause) -> Finding:
        classes = ", ".join(item for item in CLASSES if item in self.classes)
        return Finding(
            rule=self.id,
            subject=subject,
            expected=EXPECTED if cause == "missing" else f"a commit that is {classes}",
            found=found,
            fix="look at what was not looked at (`pbom commits` says how); whoever writes the next "
            "commit says whether an agent did (`Assisted-by: NAME`, or `Assisted-by: none`)",
            cause=cause,
            evidence=source.evidence,
        )


plugin: type[Rule] = ChangesClassified
