"""Introductions as JSON: what the commits of a range brought, beside the commits themselves."""

from sys import intern
from typing import get_args

from pbom.codec.dependencies import (
    read_component,
    read_dependency,
    write_component,
    write_dependency,
)
from pbom.codec.digests import read_name
from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json
from pbom.errors import FormatError
from pbom.model.dependency import Dependency
from pbom.model.introduction import Fact, FactKind, Introduction, News, Way
from pbom.model.inventory import Place

_NEWS: dict[str, News] = {item: item for item in get_args(News)}
_FACTS: dict[str, FactKind] = {item: item for item in get_args(FactKind)}


def write_introductions(found: tuple[Introduction, ...]) -> dict[str, Json]:
    """The members that have them; no member where there is none.

    Of a way only the last step is written with each; the steps before it are the same for many.
    """
    if not found:
        return {}
    written: dict[str, Json] = {"introductions": [_write_one(one) for one in found]}
    ways = _write_ways(found)
    return written | {"ways": ways} if ways else written


def _write_ways(found: tuple[Introduction, ...]) -> dict[str, Json]:
    """What is before each package on a way; of the first one on it, nothing."""
    ways: dict[str, Json] = {}
    for one in found:
        for step in one.way or ():
            if step.before is None or step.purl in ways:
                break
            ways[step.purl] = step.before.purl
    return ways


def read_introductions(root: Fields, commits: frozenset[str]) -> tuple[Introduction, ...]:
    """The packages and components in these members; each came with one of the commits, or before.

    Raises:
        FormatError: They are something else, or have a member that is not known.
    """
    ways = _Ways(root.table("ways") if "ways" in root else None)
    found = tuple(_read_one(item, commits, ways) for item in root.each_table("introductions"))
    ways.close()
    return found


class _Ways:
    """Ways by their last step."""

    def __init__(self, before: Fields | None) -> None:
        self._before = before
        self._ways: dict[str, Way] = {}

    def to(self, purl: str) -> Way | None:
        """The way that ends in a package.

        Raises:
            FormatError: It leads in a circle.
        """
        steps: dict[str, None] = {}
        at = purl
        while at and at not in self._ways:
            if at in steps:
                raise FormatError("leads in a circle", place=f"$.ways.{at}"[:300])
            steps[at] = None
            at = self._before.text(at, "") if self._before else ""
        way = self._ways.get(at)
        for step in reversed(steps):
            way = self._ways[step] = Way(intern(step), way)
        return way

    def close(self) -> None:
        """Refuse steps of no way.

        Raises:
            FormatError: There is one.
        """
        if self._before:
            self._before.close()


def _write_one(one: Introduction) -> dict[str, Json]:
    written: dict[str, Json] = (
        {"package": write_dependency(one.item)}
        if isinstance(one.item, Dependency)
        else {"component": write_component(one.item)}
    )
    return written | {
        "places": [{"name": place.file, "place": place.place} for place in one.places],
        "news": one.news,
        "before": list(one.before),
        "commit": one.commit,
        "through": one.way.purl if one.way else "",
        "facts": [{"id": fact.id, "detail": fact.detail} for fact in one.facts],
    }


def _read_one(table: Fields, commits: frozenset[str], ways: _Ways) -> Introduction:
    one = Introduction(
        item=read_dependency(table.table("package"))
        if "package" in table
        else read_component(table.table("component")),
        places=tuple(_read_place(item) for item in table.tables("places", required=True)),
        news=table.choice("news", _NEWS),
        before=table.texts("before"),
        commit=table.text("commit"),
        way=ways.to(table.text("through")),
        facts=tuple(_read_fact(item) for item in table.tables("facts", required=True)),
    )
    if one.commit and one.commit not in commits:
        raise table.error("commit", "is not one of the commits")
    table.close()
    return one


def _read_place(table: Fields) -> Place:
    place = Place(intern(read_name(table)), intern(table.text("place")))
    table.close()
    return place


def _read_fact(table: Fields) -> Fact:
    fact = Fact(id=table.choice("id", _FACTS), detail=table.text("detail"))
    table.close()
    return fact
