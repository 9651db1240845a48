"""What ``pbom incident`` shows, and the exit code."""

import sys
from pathlib import Path

from msgspec import Struct

from pbom import plugins
from pbom.bulletins import Bulletin
from pbom.cli.lineages import Ground, named, open_ground, read_names
from pbom.cli.terminal import ink_for
from pbom.errors import UsageError
from pbom.model.mention import SHIPPED, Name, NameKind
from pbom.stages.incident import Ask, incident

AFFECTED, UNCERTAIN = 1, 3


class Thing(Struct, frozen=True, kw_only=True):
    """The one thing that is asked about, by the option that names it."""

    commit: str
    component: str
    digest: str
    key: str
    agent: str

    def names(self, ground: Ground) -> tuple[Name, ...]:
        """Its names.

        Raises:
            UsageError: It is not one thing, or means several.
            EvidenceMissingError: Nothing in the evidence has that name.
        """
        given = [
            (option, value) for option in self.__struct_fields__ if (value := getattr(self, option))
        ]
        if len(given) != 1:
            raise UsageError("name one of --commit, --component, --digest, --key and --agent")
        ((option, value),) = given
        if option == "component":
            return named("package", value, ground)
        if option == "digest":
            return read_names(value, ground)
        kinds: dict[str, NameKind] = {"commit": "commit", "key": "key", "agent": "agent"}
        return named(kinds[option], value, ground)


def show_incident(
    thing: Thing, sources: tuple[tuple[Path, ...], Path | None], form: str, limit: int
) -> int:
    """Print the incident; the exit code.

    Raises:
        UsageError: The format is unknown, or the thing is not one.
        EvidenceMissingError: There is no evidence, or nothing in it has that name.
        PolicyError: The policy that was named cannot be used.
        StoreError: The evidence cannot be read.
    """
    view = _bulletin(form)
    ground = open_ground(*sources)
    found = incident(_ask(thing, ground, limit), ground.finder())
    for line in view.lines(found, ink_for(sys.stdout)):
        sys.stdout.write(line + "\n")
    sys.stdout.flush()
    if found.affected or found.steps:
        return AFFECTED
    return 0 if found.certain else UNCERTAIN


def _ask(thing: Thing, ground: Ground, limit: int) -> Ask:
    shipped: dict[Name, str] = {}
    for index in ground.indexes:
        for name, label in index.named(SHIPPED, limit):
            shipped.setdefault(name, label)
    return Ask(
        names=thing.names(ground),
        shipped=tuple(shipped.items())[:limit],
        total=_total(ground, limit) or len(shipped),
        untold=tuple(f"not understood, and not searched: {line}" for line in ground.problems()),
        banner=ground.banner,
        verified=ground.verified,
    )


def _total(ground: Ground, limit: int) -> int:
    """How many artifacts there are, where these are more than are looked at; else 0."""
    counts = [index.count(SHIPPED) for index in ground.indexes]
    return sum(counts) if max(counts) > limit else 0


def _bulletin(name: str) -> Bulletin:
    known = {member.id: member for member in plugins.bulletins()}
    if name not in known:
        raise UsageError(f"unknown format {name!r}; there are: {', '.join(sorted(known))}")
    return known[name]()
