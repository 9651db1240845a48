"""What an incident says, in words that every bulletin uses."""

from collections.abc import Iterator

from pbom.model.incident import Affected, Brought, Incident, Place, Spared
from pbom.model.mention import Name


def summary(incident: Incident) -> str:
    """The whole of it in one line."""
    affected, places = len(incident.affected), len(incident.environments)
    parts = [
        f"{_count(affected, 'artifact')} affected, in {_count(places, 'environment')}",
        f"{len(incident.clear):,} not affected",
        f"of {len(incident.unclear):,} it cannot be told",
    ]
    if incident.rest:
        parts.append(f"{incident.rest:,} not looked at")
    return "; ".join(parts)


def brought(item: Brought) -> Iterator[str]:
    """A commit that has to do with it: what, by whom, and who looked at it."""
    yield f"commit {item.id}: {item.word}"
    if item.note is None:
        yield "no recorded look at the commits tells of it: its class and review are not known"
        return
    who = f" by {', '.join(item.note.agents)}" if item.note.agents else ""
    seen = ", ".join(item.note.reviewers) or "nobody that is visible"
    yield f"{item.note.subject} ({item.note.author})"
    yield f"class {item.note.kind}{who}; review {item.note.review}, by {seen}"
    if item.standing != "verified":
        yield "UNVERIFIED: the signature of who says so was not checked, or does not count"


def called(artifact: Name, label: str) -> str:
    """An artifact by name and digest."""
    return f"{label}  {artifact.value}" if label else artifact.value


def affected(item: Affected) -> Iterator[str]:
    """How it was reached, where it runs, and what of that is not believed."""
    yield " > ".join(item.way)
    for place in item.places:
        yield where(place)
    if not item.places:
        yield "no deployment of it is recorded: where it runs cannot be told"
    for doubt in item.doubts:
        yield f"UNVERIFIED: {doubt}"


def where(place: Place) -> str:
    """Where it was deployed, and whether something else was since."""
    at = f" on {place.at:%Y-%m-%d %H:%M} UTC" if place.at else ""
    since = f", replaced by {place.since}" if place.since else ", not known to be replaced"
    mark = "" if place.standing == "verified" else " (UNVERIFIED)"
    return f"deployed to {place.environment}{at}{since}{mark}"


def spared(item: Spared) -> Iterator[str]:
    """Why it is spared, or why that cannot be told."""
    yield from item.reasons
    if item.environments:
        yield f"deployed to {', '.join(item.environments)}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
