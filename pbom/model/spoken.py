"""Spoken: persons that the lines of a message name, and what they are said to have done."""

from typing import Literal

from msgspec import Struct

from pbom.model.commit import Person

SpokenRole = Literal["approval", "test", "co-author", "change"]
"""``approval``: reviewed, acknowledged or approved it. ``change``: no person at all, but the line
of a review system that keeps its reviews elsewhere.
"""


class Spoken(Struct, frozen=True, kw_only=True):
    """One line of a message.

    Attributes:
        role: What the person is said to have done.
        key: The line's key, such as ``Reviewed-by``.
        person: The person; the address is empty where the line has none.
        raw: The line as it stands there, cut after a thousand characters.
        of: The commit for which the line was written, where this one is a copy of another.
    """

    role: SpokenRole
    key: str
    person: Person
    raw: str
    of: str = ""
