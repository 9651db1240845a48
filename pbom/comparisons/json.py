"""``json``: for programs; the members are described in ``spec/diff.md``."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.strict_json import Json as JsonValue
from pbom.codec.strict_json import write_visible
from pbom.comparisons import Comparison
from pbom.model.difference import Delta, Difference, Fact, Side, Thing
from pbom.model.ink import Ink

TYPE = "urn:pbom:diff:v1"


class Json:
    """One JSON object, in visible ASCII: it may well end up on a terminal."""

    id: ClassVar[str] = "json"

    def lines(self, delta: Delta, ink: Ink) -> Iterator[str]:
        """The object in one line."""
        del ink
        yield write_visible(
            {
                "type": TYPE,
                "verified": delta.verified,
                "old": _side(delta.old),
                "new": _side(delta.new),
                "kinds": list(delta.kinds),
                "differences": [_difference(item) for item in delta.differences],
                "limits": [limit._asdict() for limit in delta.limits],
            }
        )


def _side(side: Side) -> dict[str, JsonValue]:
    return {
        "title": side.title,
        "digest": str(side.digest),
        "plain": side.plain,
        "standing": side.standing,
        "objections": list(side.objections),
        "waived": list(side.waived),
    }


def _difference(item: Difference) -> dict[str, JsonValue]:
    return {
        "kind": item.kind,
        "change": item.change,
        "subject": item.subject,
        "old": _thing(item.old),
        "new": _thing(item.new),
        "weight": item.weight,
        "reasons": [reason._asdict() for reason in item.reasons],
    }


def _thing(thing: Thing | None) -> JsonValue:
    if thing is None:
        return None
    return {"name": thing.name, "facts": _facts(thing.facts), "notes": _facts(thing.notes)}


def _facts(facts: tuple[Fact, ...]) -> list[JsonValue]:
    return [fact._asdict() for fact in facts]


plugin: type[Comparison] = Json
