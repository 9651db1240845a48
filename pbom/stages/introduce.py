"""Lock files through history, to the commit that brought each package that is new."""

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from pbom.model.dependency import Dependency, LockFile, PipelineComponent
from pbom.model.introduction import Fact, Introduction, LockCommit, LockHistory, News, Way
from pbom.model.inventory import Component, Package, merge_components, merge_packages
from pbom.model.likeness import Likeness, is_older

Thing = Package | Component
Key = tuple[object, ...]
Name = tuple[str, str]


class _Before(Struct, frozen=True):
    """What was there before the range.

    Attributes:
        keys: Everything, as it was.
        versions: The versions of each name.
        pinned: Names of components that were pinned.
    """

    keys: set[Key] = field(default_factory=set)
    versions: dict[Name, set[str]] = field(default_factory=dict)
    pinned: set[Name] = field(default_factory=set)


def introduce(history: LockHistory) -> tuple[Introduction, ...]:
    """Everything at the newest commit that was not there at the base, each with its commit."""
    if not history.commits:
        return ()
    head = next(_downwards(history.commits))
    before = _before(history)
    found = {_key(thing): thing for thing in _things(history, head)}
    fresh = {key: thing for key, thing in found.items() if key not in before.keys}
    if not fresh:
        return ()
    about = _about(history, fresh.values())
    commits = _attribute(about, set(fresh)) if history.whole else {}
    teller = _Teller(before, tuple(history.read(head)), found.values())
    return tuple(teller.introduction(fresh[key], commits.get(key, "")) for key in fresh)


def _things(history: LockHistory, commit: LockCommit) -> tuple[Thing, ...]:
    files = tuple(history.read(commit))
    return (*merge_packages(files), *merge_components(files))


def _before(history: LockHistory) -> _Before:
    before = _Before()
    for commit in history.outside:
        for thing in _things(history, commit) if commit.id == history.base else ():
            name = _name(thing)
            before.keys.add(_key(thing))
            before.versions.setdefault(name, set()).add(thing.known.version)
            if isinstance(thing, Component) and thing.known.pinned:
                before.pinned.add(name)
    return before


def _key(thing: Thing) -> Key:
    """What makes it the same thing: also its digests and its source, and not where it stands."""
    known = thing.known
    if isinstance(known, Dependency):
        return (known.purl, known.origin.kind, known.origin.commit, frozenset(known.integrity))
    return (known.kind, known.name, known.version, frozenset(known.integrity))


def _name(thing: Thing) -> Name:
    known = thing.known
    return (known.ecosystem if isinstance(known, Dependency) else known.kind, known.name)


def _attribute(history: LockHistory, wanted: set[Key]) -> dict[Key, str]:
    """The commit that brought each: it has it, and none of its parents has.

    From the newest commit on everything is handed to a parent that has it too; what no parent has
    came with the commit.
    """
    keys: dict[tuple[tuple[str, str], ...], set[Key]] = {}
    has: dict[str, set[Key]] = {}
    for commit in (*history.commits, *history.outside):
        locks = tuple(sorted(commit.locks.items()))
        if locks not in keys:  # most commits touch none of them
            keys[locks] = {_key(thing) for thing in _things(history, commit)} & wanted
        has[commit.id] = keys[locks]
    head = next(_downwards(history.commits))
    carried: dict[str, set[Key]] = {head.id: set(wanted)}
    brought: dict[Key, str] = {}
    for commit in _downwards(history.commits):
        mine = carried.pop(commit.id, set())
        for parent in commit.parents:
            theirs = mine & has.get(parent, set())
            if theirs:
                carried.setdefault(parent, set()).update(theirs)
                mine = mine - theirs
        brought.update(dict.fromkeys(mine, commit.id))
    return brought


def _downwards(commits: tuple[LockCommit, ...]) -> Iterator[LockCommit]:
    """Every commit before its parents, whatever the clocks said that git sorts by."""
    known = {commit.id: commit for commit in commits}
    children = Counter(parent for commit in commits for parent in set(commit.parents))
    ready = [commit for commit in commits if not children[commit.id]]
    while ready:
        commit = ready.pop()
        yield commit
        for parent in set(commit.parents):
            children[parent] -= 1
            if not children[parent] and parent in known:
                ready.append(known[parent])


