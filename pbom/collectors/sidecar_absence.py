"""What is not beside commits, or is and cannot be read: said, so that silence is not good news."""

from collections.abc import Iterable, Iterator, Sequence

from pbom.collectors.sidecar_look import Look
from pbom.collectors.sidecar_refs import Remotes
from pbom.errors import RecordingError
from pbom.model.evidence import Gap
from pbom.model.known_sidecars import KNOWN_SIDECARS
from pbom.model.printable import printable
from pbom.model.sidecar import NotesRef, Place
from pbom.model.sidecar_gaps import (
    NOTES_ABSENT,
    NOTES_ELSEWHERE,
    NOTES_NOT_FETCHED,
    NOTES_NOT_LOOKED_AT,
    SIDECARS_NOT_UNDERSTOOD,
)

_NOTES = "refs/notes/"
_COMMON = "refs/notes/ai"
"""What is asked for first."""
_REVIEW = "refs/notes/review"
"""Notes of a review system, which are looked at where reviews are."""
_MATERIALISED = "refs/notes/ai-display"
"""What git-ai makes of notes that it keeps in a service of its own."""
_MAX_NAMED = 5


def absences(look: Look, places: Iterable[Place], remotes: Remotes) -> Iterator[Gap]:
    """The gaps of a repository, whatever commits are asked about."""
    refs = [place.ref for place in places if isinstance(place, NotesRef)]
    notes = [name for name in look.refs if name.startswith(_NOTES)]
    ours = {name for name in notes if any(_is_at(name, ref) for ref in refs)}
    if not ours:
        yield _no_notes(refs, remotes)
    if remotes.backend or _MATERIALISED in ours:
        yield Gap(kind=NOTES_ELSEWHERE, detail="git-ai may keep its notes in a service of its own")
    yield from _known(look)
    known = {sidecar.ref for sidecar in KNOWN_SIDECARS} | {_REVIEW}
    others = sorted(set(notes) - ours - known)
    if others:
        yield Gap(kind=NOTES_NOT_LOOKED_AT, detail=_named(others), count=len(others))


def _is_at(name: str, ref: str) -> bool:
    return name.startswith(ref) if ref.endswith("/") else name == ref


def _no_notes(refs: Sequence[str], remotes: Remotes) -> Gap:
    unasked = sorted(remotes.fetched) if not any(map(remotes.bring, refs)) else ()
    if not unasked:
        return Gap(kind=NOTES_ABSENT, detail="there are no notes about agents")
    name = "origin" if "origin" in unasked else unasked[0]
    ref = _COMMON if _COMMON in refs else refs[0]
    ask = f"git fetch {name} {ref}:{ref}"
    return Gap(
        kind=NOTES_NOT_FETCHED,
        detail=printable(f"{name} was never asked for notes about agents: {ask}"),
    )


def _known(look: Look) -> Iterator[Gap]:
    """What is there of tools whose records are not read."""
    for known in KNOWN_SIDECARS:
        if known.ref in look.refs or (known.path and _is_there(look, known.path)):
            detail = f"{known.tool}: {known.ref or known.path}: {known.reason}"
            yield Gap(kind=SIDECARS_NOT_UNDERSTOOD, detail=detail)


def _is_there(look: Look, path: str) -> bool:
    try:
        return bool(look.tree) and look.objects.find(look.tree, path.encode("utf-8")) is not None
    except RecordingError:
        return False


def _named(names: Sequence[str]) -> str:
    """Names for people, the first of many."""
    listed = ", ".join(printable(name) for name in names[:_MAX_NAMED])
    return f"{listed}, ..." if len(names) > _MAX_NAMED else listed
