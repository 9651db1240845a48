"""``agents-allowed``: only agents and models that are allowed wrote what is new."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, Literal, get_args

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.model.change import Change
from pbom.model.finding import Finding
from pbom.model.layout import Layout
from pbom.model.pbom import Pbom
from pbom.model.sourced import SHOWN, Sourced, named, paths_of, shown, sourced
from pbom.rules import Default, Rule

Unnamed = Literal["denied", "allowed"]


class AgentsAllowed(Struct, frozen=True, kw_only=True):
    """Every agent that wrote is on the list, and so is every model where there is a list of them.

    Attributes:
        layout: Whose word counts for commits.
        allowed: Names of agents that may write; none may where it is empty.
        models: Names of models that may, word for word; empty for any.
        unnamed: Whether an agent may write whose name, or whose model's, nobody says.
    """

    layout: Layout
    allowed: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    unnamed: Unnamed = "denied"
    id: ClassVar[str] = "agents-allowed"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "AgentsAllowed":
        """The rule; ``allowed`` and ``models`` are names, ``unnamed`` agents are denied.

        Raises:
            FormatError: A parameter is of the wrong type.
        """
        usual: Unnamed = "denied"
        return cls(
            layout=layout,
            allowed=frozenset(fields.texts("allowed")),
            models=frozenset(fields.texts("models")),
            unnamed=fields.one_of("unnamed", get_args(Unnamed), usual),
        )

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each commit of another agent's, or of another model's."""
        del at
        for source in sourced(pbom, self.layout):
            if source.changes is None:
                yield source.missing(self.id, "every commit that is new, with its agents")
                continue
            wrong = [
                (change, why)
                for change in source.changes.changes
                if (why := ", ".join(self._strangers(change)))
            ]
            for change, why in wrong[:SHOWN]:
                yield self._finding(source, change, f"{why}: {shown(change)}")
            if wrong[SHOWN:]:
                change, why = wrong[SHOWN]
                yield self._finding(source, change, f"{why}, and {len(wrong) - SHOWN} such commits")

    def _strangers(self, change: Change) -> Iterator[str]:
        for marker in dict.fromkeys(change.markers):
            if not marker.wrote:
                continue
            if marker.agent and marker.agent not in self.allowed:
                yield f"agent {marker.agent}"
            if not marker.agent and not change.agents and self.unnamed == "denied":
                yield "an agent that nobody names"
            if self.models and marker.model and marker.model not in self.models:
                yield f"model {marker.model}"
        if self.models and change.by_agent and not change.models and self.unnamed == "denied":
            yield "a model that nobody names"

    def _finding(self, source: Sourced, change: Change, found: str) -> Finding:
        models = f", with {', '.join(sorted(self.models))}" if self.models else ""
        return Finding(
            rule=self.id,
            subject=named(change),
            expected=f"no agent but {', '.join(sorted(self.allowed)) or 'none at all'}{models}",
            found=found,
            fix="list it under `allowed` (or `models`) of [rules.agents-allowed], or have somebody "
            "else do the change anew",
            evidence=source.evidence,
            spots=source.spots(change),
            paths=paths_of(change),
        )


plugin: type[Rule] = AgentsAllowed
