"""Source statements, ``urn:pbom:source:v1``: the commits that are new up to a head commit.

The signed statement stays small: it names the body with all commits by its digest.
"""

import hashlib

from pbom.codec.changes import read_changes, read_range, write_changes, write_range
from pbom.codec.digests import read_digests, write_digests
from pbom.codec.fields import Fields
from pbom.codec.link import URI
from pbom.codec.manifest import Bodies, open_body
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json, read_json, write_json
from pbom.errors import FormatError
from pbom.model.change import Changes
from pbom.model.marker import CLASSES
from pbom.model.statement import SourceStatement

CHANGES = "pbom:changes"
"""Name of the body's resource descriptor."""


def write_source(source: SourceStatement) -> tuple[dict[str, Json], bytes]:
    """The predicate of a source statement, and the body that it names."""
    body = write_json(write_changes(source.changes)) + b"\n"
    predicate: dict[str, Json] = {
        "run": source.run,
        "recorder": source.recorder,
        "recordedOn": write_moment(source.recorded),
        "range": write_range(source.changes.range),
        "atLeast": _count(source.changes),
        "changes": {
            "name": CHANGES,
            "digest": {"sha256": hashlib.sha256(body).hexdigest()},
            "annotations": {"pbom_count": len(source.changes.changes)},
        },
        "rules": write_digests((source.changes.pack,)),
    }
    if source.repository:
        predicate["repository"] = f"git+{source.repository}"
    return predicate, body


def read_source(subjects: tuple[Fields, ...], predicate: Fields, bodies: Bodies) -> SourceStatement:
    """A source statement from its subjects and predicate.

    Raises:
        FormatError: They are not what ``pbom source`` writes; unknown members are refused, and
            what the predicate repeats of the body must be what the body says.
        EvidenceMissingError: The body is not there.
    """
    if len(subjects) != 1:
        raise predicate.error("range", f"expected one head, found {len(subjects)}")
    changes = _read_body(predicate, bodies)
    repeated = predicate.table("atLeast")
    counts = {kind: repeated.count(kind) for kind in CLASSES}
    rules = predicate.table("rules")
    if (
        counts != _count(changes)
        or read_range(predicate.table("range")) != changes.range
        or rules.text("sha256") != changes.pack.value
    ):
        raise predicate.error("changes", "the body says something else than the statement")
    try:
        source = SourceStatement(
            run=predicate.text("run"),
            recorder=predicate.text("recorder"),
            recorded=predicate.moment("recordedOn"),
            repository=_read_repository(predicate),
            head=read_digests(subjects[0]),
            changes=changes,
        )
    except ValueError as error:
        raise subjects[0].error("digest", str(error)) from error
    for table in (predicate, repeated, rules):
        table.close()
    return source


def _read_body(predicate: Fields, bodies: Bodies) -> Changes:
    named = predicate.table("changes")
    data, digest = open_body(named, bodies)
    try:
        changes = read_changes(Fields(read_json(data)))
    except FormatError as error:
        raise error.within(f"object {digest.short}") from error
    if named.text("name") != CHANGES:
        raise named.error("name", f"expected {CHANGES}")
    if named.table("annotations").integer("pbom_count") != len(changes.changes):
        raise named.error("annotations", "the object has another number of commits")
    return changes


def _read_repository(predicate: Fields) -> str:
    uri = predicate.text("repository", "")
    if uri and not URI.fullmatch(uri):
        raise predicate.error("repository", f"expected git+ and a URL, found {uri!r}"[:300])
    return uri.removeprefix("git+")


def _count(changes: Changes) -> dict[str, int]:
    return {kind: changes.count(kind) for kind in CLASSES}
