"""Policies: who may sign what, and which rules a release must keep."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from pbom.model.digest import Digest
from pbom.model.finding import Finding
from pbom.model.functionary import Functionary
from pbom.model.layout import Layout
from pbom.model.owners import NOBODY, Owners
from pbom.model.pbom import Pbom
from pbom.model.waiver import WaiverRole


class Check(Protocol):
    """A rule with its parameters: a value that can be asked."""

    @property
    def id(self) -> str:
        """The rule's id."""
        ...

    def check(self, pbom: Pbom, at: datetime) -> Iterable[Finding]:
        """Every way in which the release breaks the rule; none where it keeps it."""
        ...


class Policy(Struct, frozen=True, kw_only=True):
    """What must be true of a release.

    Attributes:
        functionaries: Who is trusted to sign at all.
        layout: The steps, and who may sign which.
        assemblers: Names of the functionaries that may sign a PBOM.
        rules: The rules, with their parameters.
        digest: SHA-256 of the policy's bytes.
        waivers: Who may waive which rules; nobody where there is none.
        environment: The one that it is read for; empty for none in particular.
        environments: All that it knows.
        owners: Who is to mend what is found.
        places: Names of its file in the workspace, to notice that a commit changed it; none where
            it lies elsewhere.

    Raises:
        ValueError: The policy would let anything pass, or names somebody it does not know.
    """

    functionaries: tuple[Functionary, ...]
    layout: Layout
    assemblers: frozenset[str]
    rules: tuple[Check, ...]
    digest: Digest
    waivers: tuple[WaiverRole, ...] = ()
    environment: str = ""
    environments: tuple[str, ...] = ()
    owners: Owners = NOBODY
    places: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.functionaries:
            raise ValueError("a policy needs at least one functionary")
        if not self.rules:
            raise ValueError("a policy needs at least one rule")
        if not self.assemblers:
            raise ValueError("a policy needs somebody who may sign the PBOM")
        names = [functionary.name for functionary in self.functionaries]
        if len({functionary.key for functionary in self.functionaries}) != len(names):
            raise ValueError("two functionaries have one key, so they could never count as two")
        people = {(item.name, item.emails, item.roles) for item in self.functionaries}
        if len(people) != len(set(names)):
            raise ValueError("every functionary has its own name")
        named = self.assemblers.union(
            self.layout.source.functionaries, *(step.functionaries for step in self.layout.steps)
        )
        unknown = sorted(named.difference(names))
        if unknown:
            raise ValueError(
                f"unknown functionary {unknown[0]!r}; known are: {', '.join(dict.fromkeys(names))}"
            )
