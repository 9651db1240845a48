"""``pipeline-changes-approved``: who changes how software is built has somebody else's approval."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.parameters import read_patterns, read_roles
from pbom.model.change import Change, ChangedPath
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.model.sourced import shown, sourced
from pbom.model.unapproved import Desk, Wanting
from pbom.rules import Default, Rule

LISTED = 5


class PipelineChangesApproved(Struct, frozen=True, kw_only=True):
    """Each commit that touched a pipeline definition, by whomever, was approved.

    Attributes:
        layout: Whose word counts for commits.
        roles: As what an approver may speak.
        paths: Further files that are meant.
        free: Kinds of pipeline definitions that need no approval.
    """

    layout: Layout
    roles: frozenset[str] = frozenset({"reviewer"})
    paths: Patterns = Patterns()
    free: frozenset[str] = frozenset()
    id: ClassVar[str] = "pipeline-changes-approved"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "PipelineChangesApproved":
        """The rule; ``roles`` may approve, ``paths`` are meant as well, kinds in ``free`` are not.

        Raises:
            FormatError: A pattern or a role is wrong.
        """
        return cls(
            layout=layout,
            roles=read_roles(fields),
            paths=read_patterns(fields, "paths"),
            free=frozenset(fields.texts("free")),
        )

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each such commit that nobody independent approved."""
        desk = Desk(rule=self.id, roles=self.roles, pbom=pbom, at=at)
        for source in sourced(pbom, self.layout):
            if source.changes is None:
                yield source.missing(self.id, "every commit that is new, with its files")
                continue
            wanting = (
                Wanting(change=change, what=f"{shown(change)} touched {touched}")
                for change in source.changes.changes
                if (touched := self._touched(change))
            )
            yield from desk.unapproved(source, wanting)

    def _touched(self, change: Change) -> str:
        """The pipeline definitions in a commit, for people; nobody looked is taken for all."""
        if change.paths is None:
            return "files that nobody looked at"
        found = [path for path in change.paths if self._is_meant(path)]
        names = [f"{path.name} ({path.kind})" if path.kind else path.name for path in found]
        more = f" and {len(names) - LISTED} more" if names[LISTED:] else ""
        return f"{', '.join(names[:LISTED])}{more}"

    def _is_meant(self, path: ChangedPath) -> bool:
        return bool(path.kind and path.kind not in self.free) or self.paths.match(path.name)


plugin: type[Rule] = PipelineChangesApproved
