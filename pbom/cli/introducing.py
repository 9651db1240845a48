"""Introductions for a reader: a table or JSON."""

from collections.abc import Iterator

from pbom.codec.strict_json import Json, write_json
from pbom.errors import UsageError
from pbom.model.change import Change, Changes
from pbom.model.dependency import Dependency
from pbom.model.introduction import Introduction
from pbom.model.printable import printable


def list_introductions(found: Changes, form: str) -> Iterator[str]:
    """The lines of a list.

    Raises:
        UsageError: There is no such form.
    """
    match form:
        case "table":
            return _table(found)
        case "json":
            return iter([write_json(_json(found)).decode("utf-8")])
    raise UsageError(f"unknown format {form!r} for a range; there are: table, json")


def _table(found: Changes) -> Iterator[str]:
    yield f"{len(found.introductions)} new {found.range.reason}"
    for item in found.introductions:
        change = _change(found, item)
        by = f"{change.commit.author.name} ({change.kind})" if change else "from beyond the range"
        before = f" (before: {', '.join(item.before)})" if item.before else ""
        yield printable(f"{_called(item)}{before}")
        yield printable(f"  {item.news} by {item.commit[:12] or '-'} {by}")
        if item.through:
            yield printable(f"  through {' > '.join(item.through)}")
        for fact in item.facts:
            yield printable(f"  {fact.id}: {fact.detail}")


def _change(found: Changes, item: Introduction) -> Change | None:
    return next((one for one in found.changes if one.commit.id == item.commit), None)


def _called(item: Introduction) -> str:
    known = item.item
    prefix = known.ecosystem if isinstance(known, Dependency) else known.kind
    return f"{prefix} {known.name} {known.version}".rstrip()


def _json(found: Changes) -> Json:
    range_ = found.range
    return {
        "type": "urn:pbom:introductions:v1",
        "range": {"base": range_.base, "head": range_.head, "reason": range_.reason},
        "introductions": [_introduction(found, item) for item in found.introductions],
    }


def _introduction(found: Changes, item: Introduction) -> Json:
    change = _change(found, item)
    written: dict[str, Json] = {
        "purl": item.item.purl,
        "name": item.item.name,
        "version": item.item.version,
        "news": item.news,
        "before": list(item.before),
        "files": sorted({place.file for place in item.places}),
        "commit": item.commit,
        "through": list(item.through),
        "facts": [{"kind": fact.id, "detail": fact.detail} for fact in item.facts],
    }
    if change:
        written["author"] = str(change.commit.author)
        written["class"] = change.kind
        written["agents"] = list(change.agents)
    return written
