"""Checkpoints: records in trees of their own, found by an id in a commit's message."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pbom.collectors.checkpoint_store import Checkpoint, CheckpointStore
from pbom.collectors.sidecar_look import Look, Seen, placed
from pbom.model.commit import Commit
from pbom.model.evidence import Gap
from pbom.model.sidecar import Checkpoints, FoundRecord, SidecarSource
from pbom.model.sidecar_gaps import CHECKPOINTS_NOT_FETCHED, CHECKPOINTS_UNRESOLVED
from pbom.sidecars import Sidecar

MAX_IDS = 20
"""Ids of checkpoints that one message may name."""
_LINE = re.compile(r"(?P<key>[A-Za-z-]{3,40}): *(?P<id>[0-9A-Za-z]{4,64})[ \t\r]*")


def checkpoint_keys(formats: Iterable[Sidecar]) -> tuple[str, ...]:
    """What lines begin with that name checkpoints."""
    places = (place for sidecar in formats for place in sidecar.places)
    return tuple(place.key for place in places if isinstance(place, Checkpoints))


def checkpoint_ids(commit: Commit, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The ids of checkpoints that a message names, each with the key of its line."""
    wanted = {key.lower(): key for key in keys}
    lowered = commit.message.lower()
    if not any(key in lowered for key in wanted):
        return ()
    initials = {initial for key in keys for initial in (key[0].lower(), key[0].upper())}
    matches = (_LINE.fullmatch(line) for line in commit.body if line[:1] in initials)
    found = (
        (wanted[match["key"].lower()], match["id"])
        for match in matches
        if match and match["key"].lower() in wanted
    )
    return tuple(dict.fromkeys(found))[:MAX_IDS]


def look_at_checkpoints(look: Look, sidecar: Sidecar, place: Checkpoints) -> Seen:
    """The checkpoints that messages of the range name.

    Raises:
        RecordingError: git does not answer.
    """
    store = CheckpointStore(look.objects, place, look.refs)
    named = [id_ for commit in look.commits.values() for id_ in _ids(commit.checkpoints, place)]
    found = {id_: store.find(id_) if store else None for id_ in dict.fromkeys(named)}
    missing = sum(checkpoint is None for checkpoint in found.values())
    kind = CHECKPOINTS_UNRESOLVED if store else CHECKPOINTS_NOT_FETCHED
    detail = f"{place.key}: checkpoints that messages name and that are not here"
    used = Counter(checkpoint.ref for checkpoint in found.values() if checkpoint)
    return Seen(
        sources=tuple(_sources(store, sidecar, place, used)),
        records=tuple(_records(look, sidecar, place, found)),
        gaps=(Gap(kind=kind, detail=detail, count=missing),) if missing else (),
    )


def _ids(checkpoints: Iterable[tuple[str, str]], place: Checkpoints) -> Iterator[str]:
    return (id_ for key, id_ in checkpoints if key == place.key)


def _sources(
    store: CheckpointStore, sidecar: Sidecar, place: Checkpoints, used: Counter[str]
) -> Iterator[SidecarSource]:
    if store.own or not store:
        yield SidecarSource(
            format=sidecar.id,
            ref=place.per_id,
            tip="",
            state="read" if store else "absent",
            records=len(store.own),
            used=sum(used[name] for name in store.own),
        )
    for name, tip in store.shared.items():
        yield SidecarSource(
            format=sidecar.id,
            ref=name,
            tip=tip,
            state="read",
            records=store.count(tip),
            used=used[name],
        )


def _records(
    look: Look, sidecar: Sidecar, place: Checkpoints, found: Mapping[str, Checkpoint | None]
) -> Iterator[FoundRecord]:
    for commit in look.commits.values():
        for id_ in _ids(commit.checkpoints, place):
            checkpoint = found[id_]
            if checkpoint is None:
                continue
            where = f"{checkpoint.ref}@{checkpoint.tip}"
            blobs = look.reader.blobs(look.objects, sidecar, checkpoint.blobs, checkpoint.ref)
            for blob, records in blobs:
                yield from placed(commit.id, f"{where}:{blob}", records, "mutable-ref")
