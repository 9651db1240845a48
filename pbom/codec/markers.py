"""Markers and attributions as JSON."""

from typing import get_args

from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json
from pbom.errors import FormatError
from pbom.model.artifact import name_problem
from pbom.model.attribution import Attribution, Contributor, LineRange
from pbom.model.marker import Integrity, Marker, Role, Strength, Where

_WHERE: dict[str, Where] = {item: item for item in get_args(Where)}
_ROLES: dict[str, Role] = {item: item for item in get_args(Role)}
_STRENGTHS: dict[str, Strength] = {item: item for item in get_args(Strength)}
_INTEGRITY: dict[str, Integrity] = {item: item for item in get_args(Integrity)}
_CONTRIBUTORS: dict[str, Contributor] = {item: item for item in get_args(Contributor)}


def write_marker(marker: Marker) -> dict[str, Json]:
    """A marker; what it does not know is left out."""
    optional = {
        "place": marker.place,
        "agent": marker.agent,
        "model": marker.model,
        "session": marker.session,
    }
    return {
        "rule": marker.rule,
        "raw": marker.raw,
        "where": marker.where,
        "role": marker.role,
        "strength": marker.strength,
        "integrity": marker.integrity,
        **{key: value for key, value in optional.items() if value},
    }


def read_marker(fields: Fields) -> Marker:
    """A marker from its JSON.

    Raises:
        FormatError: It is something else.
    """
    marker = Marker(
        rule=fields.text("rule"),
        raw=fields.text("raw"),
        where=fields.choice("where", _WHERE),
        place=fields.text("place", ""),
        role=fields.choice("role", _ROLES),
        strength=fields.choice("strength", _STRENGTHS),
        integrity=fields.choice("integrity", _INTEGRITY),
        agent=fields.text("agent", ""),
        model=fields.text("model", ""),
        session=fields.text("session", ""),
    )
    fields.close()
    return marker


def write_attribution(item: Attribution) -> dict[str, Json]:
    """An attribution; ranges are pairs of line numbers."""
    optional = {"agent": item.agent, "model": item.model, "problem": item.problem}
    return {
        "path": item.path,
        "contributor": item.contributor,
        "ranges": [[lines.first, lines.last] for lines in item.ranges],
        **{key: value for key, value in optional.items() if value},
    }


def read_attribution(fields: Fields) -> Attribution:
    """An attribution from its JSON.

    Raises:
        FormatError: It is something else.
    """
    path = fields.text("path")
    problem = name_problem(path)
    if problem:
        raise fields.error("path", f"{problem}, found {path!r}"[:300])
    ranges = fields.sequence("ranges", required=True)
    item = Attribution(
        path=path,
        contributor=fields.choice("contributor", _CONTRIBUTORS),
        ranges=tuple(
            _range(pair, f"{fields.path('ranges')}[{at}]") for at, pair in enumerate(ranges)
        ),
        agent=fields.text("agent", ""),
        model=fields.text("model", ""),
        problem=fields.text("problem", ""),
    )
    fields.close()
    return item


def _range(pair: Json, place: str) -> LineRange:
    match pair:
        case [int() as first, int() as last] if not (first is True or last is True):
            try:
                return LineRange(first, last)
            except ValueError as error:
                raise FormatError(str(error), place=place) from error
    raise FormatError("expected two line numbers", place=place)
