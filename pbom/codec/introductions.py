"""Introductions as JSON: what the commits of a range brought, beside the commits themselves."""

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
from pbom.model.dependency import Dependency
from pbom.model.introduction import Fact, FactKind, Introduction, News
from pbom.model.inventory import Place

_NEWS: dict[str, News] = {item: item for item in get_args(News)}
_FACTS: dict[str, FactKind] = {item: item for item in get_args(FactKind)}


def write_introductions(found: tuple[Introduction, ...]) -> dict[str, Json]:
    """The member that has them; no member where there is none."""
    return {"introductions": [_write_one(one) for one in found]} if found else {}


def read_introductions(root: Fields, commits: frozenset[str]) -> tuple[Introduction, ...]:
    """The packages and components in that member; each came with one of the commits, or before.

    Raises:
        FormatError: It is something else, or has a member that is not known.
    """
    return tuple(_read_one(item, commits) for item in root.tables("introductions"))


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
        "through": list(one.through),
        "facts": [{"id": fact.id, "detail": fact.detail} for fact in one.facts],
    }


def _read_one(table: Fields, commits: frozenset[str]) -> Introduction:
    one = Introduction(
        item=read_dependency(table.table("package"))
        if "package" in table
        else read_component(table.table("component")),
        places=tuple(_read_place(item) for item in table.tables("places", required=True)),
        news=table.choice("news", _NEWS),
        before=table.texts("before"),
        commit=table.text("commit"),
        through=table.texts("through"),
        facts=tuple(_read_fact(item) for item in table.tables("facts", required=True)),
    )
    if one.commit and one.commit not in commits:
        raise table.error("commit", "is not one of the commits")
    table.close()
    return one


def _read_place(table: Fields) -> Place:
    place = Place(read_name(table), table.text("place"))
    table.close()
    return place


def _read_fact(table: Fields) -> Fact:
    fact = Fact(id=table.choice("id", _FACTS), detail=table.text("detail"))
    table.close()
    return fact
