"""Moments: RFC 3339, UTC, milliseconds."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.codec.moment import read_moment, write_moment
from pbom.errors import FormatError

MOMENTS = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)


@given(MOMENTS)
def test_what_was_written_can_be_read_back(moment: datetime) -> None:
    assert read_moment(write_moment(moment)) == moment


@given(st.lists(MOMENTS, min_size=2, max_size=2).map(sorted))
def test_the_order_of_texts_is_the_order_of_moments(moments: list[datetime]) -> None:
    texts = [write_moment(moment) for moment in moments]
    assert texts == sorted(texts)


def test_other_time_zones_are_written_in_utc() -> None:
    moment = datetime(2026, 3, 2, 1, tzinfo=timezone(timedelta(hours=5)))
    assert write_moment(moment) == "2026-03-01T20:00:00.000Z"


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2026-03-02T12:00:00Z", 0),
        ("2026-03-02T12:00:00.5Z", 500_000),
        ("2026-03-02T12:00:00.123456789Z", 123_456),
        ("2026-03-02T12:00:00.000000999Z", 0),
    ],
)
def test_finer_parts_than_microseconds_are_cut(text: str, microsecond: int) -> None:
    expected = datetime(2026, 3, 2, 12, microsecond=microsecond, tzinfo=UTC)
    assert read_moment(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-02",
        "2026-03-02T12:00:00",
        "2026-03-02T12:00:00+00:00",
        "2026-03-02T12:00:00.Z",
        "2026-03-02T12:00:00.1234567890Z",
        "2026-03-02 12:00:00Z",
        "2026-03-02t12:00:00z",
        "2026-03-02T12:00:00Z\n",
        "2026-3-2T12:00:00Z",
        "٢٠٢٦-03-02T12:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-03-02T24:00:00Z",
        "2026-03-02T12:00:60Z",
        "0000-01-01T00:00:00Z",
    ],
)
def test_anything_else_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_moment(text, place="$.startedOn")
    assert caught.value.place == "$.startedOn"
