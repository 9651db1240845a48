"""Moments in time: RFC 3339, UTC, ``Z``, milliseconds."""

import re
from datetime import UTC, datetime

from pbom.errors import FormatError

_SHAPE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)


def write_moment(moment: datetime) -> str:
    """The moment as text, ``2026-11-23T12:00:00.000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_moment(text: str, *, place: str = "$") -> datetime:
    """The moment that a text names; finer parts than microseconds are cut.

    Raises:
        FormatError: The text is not RFC 3339 in UTC with a ``Z``.
    """
    if not _SHAPE.fullmatch(text):
        raise FormatError(
            f"expected a time such as 2026-11-23T12:00:00Z, found {text!r}"[:200], place=place
        )
    whole, _, fraction = text[:-1].partition(".")
    try:
        moment = datetime.fromisoformat(whole).replace(tzinfo=UTC)
    except ValueError as error:
        raise FormatError(f"no such time: {text}", place=place) from error
    return moment.replace(microsecond=int((fraction + "000000")[:6]))
