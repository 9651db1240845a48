"""The range: which commits a release answers for.

It begins at what somebody named, else at the nearest commit that was shipped, else at the nearest
tag of a release, else at the beginning of history. In doubt it is longer, never shorter: who could
move its beginning could hide commits from whoever reads the list.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.revisions import resolve
from pbom.collectors.tags import Tags, has_moved, may_move, read_tags
from pbom.collectors.walk import nearest, related, stray
from pbom.model.change import Range
from pbom.model.evidence import Gap
from pbom.model.pattern import Patterns
from pbom.model.printable import printable
from pbom.model.shipped import Shipped

MAX_SHIPPED = 1000
"""So many of the latest verdicts are looked at."""
MAX_MOVED = 5
"""So many places of series that are moved are passed over; then every series is."""
_NAMED = 3


class FoundRange(Struct, frozen=True, kw_only=True):
    """A range, and what there is to say about its choice.

    Attributes:
        range: Which commits.
        gaps: What may be missing from them, and what was passed over.
    """

    range: Range
    gaps: tuple[Gap, ...] = ()


def find_range(
    git: Git,
    base: str,
    head: str,
    *,
    shipped: Iterable[Shipped] = (),
    tags: Patterns = Patterns(),
) -> FoundRange:
    """The range up to a head; an empty ``base`` is looked for.

    ``tags`` limits which tags stand for a release; ``shipped`` is what authentic verdicts say.

    Raises:
        UsageError: A name means no commit, or more than one.
        RecordingError: git cannot walk through the history.
    """
    tip = resolve(git, head)
    if base:
        return _named(git, base, head, tip)
    gaps: list[Gap] = []
    found = _since_shipped(git, tip, tuple(shipped)[:MAX_SHIPPED], gaps)
    return FoundRange(range=found or _since_tag(git, tip, tags, gaps), gaps=tuple(gaps))


def _named(git: Git, base: str, head: str, tip: str) -> FoundRange:
    start = resolve(git, base)
    since, until = printable(base), printable(head)
    if start == tip:
        reason = f"none: {since} and {until} are the same commit"
        return FoundRange(
            range=Range(base=start, head=tip, basis="named", reason=reason),
            gaps=(Gap(kind="range-empty", detail=reason),),
        )
    return FoundRange(
        range=Range(base=start, head=tip, basis="named", reason=f"since {since}, as named"),
        gaps=tuple(_not_before(git, (since, start), (until, tip))),
    )


def _not_before(git: Git, base: tuple[str, str], head: tuple[str, str]) -> Iterator[Gap]:
    """What is to be said where a base that somebody named does not come before the head."""
    (since, start), (until, tip) = base, head
    beside = stray(git, start, tip)
    if not beside:
        return
    if not related(git, start, tip):
        detail = f"{since} and {until} have no commit in common"
    elif not stray(git, tip, start):
        detail = f"{until} is older than {since}: nothing is in the range"
    else:
        detail = f"{until} does not descend from {since}, which has {beside} commits of its own"
    yield Gap(kind="base-not-before-head", detail=detail)


def _since_shipped(
    git: Git, tip: str, shipped: tuple[Shipped, ...], gaps: list[Gap]
) -> Range | None:
    commits = {item.commit for item in shipped}
    with GitObjects(git) as objects:
        there = {item.id for item in objects.read_all(commits, limit=0) if item.kind == "commit"}
    if commits - there:
        detail = "shipped commits that are not in this clone"
        gaps.append(Gap(kind="shipped-not-here", detail=detail, count=len(commits - there)))
    base = nearest(git, tip, there)
    if not base:
        return None
    latest = next(item for item in shipped if item.commit == base)
    what = ", ".join(map(printable, latest.artifacts[:_NAMED])) or "a release"
    reason = f"since {what} shipped, {latest.at:%Y-%m-%d}, by verdict {latest.verdict.short}"
    return Range(base=base, head=tip, basis="shipped", reason=reason)


def _since_tag(git: Git, tip: str, wanted: Patterns, gaps: list[Gap]) -> Range:
    tags = read_tags(git, wanted)
    if not tags.complete:
        gaps.append(Gap(kind="too-many-tags", detail="tags beyond the limit were not looked at"))
    base = _last_release(git, tip, tags) or nearest(git, tip, set(tags.others))
    if not base:
        reason = "since the beginning: no earlier tag names a release"
        return Range(base="", head=tip, basis="root", reason=reason)
    names = (*tags.releases.get(base, ()), *tags.others.get(base, ()))
    listed = ", ".join(printable(name) for name in names[:_NAMED])
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return Range(base=base, head=tip, basis="tag", reason=f"since the last tag, {listed}{more}")


def _last_release(git: Git, tip: str, tags: Tags) -> str:
    """The nearest tagged release; names that are moved from release to release are passed over."""
    left = set(tags.releases)
    for _ in range(MAX_MOVED):
        base = nearest(git, tip, left)
        if not (base and has_moved(git, base, tags.releases[base], tags)):
            return base
        left.discard(base)
    return nearest(git, tip, {commit for commit in left if not may_move(tags.releases[commit])})
