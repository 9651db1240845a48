"""``diff``: two documents compared, thing by thing, by identity and then by content.

Sets, not lists: order, repetition and what nobody compares (times, run ids) cannot differ. Every
step takes time in proportion to what there is.
"""

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from msgspec.structs import replace

from pbom.model.difference import (
    KINDS,
    NEW,
    OLD,
    RANGE,
    Change,
    Delta,
    Difference,
    Fact,
    Kind,
    Limit,
    Side,
    Thing,
)
from pbom.stages.diff_history import Settled, apart, settle
from pbom.stages.diff_weigh import weigh

_PLAIN = frozenset({"version", "digest", "scope"})
"""What documents of any tool say of a component in the same words."""
_ORDER = {kind: number for number, kind in enumerate(KINDS)}
Pair = tuple[Thing | None, Thing | None]
Known = tuple[str, tuple[Fact, ...]]


def diff(old: Side, new: Side) -> Delta:
    """Everything that is not the same, what to look at first in front.

    What one side did not look at is not compared and is told as a limit: it is neither gone nor
    new. Whether a limit matters depends on what is asked, so all of them are told.
    """
    limits = tuple(sorted({*_limits(old, new, OLD), *_limits(new, old, NEW), *apart(old, new)}))
    blind = frozenset((limit.kind, limit.scope) for limit in limits)
    plain = old.plain or new.plain
    before, after = (_groups(_shown(side, blind, plain=plain)) for side in (old, new))
    settled = settle(old.histories, new.histories), settle(new.histories, old.histories)
    found = [
        _difference(one, other)
        for key in {**before, **after}
        for one, other in _match(before.get(key, []), after.get(key, []))
        if not _in_both(one, other, settled)
    ]
    found.sort(key=_rank)
    return Delta(old=old, new=new, differences=tuple(found), limits=limits)


def _rank(item: Difference) -> tuple[int, int, str, str, str]:
    shown = item.new or item.old
    facts = "" if shown is None else "\n".join(map("=".join, shown.facts))
    return -item.weight, _ORDER[item.kind], item.subject, item.change, facts


def _limits(side: Side, other: Side, title: str) -> Iterator[Limit]:
    """What a side does not tell of; a step's trace only where the other side has the step too."""
    steps = {thing.name for thing in other.things if thing.kind == "commands"}
    for limit in side.limits:
        step = limit.scope.removeprefix("trace of ")
        if step == limit.scope or step in steps or other.plain:
            yield limit._replace(side=title)


def _shown(side: Side, blind: frozenset[tuple[Kind, str]], *, plain: bool) -> Iterator[Thing]:
    for thing in side.things:
        if (thing.kind, "") in blind or (thing.kind, thing.scope) in blind:
            continue
        if plain and thing.kind in {"artifacts", "dependencies"}:
            kept = tuple(fact for fact in thing.facts if fact.name in _PLAIN)
            yield replace(thing, facts=kept)
        else:
            yield thing


def _groups(things: Iterable[Thing]) -> dict[tuple[Kind, str], list[Thing]]:
    found: dict[tuple[Kind, str], dict[Known, Thing]] = {}
    for thing in things:
        found.setdefault((thing.kind, thing.family), {}).setdefault(_known(thing), thing)
    return {key: list(same.values()) for key, same in found.items()}


def _known(thing: Thing) -> Known:
    return thing.name, thing.facts


def _match(before: list[Thing], after: list[Thing]) -> Iterator[Pair]:
    """What is not the same among things of one family: by name first, then the only ones left."""
    same = {_known(thing) for thing in before} & {_known(thing) for thing in after}
    olds, news = _by_name(before, same), _by_name(after, same)
    gone: list[Thing] = []
    come: list[Thing] = []
    for name in sorted({*olds, *news}):
        for one, other in zip_longest(olds.get(name, ()), news.get(name, ())):
            if one and other:
                yield one, other
            elif one:
                gone.append(one)
            elif other:
                come.append(other)
    if len(gone) == 1 and len(come) == 1:
        yield gone[0], come[0]
        return
    yield from ((thing, None) for thing in gone)
    yield from ((None, thing) for thing in come)


def _by_name(things: list[Thing], same: set[Known]) -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = {}
    left = [thing for thing in things if _known(thing) not in same]
    for thing in sorted(left, key=lambda item: item.facts):
        found.setdefault(thing.name, []).append(thing)
    return found


def _difference(old: Thing | None, new: Thing | None) -> Difference:
    shown = new or old
    if shown is None:
        raise ValueError("a difference needs at least one side")
    change: Change = "changed" if old and new else "added" if new else "removed"
    subject = shown.family if old and new and old.name != new.name else shown.name
    return Difference(
        kind=shown.kind,
        change=change,
        subject=subject,
        old=old,
        new=new,
        reasons=weigh(change, old, new),
    )


def _in_both(one: Thing | None, other: Thing | None, settled: tuple[Settled, Settled]) -> bool:
    if one and other:
        return False
    thing, side = (one, settled[0]) if one else (other, settled[1])
    if thing is None or thing.scope != RANGE:
        return False
    return thing.name in side.commits if thing.kind == "commits" else side.whole
