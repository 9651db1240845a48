"""The condition of a clone's history: what is cut, missing, or not what other clones have.

Overlays that exist in one clone only (grafts, replaced objects) are not followed, and caches that
nobody checks (the commit graph, bitmaps) are not used: see ``git_command``.
"""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pbom.atomic import read_whole
from pbom.collectors.git_command import Git
from pbom.collectors.refs import list_refs
from pbom.collectors.walk import ancestors
from pbom.errors import RecordingError
from pbom.model.change import Range
from pbom.model.evidence import Gap
from pbom.model.printable import printable

MAX_LOCAL = 16 * 1024 * 1024
"""No file beside the objects that is read here is larger."""
MAX_REPLACED = 1000
_FILTERED = re.compile(rb"remote\..*\.partialclonefilter", re.DOTALL)
_PARTIAL = re.compile(rb"remote\..*\.promisor|extensions\.partialclone", re.DOTALL)
_FALSE = frozenset({b"false", b"no", b"off", b"0", b""})


def condition_of(git: Git, range_: Range) -> tuple[Gap, ...]:
    """What is wrong with the history that a range is taken from.

    Raises:
        RecordingError: git refuses to look.
    """
    return (
        *_cut(git, range_),
        *_partial(git),
        *_grafts(git.common_folder),
        *_replaced(git),
        *_borrowed(git.common_folder),
    )


def cut_commits(git: Git) -> frozenset[str]:
    """The commits of a shallow clone whose parents were left out.

    Raises:
        RecordingError: git refuses to look, or their list cannot be read.
    """
    lines = _lines(git.common_folder / "shallow")
    return frozenset(line.decode("ascii", "replace") for line in lines)


def revisions_of(range_: Range) -> tuple[str, ...]:
    """The range as git's commands take it."""
    return (range_.head, f"^{range_.base}") if range_.base else (range_.head,)


def _cut(git: Git, range_: Range) -> Iterator[Gap]:
    cut = cut_commits(git)
    if not cut:
        return
    touched = sum(commit in cut for commit, *_ in ancestors(git, *revisions_of(range_)))
    if touched:
        detail = "commits of the range whose parents are not here: what came before is not seen"
        yield Gap(kind="range-cut", detail=detail, count=touched)
    else:
        detail = "the history is cut before the range began, which is whole"
        yield Gap(kind="shallow-clone", detail=detail, count=len(cut))


def _partial(git: Git) -> Iterator[Gap]:
    filters = {value for key, value in git.configured if _FILTERED.fullmatch(key)}
    set_ = any(
        value.lower() not in _FALSE for key, value in git.configured if _PARTIAL.fullmatch(key)
    )
    packs = any(islice((git.common_folder / "objects/pack").glob("*.promisor"), 1))
    if not (filters or set_ or packs):
        return
    named = ", ".join(printable(item.decode("utf-8", "replace"))[:100] for item in sorted(filters))
    detail = f"objects were left out when cloning ({named or 'filter unknown'}) and are not fetched"
    yield Gap(kind="partial-clone", detail=detail)


def _grafts(common: Path) -> Iterator[Gap]:
    lines = [line for line in _lines(common / "info/grafts") if not line.startswith(b"#")]
    if lines:
        detail = "commits that have other parents in this clone only; it was not followed"
        yield Gap(kind="grafts-ignored", detail=detail, count=len(lines))


def _replaced(git: Git) -> Iterator[Gap]:
    found = list_refs(git, MAX_REPLACED, "refs/replace/")
    if found:
        detail = "objects that are replaced by others in this clone; that was not followed"
        yield Gap(kind="replaced-objects", detail=detail, count=len(found))


def _borrowed(common: Path) -> Iterator[Gap]:
    places = _lines(common / "objects/info/alternates")
    if places:
        detail = "places outside the repository that its objects come from"
        yield Gap(kind="borrowed-objects", detail=detail, count=len(places))


def _lines(path: Path) -> list[bytes]:
    try:
        return [line.strip() for line in read_whole(path, MAX_LOCAL).splitlines() if line.strip()]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise RecordingError(
            f"cannot read {path.name} of the repository: {error.strerror}"
        ) from error
