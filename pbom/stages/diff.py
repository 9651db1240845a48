"""``diff``: two documents compared, thing by thing, by identity and then by content.

Sets, not lists: order, repetition and what nobody compares (times, run ids) cannot differ. Every
step takes time in proportion to what there is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest

from pbom.model.difference import (
    KINDS,
    NEW,
    OLD,
    Change,
    Delta,
    Difference,
    Fact,
    History,
    Kind,
    Limit,
    Side,
    Thing,
)
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
    limits = tuple(sorted({*_limits(old, new, OLD), *_limits(new, old, NEW), *_apart(old, new)}))
    blind = frozenset((limit.kind, limit.scope) for limit in limits)
    plain = old.plain or new.plain
    before, after = (_groups(_shown(side, blind, plain=plain)) for side in (old, new))
    behind, ahead = _settled(old.histories, new.histories)
    found = [
        _difference(one, other)
        for key in {**before, **after}
        for one, other in _match(before.get(key, []), after.get(key, []))
        if not (other is None and one and one.name in behind)
        and not (one is None and other and other.name in ahead)
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


def _settled(
    before: tuple[History, ...], after: tuple[History, ...]
) -> tuple[frozenset[str], frozenset[str]]:
    """Commits that are not gone, and commits that are not new, though only one side lists them.

    A document lists the commits since the release before it. So where the head of the one is known
    to the other, everything behind that head is in both.
    """
    pairs = tuple(_by_source(before, after))
    behind = {f"commit {uid}" for one, other in pairs for uid in _behind(one, other)}
    ahead = {f"commit {uid}" for one, other in pairs for uid in _behind(other, one)}
    return frozenset(behind), frozenset(ahead)


def _behind(one: History, other: History) -> frozenset[str]:
    return one.commits if _contains(other, one) else frozenset()


def _contains(one: History, other: History) -> bool:
    """Whether a history is known to contain the head of another."""
    known = other.head in one.commits or other.head in {one.head, one.base}
    return bool(other.head) and known


def _by_source(
    before: tuple[History, ...], after: tuple[History, ...]
) -> Iterator[tuple[History, History]]:
    known = {history.source: history for history in before}
    for history in after:
        if history.source in known:
            yield known[history.source], history


def _apart(old: Side, new: Side) -> Iterator[Limit]:
    """Where lists of commits begin so far apart that a commit may be in both releases unseen."""
    for one, other in _by_source(old.histories, new.histories):
        if one.base == other.base or one.head == other.head:
            continue
        if _contains(other, one) and not _begins_inside(other, one):
            yield Limit("commits", "range", NEW, _REASON)
        elif _contains(one, other) and not _begins_inside(one, other):
            yield Limit("commits", "range", OLD, _REASON)
        elif not _contains(other, one) and not _contains(one, other):
            yield Limit("commits", "range", NEW, _REASON)


_REASON = (
    "the lists of commits begin at different commits: some that are told as new or gone may be in "
    "both releases"
)


def _begins_inside(later: History, earlier: History) -> bool:
    known = later.base in earlier.commits or later.base in {earlier.head, earlier.base}
    return bool(later.base) and known
