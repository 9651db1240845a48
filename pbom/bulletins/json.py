"""``json``: for programs; the members are described in ``spec/lineage.md``."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from pbom.bulletins import Bulletin
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json as JsonValue
from pbom.codec.strict_json import write_visible
from pbom.model.incident import Affected, Brought, Incident, Place, Spared
from pbom.model.ink import Ink

TYPE = "urn:pbom:incident:v1"


class Json:
    """One JSON object, in visible ASCII: it may well end up on a terminal."""

    id: ClassVar[str] = "json"

    def lines(self, incident: Incident, ink: Ink) -> Iterator[str]:
        """The object in one line."""
        del ink
        yield write_visible(
            {
                "type": TYPE,
                "title": _text(incident.title),
                "banner": _text(incident.banner),
                "verified": incident.verified,
                "certain": incident.certain,
                "commits": [_brought(item) for item in incident.brought],
                "affected": [_affected(item) for item in incident.affected],
                "environments": list(incident.environments),
                "steps": list(incident.steps),
                "files": incident.files,
                "clear": [_spared(item) for item in incident.clear],
                "unclear": [_spared(item) for item in incident.unclear],
                "rest": incident.rest,
                "untold": _texts(incident.untold),
            }
        )


def _brought(item: Brought) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {
        "commit": item.id,
        "word": item.word,
        "standing": item.standing,
    }
    if item.note:
        found |= {
            "class": item.note.kind,
            "agents": list(item.note.agents),
            "author": item.note.author,
            "subject": item.note.subject,
            "review": item.note.review,
            "reviewers": list(item.note.reviewers),
        }
    return found


def _affected(item: Affected) -> dict[str, JsonValue]:
    return {
        "digest": item.artifact.value,
        "name": item.label,
        "way": list(item.way),
        "deployments": [_place(place) for place in item.places],
        "doubts": list(item.doubts),
    }


def _place(place: Place) -> dict[str, JsonValue]:
    return {
        "environment": place.environment,
        "at": write_moment(place.at) if place.at else "",
        "replacedBy": place.since,
        "standing": place.standing,
    }


def _spared(item: Spared) -> dict[str, JsonValue]:
    return {
        "digest": item.artifact.value,
        "name": item.label,
        "reasons": list(item.reasons),
        "environments": list(item.environments),
    }


def _texts(texts: Iterable[str]) -> list[JsonValue]:
    return [_text(text) for text in texts]


def _text(text: str) -> str:
    """Text that can be written: a path in an error need not be Unicode."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


plugin: type[Bulletin] = Json
