"""Durations in configuration."""

from datetime import timedelta

import pytest

from pbom.codec.duration import read_duration
from pbom.codec.fields import Fields
from pbom.errors import FormatError

DEFAULT = timedelta(days=90)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90d", timedelta(days=90)),
        ("12h", timedelta(hours=12)),
        ("30m", timedelta(minutes=30)),
        ("999999d", timedelta(days=999_999)),
    ],
)
def test_days_hours_and_minutes(text: str, expected: timedelta) -> None:
    assert read_duration(Fields({"max-age": text}), "max-age", DEFAULT) == expected


def test_the_default_where_nothing_is_said() -> None:
    assert read_duration(Fields({}), "max-age", DEFAULT) == DEFAULT


@pytest.mark.parametrize(
    "value",
    ["0d", "1", "d", "-1d", "1.5d", "1 d", "1d ", "01d", "1w", "1D", "1000000d", "\u0661d", ""],
)
def test_anything_else_is_refused(value: str) -> None:
    with pytest.raises(FormatError, match="expected a duration") as caught:
        read_duration(Fields({"max-age": value}), "max-age", DEFAULT)
    assert caught.value.place == "$.max-age"


def test_a_number_is_no_duration() -> None:
    with pytest.raises(FormatError, match="expected text, found a number"):
        read_duration(Fields({"max-age": 90}), "max-age", DEFAULT)
