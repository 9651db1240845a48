"""The clock: nobody below this room reads it."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)