def _about(history: LockHistory, things: Iterable[Thing]) -> LockHistory:
    """The same history of these things only: most of ten thousand never change."""
    purls = {thing.known.purl for thing in things}
    names = {thing.known.name for thing in things}
    files = {
        key: replace(
            file,
            dependencies=tuple(item for item in file.dependencies if item.purl in purls),
            components=tuple(item for item in file.components if item.name in names),
        )
        for key, file in history.files.items()
    }
    return replace(history, files=files)


class _Ways:
    """Which direct dependency pulled a transitive one in: the shortest way."""

    def __init__(self, files: Iterable[LockFile]) -> None:
        self._ways: dict[str, Way | None] = {}
        edges: dict[str, set[str]] = {}
        todo = []
        for item in (item for file in files for item in file.dependencies):
            edges.setdefault(item.purl, set()).update(item.requires)
            if item.reach == "direct" and item.purl not in self._ways:
                self._ways[item.purl] = None
                todo.append(item.purl)
        for purl in todo:
            way = Way(purl, self._ways[purl])
            for other in sorted(edges.get(purl, ())):
                if other not in self._ways:
                    self._ways[other] = way
                    todo.append(other)

    def to(self, purl: str) -> Way | None:
        """The way to a package, without itself."""
        return self._ways.get(purl)


class _Teller:
    """Tells of each thing what is to be known about its arrival."""

    def __init__(
        self, before: _Before, files: tuple[LockFile, ...], things: Iterable[Thing]
    ) -> None:
        self._before = before
        self._ways = _Ways(files)
        self._likeness = Likeness(before.versions)
        self._now: dict[Name, set[str]] = {}
        for thing in things:
            self._now.setdefault(_name(thing), set()).add(thing.known.version)

    def introduction(self, thing: Thing, commit: str) -> Introduction:
        """A thing with the commit that brought it."""
        known = thing.known
        before = self._before.versions.get(_name(thing), set())
        news: News = "new"
        if before:
            news = "content" if known.version in before else "version"
        facts, way = (
            (self._of_package(known), self._ways.to(known.purl))
            if isinstance(known, Dependency)
            else (self._of_component(known), None)
        )
        return Introduction(
            item=known,
            places=thing.places,
            news=news,
            before=tuple(sorted(before)),
            commit=commit,
            way=way,
            facts=tuple(sorted(facts)),
        )

    def _of_package(self, item: Dependency) -> Iterator[Fact]:
        name = (item.ecosystem, item.name)
        before = self._before.versions.get(name, set())
        if item.scripts == "yes":
            yield Fact(id="install-script", detail="the lock file says so, or there is no wheel")
        if item.origin.kind in {"git", "url", "other"}:
            detail = f"{item.origin.kind} {item.origin.url}".strip()
            yield Fact(id="not-from-registry", detail=detail)
        if not item.integrity and not item.local:
            yield Fact(id="no-hash", detail="no lock file has one for it")
        if item.version in before:
            detail = f"{item.version} was there with other digests or from elsewhere"
            yield Fact(id="same-version-other-content", detail=detail)
        elif before and not before & self._now[name]:
            if all(is_older(item.version, other) for other in before):
                yield Fact(id="downgrade", detail=f"from {', '.join(sorted(before))}")
        elif not before:
            for known, far in self._likeness.of(*name):
                yield Fact(id="resembles", detail=f"{known}, at a distance of {far}")

    def _of_component(self, item: PipelineComponent) -> Iterator[Fact]:
        if item.pinned:
            return
        detail = f"named by {item.version or 'nothing'}"
        if (item.kind, item.name) in self._before.pinned:
            yield Fact(id="no-longer-pinned", detail=f"{detail}, before by its content")
        yield Fact(id="not-pinned", detail=detail)
