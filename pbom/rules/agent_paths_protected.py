"""``agent-paths-protected``: an agent's change to protected files needs a person's approval."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.parameters import Taken, read_patterns, read_roles, read_taken
from pbom.model.change import Change
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.part import is_bare_merge
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.model.sourced import shown, sourced
from pbom.model.unapproved import Desk, Wanting
from pbom.rules import Default, Rule

LISTED = 5


class AgentPathsProtected(Struct, frozen=True, kw_only=True):
    """Where an agent may have touched a protected file, somebody independent approved.

    Attributes:
        layout: Whose word counts for commits.
        paths: The protected files; where there are none, all that decide how software is built.
        roles: As what an approver may speak.
        unknown: For whose a commit without a marker is taken.
    """

    layout: Layout
    paths: Patterns = Patterns()
    roles: frozenset[str] = frozenset({"reviewer"})
    unknown: Taken = "agent"
    id: ClassVar[str] = "agent-paths-protected"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "AgentPathsProtected":
        """The rule; ``paths`` are protected, ``roles`` may approve.

        Raises:
            FormatError: A pattern, a role or a word is wrong.
        """
        return cls(
            layout=layout,
            paths=read_patterns(fields, "paths"),
            roles=read_roles(fields),
            unknown=read_taken(fields),
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
                if self._may_be_agent(change) and (touched := self._touched(change))
            )
            yield from desk.unapproved(source, wanting)

    def _may_be_agent(self, change: Change) -> bool:
        if is_bare_merge(change):
            return False
        return change.by_agent or (change.kind == "unknown" and self.unknown == "agent")

    def _touched(self, change: Change) -> str:
        """The protected files in a commit, for people; nobody looked is taken for all."""
        if change.paths is None:
            return "files that nobody looked at"
        names = [
            path.name
            for path in change.paths
            if (self.paths.match(path.name) if self.paths else path.kind)
        ]
        more = f" and {len(names) - LISTED} more" if names[LISTED:] else ""
        return f"{', '.join(names[:LISTED])}{more}"


plugin: type[Rule] = AgentPathsProtected
