"""Name to incident: what it has reached, where that runs, and what is spared, or may not be."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from pbom.model.incident import Affected, Brought, Incident, Place, Spared
from pbom.model.lineage import Claim, Find
from pbom.model.mention import Name
from pbom.stages.reach import Reach
from pbom.stages.spare import Spare

RECENT = 100
"""Among so many deployments to an environment, the last ones, a replacement is looked for."""
MANY = 100
"""So many commits are told of a thing."""


class Ask(Struct, frozen=True, kw_only=True):
    """What is asked.

    Attributes:
        names: The thing, by all its names of one kind.
        shipped: Artifacts that somebody shipped, each with a name: all of them, or the first.
        total: How many there are.
        untold: What of the evidence could not be read, a line each.
        banner: What the answer rests on.
        verified: Whether signatures are checked by a policy.
    """

    names: Sequence[Name]
    shipped: Sequence[tuple[Name, str]]
    total: int
    untold: tuple[str, ...]
    banner: str
    verified: bool


def incident(ask: Ask, find: Find) -> Incident:
    """The blast radius.

    Raises:
        StoreError: The evidence cannot be read.
    """
    reach = Reach(find)
    reach.follow(ask.names)
    kind = ask.names[0].kind
    spare = Spare(kind, ask.names, find)
    others = [pair for pair in ask.shipped if pair[0] not in reach.files]
    looked = [_spared(name, label, spare, find) for name, label in others]
    seen = {name for name, _ in others} | reach.shipped.keys()
    untold = [*ask.untold, *(f"{item.bundle}: {item.objection}" for item in reach.refused.values())]
    if reach.full:
        untold.append("it has reached more files than are followed")
    return Incident(
        title=f"{kind} {', '.join(name.value for name in ask.names[:3])}",
        banner=ask.banner,
        verified=ask.verified,
        brought=tuple(_brought(ask.names, find)),
        affected=tuple(_affected(reach, find, verified=ask.verified)),
        steps=tuple(sorted(claim.title for claim in reach.steps.values())),
        files=len(reach.files.keys() - reach.shipped.keys() - set(ask.names)),
        clear=tuple(item for item, clear in looked if clear),
        unclear=tuple(item for item, clear in looked if not clear),
        rest=max(ask.total - len(seen), 0),
        untold=tuple(dict.fromkeys(untold)),
    )


def _affected(reach: Reach, find: Find, *, verified: bool) -> Iterator[Affected]:
    """What was reached; without a policy the banner says of all of it that it is not verified."""
    for name, label in sorted(reach.shipped.items(), key=lambda pair: (pair[1], pair[0])):
        way = reach.files[name]
        yield Affected(
            artifact=name,
            label=label,
            way=way.hops,
            places=tuple(_places(name, reach, find)),
            doubts=way.doubts if verified else (),
        )


def _places(name: Name, reach: Reach, find: Find) -> Iterator[Place]:
    """Where an artifact was deployed, the last time in each environment."""
    last: dict[str, Claim] = {}
    for claim in find(name, "deployed"):
        for place in claim.names("place"):
            known = last.get(place.value)
            if known is None or str(claim.ended) > str(known.ended):
                last[place.value] = claim
    for environment, claim in sorted(last.items()):
        yield Place(
            environment=environment,
            at=claim.ended,
            since=_since(claim, name, reach, find),
            standing=claim.standing,
        )


def _since(claim: Claim, name: Name, reach: Reach, find: Find) -> str:
    """What came to the same environment later under the same name, if that is not affected."""
    labels = set(claim.labels(name, "deployed"))
    later: list[tuple[str, str]] = []
    for place in claim.names("place"):
        for other in find.latest(place, "place", RECENT):
            if other.kind != "deployment" or str(other.ended) <= str(claim.ended):
                continue
            later += [
                (f"{other.ended:%Y-%m-%d}", found.value[:19])
                for found in other.names("deployed")
                if found not in reach.files
                and other.standing == claim.standing
                and labels.intersection(other.labels(found, "deployed"))
            ]
    return "{1} on {0}".format(*max(later)) if later else ""


def _spared(name: Name, label: str, spare: Spare, find: Find) -> tuple[Spared, bool]:
    reasons = spare.reasons(name)
    places = {place.value for claim in find(name, "deployed") for place in claim.names("place")}
    clear = not reasons
    said = reasons or ("every step behind it is known, and it is in none of them",)
    spared = Spared(artifact=name, label=label, reasons=said, environments=tuple(sorted(places)))
    return spared, clear


def _brought(names: Iterable[Name], find: Find) -> Iterator[Brought]:
    """The commits that brought the thing, are it, or were written by it."""
    found: dict[str, str] = {}
    for name in names:
        if name.kind == "commit":
            found[name.value] = "is it"
        elif name.kind == "digest":
            for claim in find(name, "product"):
                found |= {head.value: f"{claim.title} made it" for head in claim.names("head")}
        elif name.kind == "agent":
            for look in find(name, "wrote"):
                found |= dict.fromkeys(look.labels(name, "wrote"), "it had a part in it")
        elif name.kind == "package":
            for look in find(name, "introduced"):
                found |= dict.fromkeys(look.labels(name, "introduced"), f"brought {name.value}")
    for commit, word in list(found.items())[:MANY]:
        yield _told(commit, word, find)


def _told(commit: str, word: str, find: Find) -> Brought:
    looks = [claim for claim in find(Name("commit", commit), "listed") if claim.kind == "source"]
    for look in sorted(looks, key=lambda item: item.standing != "verified"):
        for note in look.commits:
            if note.id == commit:
                return Brought(id=commit, word=word, note=note, standing=look.standing)
    return Brought(id=commit, word=word, note=None, standing="unverified")
