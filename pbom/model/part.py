"""Parts in a commit: whoever had one cannot approve it."""

from collections.abc import Iterable

from msgspec import Struct

from pbom.model.change import Change
from pbom.model.someone import Someone


class Part(Struct, frozen=True, kw_only=True):
    """Somebody who had a part in a commit.

    Attributes:
        who: The person.
        what: What it was, as the end of a sentence about who approves.
    """

    who: Someone
    what: str


def against(who: Iterable[Someone], parts: Iterable[Part]) -> str:
    """Why somebody, by each of the addresses known, cannot approve; empty where they can."""
    listed = tuple(parts)
    for someone in who:
        for part in listed:
            how = someone.like(part.who)
            if how in {"address", "account"}:
                return f"the same {how} {part.what}"
            if how:
                return f"somebody with this {how} {part.what}"
    return ""


def is_bare_merge(change: Change) -> bool:
    """Whether a commit only joins what others wrote."""
    return len(change.commit.parents) > 1 and change.paths == ()
