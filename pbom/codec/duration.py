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
    duration = parse_duration(fields.text(key))
    if duration is None:
        raise fields.error(key, "expected a duration such as '90d', '12h' or '30m'")
    return duration


def parse_duration(text: str) -> timedelta | None:
    """The duration that a text names; ``None`` where it names none."""
    match = _SHAPE.fullmatch(text)
    return int(match[1]) * _UNITS[match[2]] if match else None


def write_duration(duration: timedelta) -> str:
    """The duration in its largest unit that names it; no part of a minute."""
    unit = next((name for name, length in _UNITS.items() if not duration % length), "m")
    return f"{duration // _UNITS[unit]}{unit}"
