"""Tags: which of them name a release, and which only mark a place that moves.

A tag stands for a release if its name holds a version or a date. Others, such as ``nightly``, are
moved from build to build, or were set for another purpose: they would make a range too short.
"""

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import islice

from msgspec import Struct

from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObject, GitObjects
from pbom.collectors.refs import list_refs, listed_refs
from pbom.collectors.walk import stray
from pbom.errors import RecordingError
from pbom.model.artifact import encode_name
from pbom.model.pattern import Patterns

MAX_TAGS = 100_000
_MAX_TAG = 64 * 1024
_NESTED = 8
"""So deep may a tag be a tag of a tag."""
_REFS = "refs/tags/"
_VERSION = re.compile(
    r"(?<!\d)\d+(?:[._]\d+)+"
    r"|(?<!\d)(?:19|20)\d\d-?[01]\d-?[0-3]\d(?!\d)"
    r"|(?:^|[/@_-])(?:v|r|rel|release|version)?[-_.]?\d+$",
    re.IGNORECASE,
)
_UNRELEASED = re.compile(
    r"\d[-._+]?(?:canary|ci|daily|dev|head|main|master|next|nightly|snapshot|test|trunk|weekly)"
    r"(?![a-z])",
    re.IGNORECASE,
)
"""After a version: a build on the way to it. A pre-release such as ``rc1`` was released."""
_MAJOR = re.compile(r"(?:.*[^\d._])?\d+", re.DOTALL)
"""A name that ends in a single number."""
_MINORS = 20
"""So many versions of a series are compared; with more it counts as moved."""
_TAGGED = re.compile(rb"object ([0-9a-f]{40,64})\n")
_WORDS = re.compile(r"[a-z]+")
_MOVING = frozenset(
    {
        "alpha", "beta", "canary", "ci", "continuous", "current", "daily", "demo", "dev", "develop",
        "development", "early", "edge", "experimental", "head", "latest", "main", "master", "next",
        "nightly", "preview", "prod", "production", "rolling", "snapshot", "stable", "staging",
        "test", "testing", "tip", "trunk", "unstable", "weekly",
    }
)  # fmt: skip


class Tags(Struct, frozen=True, kw_only=True):
    """The tags of a repository.

    Attributes:
        releases: Names that stand for a release, by the commit that they are at.
        others: All other names that do not look as if they were moved, likewise.
        complete: Whether all tags were looked at.
    """

    releases: Mapping[str, tuple[str, ...]]
    others: Mapping[str, tuple[str, ...]]
    complete: bool


def read_tags(git: Git, wanted: Patterns) -> Tags:
    """The tags of a repository; with patterns, those that match are the releases.

    Raises:
        RecordingError: git refuses to look.
    """
    commits = _commits(git)
    branches = _branches(git)
    releases: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for name, commit in islice(sorted(commits.items()), MAX_TAGS):
        if _selected(name, wanted):
            releases.setdefault(commit, []).append(name)
        elif not wanted and name not in branches and not marks_place(name):
            others.setdefault(commit, []).append(name)
    return Tags(
        releases={commit: tuple(found) for commit, found in releases.items()},
        others={commit: tuple(found) for commit, found in others.items()},
        complete=len(commits) <= MAX_TAGS,
    )


def _selected(name: str, wanted: Patterns) -> bool:
    if not wanted:
        return names_release(name)
    return wanted.match(encode_name(name.encode("utf-8", "surrogateescape")))


def names_release(name: str) -> bool:
    """Whether a tag of this name stands for a release: it holds a version or a date."""
    return bool(_VERSION.search(name)) and not _UNRELEASED.search(name)


def marks_place(name: str) -> bool:
    """Whether a tag of this name marks a place that moves, such as ``latest``."""
    words = _WORDS.findall(name.lower())
    return not _VERSION.search(name) and not _MOVING.isdisjoint(words)


def has_moved(git: Git, commit: str, names: Iterable[str], tags: Tags) -> bool:
    """Whether every name of a commit is a series that is moved from release to release.

    ``v1`` is, where ``v1.2`` is at an earlier commit: what names a release comes before the
    releases that follow it.

    Raises:
        RecordingError: git cannot walk.
    """
    listed = tuple(names)
    if not may_move(listed):
        return False
    return len(listed) > _MINORS or all(
        _follows(git, commit, _of_series(name, tags) - {commit}) for name in listed
    )


def may_move(names: Iterable[str]) -> bool:
    """Whether every name could be that of a series."""
    return all(map(_MAJOR.fullmatch, names))


def _of_series(name: str, tags: Tags) -> set[str]:
    """The commits of releases that belong to a series, ``v1.2`` to ``v1``."""
    member = re.compile(rf"{re.escape(name)}[._]\d+(?:[._]\d+)*")
    return {commit for commit, names in tags.releases.items() if any(map(member.fullmatch, names))}


def _follows(git: Git, commit: str, earlier: AbstractSet[str]) -> bool:
    if len(earlier) > _MINORS:
        return True
    return any(stray(git, other, commit) == 0 for other in sorted(earlier))


def _branches(git: Git) -> set[str]:
    """The names of branches, of other repositories too, as a tag could be called."""
    places = list_refs(git, MAX_TAGS, "refs/heads/", "refs/remotes/")
    return {name.split("/", 2 if name.startswith("refs/heads/") else 3)[-1] for _, name in places}


def _commits(git: Git) -> dict[str, str]:
    """What each tag leads to in the end, at most one more than are wanted."""
    try:
        peeled = listed_refs(git, "show-ref", "--tags", "-d")
        found: dict[str, str] = {}
        for id_, name in peeled:
            found[name.removeprefix(_REFS).removesuffix("^{}")] = id_
            if len(found) > MAX_TAGS:
                break
    except RecordingError:  # one of them leads to an object that is not here
        return _one_by_one(git)
    return found


def _one_by_one(git: Git) -> dict[str, str]:
    """The same from the objects, where git refuses: a tag of a missing object is left out."""
    names = {name.removeprefix(_REFS): id_ for id_, name in list_refs(git, MAX_TAGS + 1, _REFS)}
    found: dict[str, GitObject] = {}
    with GitObjects(git) as objects:
        for _ in range(_NESTED):
            found = {item.id: item for item in objects.read_all(set(names.values()), _MAX_TAG)}
            inner = {
                id_: _TAGGED.match(item.content)
                for id_, item in found.items()
                if item.kind == "tag"
            }
            if not inner:
                break
            names = {
                name: match[1].decode("ascii") if (match := inner.get(id_)) else id_
                for name, id_ in names.items()
                if id_ not in inner or inner[id_]
            }
    commits = {id_ for id_, item in found.items() if item.kind == "commit"}
    return {name: id_ for name, id_ in names.items() if id_ in commits}
