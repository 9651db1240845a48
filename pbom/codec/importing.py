"""Imported documents as signed statements of our own (``spec/import.md``).

Nothing of a document is repeated but what is counted, its version, its tool and its predicate
type, each as the document says and cut; the document itself is an object that is named by digest.
"""

import hashlib
from typing import get_args

from pbom.codec.digests import read_digests, read_name, write_digests
from pbom.codec.fields import Fields
from pbom.codec.import_entries import MAX_TEXT
from pbom.codec.link import read_subject
from pbom.codec.manifest import Bodies, open_body
from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json
from pbom.errors import FormatError
from pbom.model.dependency import Problem, ProblemKind
from pbom.model.digest import Digest
from pbom.model.imported import Document, Imported, ImportFormat, ImportStatement

MAX_COUNTS = 100
_FORMATS: dict[str, ImportFormat] = {item: item for item in get_args(ImportFormat)}
_PROBLEMS: dict[str, ProblemKind] = {item: item for item in get_args(ProblemKind)}


def document_of(name: str, data: bytes, media_type: str) -> Document:
    """A document that is at hand."""
    digest = Digest("sha256", hashlib.sha256(data).hexdigest())
    return Document(name=name, digest=digest, size=len(data), media_type=media_type)


def write_import(statement: ImportStatement) -> dict[str, Json]:
    """The predicate of an import; what is not said is left out."""
    document, content = statement.document, statement.content
    predicate: dict[str, Json] = {
        "recorder": statement.recorder,
        "importedOn": write_moment(statement.imported),
        "document": {
            "name": document.name,
            "digest": write_digests((document.digest,)),
            "mediaType": document.media_type,
            "annotations": {"pbom_size": document.size},
        },
        "format": content.format,
        "counts": dict(content.counts),
        "problems": [
            {"kind": item.kind, "place": item.place[:MAX_TEXT], "reason": item.reason[:MAX_TEXT]}
            for item in content.problems
        ],
    }
    optional = {
        "run": statement.run,
        "version": content.version,
        "tool": content.tool,
        "containedPredicateType": content.predicate,
        "madeOn": write_moment(content.made) if content.made else "",
    }
    return predicate | {key: value for key, value in optional.items() if value}


def read_import(subjects: tuple[Fields, ...], predicate: Fields, bodies: Bodies) -> ImportStatement:
    """An import from its predicate; the document is there and has the digest.

    Raises:
        FormatError: It is something else.
        EvidenceMissingError: The document is not there.
    """
    statement = read_unopened(subjects, predicate)
    data, _ = open_body(predicate.table("document"), bodies)
    if len(data) != statement.document.size:
        raise predicate.error("document", f"expected {statement.document.size} bytes")
    return statement


def read_unopened(subjects: tuple[Fields, ...], predicate: Fields) -> ImportStatement:
    """An import whose document is not at hand: to be shown, and for nothing else.

    Raises:
        FormatError: It is something else.
    """
    try:
        statement = ImportStatement(
            subjects=tuple(read_subject(subject) for subject in subjects),
            run=predicate.text("run", ""),
            recorder=predicate.text("recorder"),
            imported=predicate.moment("importedOn"),
            document=_document(predicate.table("document")),
            content=_content(predicate),
        )
    except ValueError as error:
        raise FormatError(str(error), place=predicate.place) from error
    predicate.close()
    return statement


def _document(table: Fields) -> Document:
    digest = read_digests(table).get("sha256")
    if digest is None:
        raise table.error("digest", "expected a sha256")
    annotations = table.table("annotations")
    document = Document(
        name=read_name(table),
        digest=digest,
        size=annotations.count("pbom_size"),
        media_type=_short(table, "mediaType"),
    )
    annotations.close()
    table.close()
    return document


def _content(predicate: Fields) -> Imported:
    counts = predicate.table("counts")
    names = list(counts)
    if len(names) > MAX_COUNTS:
        raise predicate.error("counts", f"expected at most {MAX_COUNTS}, found {len(names)}")
    problems = predicate.tables("problems", required=True)
    return Imported(
        format=predicate.choice("format", _FORMATS),
        version=_short(predicate, "version", ""),
        tool=_short(predicate, "tool", ""),
        predicate=_short(predicate, "containedPredicateType", ""),
        made=predicate.moment("madeOn") if "madeOn" in predicate else None,
        counts=tuple(sorted((name, counts.count(name)) for name in names)),
        problems=tuple(_problem(item) for item in problems),
    )


def _problem(table: Fields) -> Problem:
    problem = Problem(
        kind=table.choice("kind", _PROBLEMS),
        place=_short(table, "place"),
        reason=_short(table, "reason"),
    )
    table.close()
    return problem


def _short(table: Fields, key: str, default: str | None = None) -> str:
    text = table.text(key, default)
    if len(text) > MAX_TEXT:
        raise table.error(key, f"longer than {MAX_TEXT} characters")
    return text
