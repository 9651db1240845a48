"""Signed PBOMs: inline while they are small, else by reference."""

import json
from typing import Any

import pytest

from pbom.codec.manifest import no_bodies
from pbom.codec.release import INLINE, MAX_INLINE, REFERENCE, document_digest
from pbom.codec.statement import read_statement, write_release_statement
from pbom.codec.strict_json import write_json
from pbom.errors import FormatError
from pbom.model.statement import ReleaseStatement
from pbom.model.subject import Subject
from tests.simulator import digest_of


def document(size: int) -> bytes:
    """A JSON document of that many bytes."""
    bare = write_json({"a": ""}) + b"\n"
    return write_json({"a": "x" * (size - len(bare))}) + b"\n"


def release(content: bytes) -> ReleaseStatement:
    subject = Subject(name="shop.bin", digests=digest_of("the shop"))
    return ReleaseStatement(subjects=(subject,), document=document_digest(content))


def written(content: bytes) -> bytes:
    return write_release_statement(release(content), content)


@pytest.mark.parametrize(
    ("size", "kind"), [(100, INLINE), (MAX_INLINE, INLINE), (MAX_INLINE + 1, REFERENCE)]
)
def test_both_forms_name_the_same_document(size: int, kind: str) -> None:
    content = document(size)
    assert len(content) == size
    payload = written(content)
    assert json.loads(payload)["predicateType"] == kind
    found = read_statement(payload, no_bodies)
    assert isinstance(found, ReleaseStatement)
    assert found.document == document_digest(content)
    assert found.subjects == release(content).subjects
    assert found.inline == (content if kind == INLINE else None)


def test_a_reference_stays_small() -> None:
    assert len(written(document(1_000_000))) < 1000


def test_only_json_can_be_signed_as_a_document() -> None:
    with pytest.raises(FormatError, match="not JSON"):
        written(b"<bom/>")


def edited(**reference: Any) -> bytes:  # noqa: ANN401
    table = json.loads(written(document(MAX_INLINE + 1)))
    table["predicate"]["references"][0].update(reference)
    return json.dumps(table).encode()


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (edited(mediaType="application/xml"), "expected application/vnd"),
        (edited(digest={"sha512": "a" * 128}), "expected a sha256"),
        (edited(digest={"sha1": "a" * 40}), "weak digest only"),
        (edited(digest=None), "expected an object"),
    ],
)
def test_a_reference_to_something_else_is_refused(payload: bytes, problem: str) -> None:
    with pytest.raises(FormatError, match=problem):
        read_statement(payload, no_bodies)


@pytest.mark.parametrize("count", [0, 2])
def test_there_is_one_reference(count: int) -> None:
    table = json.loads(edited())
    table["predicate"]["references"] *= count
    with pytest.raises(FormatError, match=f"expected one, found {count}"):
        read_statement(json.dumps(table).encode(), no_bodies)
