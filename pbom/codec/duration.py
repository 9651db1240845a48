"""Durations in configuration: ``90d``, ``12h``, ``30m``."""

import re
from datetime import timedelta

from pbom.codec.fields import Fields

_SHAPE = re.compile(r"([1-9][0-9]{0,5})([dhm])")
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}


def read_duration(fields: Fields, key: str, default: timedelta) -> timedelta:
    """A member that is a duration: a whole number of days, hours or minutes.

    Raises:
        FormatError: It is something else.
    """
    if key not in fields:
        return default
    match = _SHAPE.fullmatch(fields.text(key))
    if not match:
        raise fields.error(key, "expected a duration such as '90d', '12h' or '30m'")
    return int(match[1]) * _UNITS[match[2]]
