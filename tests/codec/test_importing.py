"""Statements on imported documents: what was written is read, and nothing else."""

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from pbom.codec.manifest import no_bodies
from pbom.codec.statement import IMPORT, read_statement, write_statement
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.digest import Digest
from pbom.model.imported import ImportStatement
from tests.faults import faults
from tests.importing import PASSED, SARIF, Import

BARE = Import().statement
FULL = replace(
    Import(text=SARIF).statement,
    content=replace(
        Import(text=SARIF).statement.content,
        predicate="https://x.example/v1",
        made=datetime(2026, 3, 1, tzinfo=UTC),
    ),
)


def body(digest: Digest) -> bytes | None:
    """The documents, by their digests."""
    found = {Import(text=text).statement.document.digest: text for text in (PASSED, SARIF)}
    return found[digest].encode() if digest in found else None


def table(statement: ImportStatement = FULL) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write_statement(statement)[0])
    return found


@pytest.mark.parametrize("statement", [FULL, BARE, replace(BARE, run="")])
def test_what_was_written_can_be_read_back(statement: ImportStatement) -> None:
    payload, bodies = write_statement(statement)
    assert bodies == ()  # nobody writes the document anew: its own bytes are kept
    assert read_statement(payload, body) == statement


def test_its_type_and_what_is_not_said() -> None:
    assert table()["predicateType"] == IMPORT == "urn:pbom:import:v1"
    assert {"version", "tool", "madeOn", "containedPredicateType"} <= set(table()["predicate"])
    assert not {"version", "madeOn", "containedPredicateType"} & set(table(BARE)["predicate"])


def test_a_document_that_is_not_there_or_another_one_is_noticed() -> None:
    payload = write_statement(FULL)[0]
    with pytest.raises(EvidenceMissingError):
        read_statement(payload, no_bodies)
    with pytest.raises(FormatError, match="has another content"):
        read_statement(payload, lambda _digest: PASSED.encode())
    lying = table()
    lying["predicate"]["document"]["annotations"]["pbom_size"] += 1
    with pytest.raises(FormatError, match="expected"):
        read_statement(json.dumps(lying).encode(), body)


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown member": ({"trusted": True}, "unknown key"),
    "an unknown format": ({"format": "pdf"}, "expected one of"),
    "a count below zero": ({"counts": {"tests": -1}}, "expected a number from 0 on"),
    "a count that is no number": ({"counts": {"tests": "1"}}, "expected a whole number"),
    "a thousand counts": ({"counts": {str(at): 1 for at in range(1000)}}, "at most 100"),
    "a book for a tool": ({"tool": "x" * 5000}, "longer than"),
    "no problems at all": ({"problems": None}, "expected a list"),
    "a problem of no kind": ({"problems": [{"kind": "x", "place": "", "reason": ""}]}, "one of"),
    "a name that leaves": ({"document": {**table()["predicate"]["document"], "name": "../x"}}, ""),
}


@pytest.mark.parametrize(("members", "problem"), MISTAKES.values(), ids=list(MISTAKES))
def test_what_is_no_import_is_refused(members: dict[str, Any], problem: str) -> None:
    broken = table()
    broken["predicate"].update(members)
    with pytest.raises(FormatError) as caught:
        read_statement(json.dumps(broken).encode(), body)
    assert problem in str(caught.value)


def test_broken_in_every_place() -> None:
    seen: Counter[str] = Counter()
    for _, broken in faults(write_statement(FULL)[0]):
        try:
            read_statement(broken, body)
        except (FormatError, EvidenceMissingError):
            seen["refused"] += 1
        else:
            seen["read"] += 1
    assert min(seen["refused"], seen["read"]) > 10
