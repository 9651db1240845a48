"""In-toto Statements v1: which are read, and as what."""

import json
from typing import Any

import pytest

from pbom.codec.manifest import no_bodies
from pbom.codec.statement import MAX_SUBJECTS, TYPE, read_statement, write_statement
from pbom.errors import FormatError
from pbom.model.approval import ApprovalStatement
from pbom.model.digest import Digest
from pbom.model.statement import (
    ForeignStatement,
    ProvenanceStatement,
    ReleaseStatement,
    StepStatement,
    VerdictStatement,
)
from tests.approvals import APPROVAL
from tests.edits import payload_of
from tests.simulator import honest

SUBJECT = {"name": "a", "digest": {"sha256": "a" * 64}}


def foreign(**members: Any) -> bytes:  # noqa: ANN401
    table = {"_type": TYPE, "subject": [SUBJECT], "predicateType": "https://x.example/v1"}
    return json.dumps({**table, "predicate": {}, **members}).encode()


def test_each_predicate_of_ours_is_read_as_what_it_is() -> None:
    world = honest()
    step = world.take("build").statement
    assert world.release is not None
    verdict = VerdictStatement.of(world.verdict())
    written = {
        StepStatement: write_statement(step)[0],
        ReleaseStatement: payload_of(world.release.bundle),
        VerdictStatement: write_statement(verdict)[0],
        ApprovalStatement: write_statement(APPROVAL)[0],
        ForeignStatement: write_statement(ProvenanceStatement(step=step))[0],
    }
    for kind, payload in written.items():
        assert isinstance(read_statement(payload, no_bodies), kind)


def test_provenance_is_for_others_and_our_chain_does_not_read_it() -> None:
    payload, _ = write_statement(ProvenanceStatement(step=honest().take("build").statement))
    found = read_statement(payload, no_bodies)
    assert isinstance(found, ForeignStatement)
    assert found.predicate_type == "https://slsa.dev/provenance/v1"


@pytest.mark.parametrize(
    "twin",
    [
        "https://in-toto.io/attestation/link/v0.3/",
        "https://in-toto.io/attestation/link/v0.3x",
        "https://in-toto.io/attestation/link/v0.30",
        "https://in-toto.io/attestation/link/v0",
        "HTTPS://in-toto.io/attestation/link/v0.3",
        " https://in-toto.io/attestation/link/v0.3",
    ],
)
def test_predicate_types_are_compared_as_whole_strings(twin: str) -> None:
    table = json.loads(write_statement(honest().take("build").statement)[0])
    table["predicateType"] = twin
    assert isinstance(read_statement(json.dumps(table).encode(), no_bodies), ForeignStatement)


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"_type": "https://in-toto.io/Statement/v0.1"}, "unsupported statement type"),
        ({"_type": TYPE + "/"}, "unsupported statement type"),
        ({"_type": None}, "expected text, found null"),
        ({"subject": []}, "expected 1 to 1024, found 0"),
        ({"subject": [SUBJECT] * (MAX_SUBJECTS + 1)}, "found 1025"),
        ({"subject": SUBJECT}, "expected a list, found an object"),
        ({"subject": [{"name": "a"}]}, "digest: is missing"),
        ({"subject": [{"name": "a", "digest": {}}]}, "expected 1 to 32 digests"),
        ({"subject": [{"name": "a", "digest": {"sha1": "a" * 40}}]}, "weak digest only"),
        ({"predicateType": 5}, "expected text, found a number"),
    ],
)
def test_what_is_no_statement_is_refused(members: dict[str, Any], problem: str) -> None:
    with pytest.raises(FormatError, match=problem):
        read_statement(foreign(**members), no_bodies)


@pytest.mark.parametrize("key", ["_type", "subject", "predicateType"])
def test_nothing_may_be_missing(key: str) -> None:
    table = json.loads(foreign())
    del table[key]
    with pytest.raises(FormatError, match="is missing"):
        read_statement(json.dumps(table).encode(), no_bodies)


@pytest.mark.parametrize("alias", ["Subject", "subjects", "type_", "predicate_type"])
def test_an_alias_is_not_the_key(alias: str) -> None:
    """Where a statement is ours, a key that is nearly right is refused."""
    table = json.loads(write_statement(honest().take("build").statement)[0])
    table[alias] = table["subject"]
    with pytest.raises(FormatError, match=f"unknown key '{alias}'"):
        read_statement(json.dumps(table).encode(), no_bodies)


def test_a_foreign_statement_is_kept_whatever_it_says() -> None:
    found = read_statement(foreign(extra=[1], predicate=None), no_bodies)
    assert isinstance(found, ForeignStatement)
    assert [subject.name for subject in found.subjects] == ["a"]


def test_what_is_not_ours_to_write_is_not_written() -> None:
    found = read_statement(foreign(), no_bodies)
    assert isinstance(found, ForeignStatement)
    with pytest.raises(TypeError, match="ForeignStatement is not written by itself"):
        write_statement(found)
    release = ReleaseStatement(subjects=found.subjects, document=Digest("sha256", "a" * 64))
    with pytest.raises(TypeError, match="ReleaseStatement is not written by itself"):
        write_statement(release)
