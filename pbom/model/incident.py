"""Incidents: what one bad thing has reached, what it has not, and what nobody can tell."""

from datetime import datetime

from msgspec import Struct

from pbom.model.lineage import CommitNote, Standing
from pbom.model.mention import Name


class Place(Struct, frozen=True, kw_only=True):
    """An environment that an artifact was deployed to.

    Attributes:
        environment: Its name.
        at: When, the last time; ``None`` where the statement does not say.
        since: What was deployed there under the same name later and is not affected, as
            ``<digest> on <day>``; empty where nothing was.
        standing: What the word of whoever deployed it is worth.
    """

    environment: str
    at: datetime | None
    since: str
    standing: Standing


class Affected(Struct, frozen=True, kw_only=True):
    """An artifact that the thing has reached.

    Attributes:
        artifact: Its digest.
        label: By what name it was shipped or made.
        way: How it was reached, from the thing on, a hop each.
        places: Where it was deployed.
        doubts: What on the way is not believed; empty where all of it is.
    """

    artifact: Name
    label: str
    way: tuple[str, ...]
    places: tuple[Place, ...] = ()
    doubts: tuple[str, ...] = ()


class Spared(Struct, frozen=True, kw_only=True):
    """An artifact that was looked at, and why it is spared, or why that cannot be told.

    Attributes:
        artifact: Its digest.
        label: By what name it was shipped.
        reasons: Why.
        environments: Where it was deployed.
    """

    artifact: Name
    label: str
    reasons: tuple[str, ...]
    environments: tuple[str, ...] = ()


class Brought(Struct, frozen=True, kw_only=True):
    """A commit that brought the thing, or is it.

    Attributes:
        id: The commit.
        word: What it has to do with it.
        note: What a look says of it; ``None`` where none does.
        standing: What that is worth.
    """

    id: str
    word: str
    note: CommitNote | None
    standing: Standing


class Incident(Struct, frozen=True, kw_only=True):
    """The blast radius of one thing.

    Attributes:
        title: What it is about.
        banner: What the answer rests on.
        verified: Whether signatures were checked by a policy.
        brought: The commits that brought it.
        affected: Artifacts that it has reached.
        steps: Recorded steps that it has reached.
        files: How many further files these steps made, which nobody is known to have shipped.
        clear: Artifacts that it has not reached.
        unclear: Artifacts of which that cannot be told.
        rest: How many artifacts were not looked at.
        untold: What else cannot be told, a line each.
    """

    title: str
    banner: str
    verified: bool
    brought: tuple[Brought, ...]
    affected: tuple[Affected, ...]
    steps: tuple[str, ...]
    files: int
    clear: tuple[Spared, ...]
    unclear: tuple[Spared, ...]
    rest: int
    untold: tuple[str, ...]

    @property
    def environments(self) -> tuple[str, ...]:
        """Every environment that something affected was deployed to."""
        found = {place.environment for item in self.affected for place in item.places}
        return tuple(sorted(found))

    @property
    def certain(self) -> bool:
        """Whether nothing was left open, so that what is not named is not affected."""
        return self.verified and not (self.unclear or self.rest or self.untold)
