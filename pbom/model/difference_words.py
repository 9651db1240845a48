"""Differences in words, not yet safe to show: what every comparison says alike."""

from collections.abc import Iterator

from pbom.model.difference import Delta, Difference, FactChange, Limit, Side, count_kinds

MANY = 5
"""So many values of one fact are shown on each side; further ones are counted."""
_STANDINGS = {
    "unverified": "NOT VERIFIED",
    "verified": "verified",
    "denied": "DENIED BY THE GATE",
}


def banner(delta: Delta) -> str:
    """What the comparison rests on."""
    if delta.verified:
        return "both sides are verified: each is what its evidence yields"
    sides = [side for side in (delta.old, delta.new) if side.standing == "denied"]
    if sides:
        return "DENIED: the gate says no to what is compared here"
    return "NOT VERIFIED: this is what two documents claim (verify with --policy)"


def side_lines(delta: Delta) -> Iterator[str]:
    """Which documents are compared, and what the gate says of each."""
    for title, side in (("OLD", delta.old), ("NEW", delta.new)):
        yield f"{title}  {side.title}  {side.digest}  {_standing(side)}"
        yield from (f"     {text}" for text in (*side.objections, *side.waived))


def _standing(side: Side) -> str:
    kind = "CycloneDX of another tool, " if side.plain else ""
    return kind + _STANDINGS[side.standing]


def total(delta: Delta) -> str:
    """How many differences there are, and of what kinds."""
    count = len(delta.differences)
    if not count:
        return "no differences"
    counts = count_kinds(delta.differences)
    return f"{count} difference{'s' * (count != 1)}: {counts}"


def title(item: Difference) -> str:
    """What became of what."""
    return f"{item.change} {item.kind}: {item.subject}"


def detail(item: Difference) -> Iterator[tuple[str, str]]:
    """A word and what it says: the facts, what is told beside them, the reasons."""
    for fact in item.facts:
        yield fact.name, _fact(item, fact)
    for note in item.notes:
        if note.name != "fact":
            yield note.name, note.value
    for reason in item.reasons:
        yield "because", f"{reason.text} ({reason.weight})"


def _fact(item: Difference, fact: FactChange) -> str:
    if item.change == "added":
        return _several(fact.new)
    if item.change == "removed":
        return _several(fact.old)
    return f"{_several(fact.old)} -> {_several(fact.new)}"


def _several(values: tuple[str, ...]) -> str:
    if not values:
        return "(none)"
    more = f" and {len(values) - MANY} more" if len(values) > MANY else ""
    return ", ".join(values[:MANY]) + more


def limit_lines(limits: tuple[Limit, ...]) -> Iterator[str]:
    """What could not be compared, and why; what is alike for several kinds in one line."""
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for limit in limits:
        kinds, sides = found.setdefault(limit.reason, ({}, {}))
        kinds[limit.kind] = None
        sides[limit.side] = None
    for reason, (kinds, sides) in found.items():
        yield f"not compared: {', '.join(kinds)}: {reason} ({', '.join(sorted(sides))})"
