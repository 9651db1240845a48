"""Verdicts as SLSA Verification Summary Attestations."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from pbom.codec.manifest import no_bodies
from pbom.codec.statement import read_statement, write_statement
from pbom.errors import FormatError
from pbom.model.statement import VerdictStatement
from tests.simulator import honest

PASSED = VerdictStatement.of(honest().verdict())


@pytest.mark.parametrize("verdict", [PASSED, VerdictStatement.of(honest().fails("test").verdict())])
def test_what_was_written_can_be_read_back(verdict: VerdictStatement) -> None:
    payload, bodies = write_statement(verdict)
    assert bodies == ()
    assert read_statement(payload, no_bodies) == verdict


def test_waivers_are_told_apart_from_other_inputs() -> None:
    waived = replace(PASSED, waivers=PASSED.inputs[1:2])
    assert read_statement(write_statement(waived)[0], no_bodies) == waived
    uris = [item["uri"] for item in predicate(waived)["inputAttestations"]]
    assert [uri.startswith("urn:pbom:waiver:sha256:") for uri in uris] == [
        False,
        True,
        False,
        False,
    ]


def predicate(verdict: VerdictStatement) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write_statement(verdict)[0])["predicate"]
    return found


def test_a_pass_claims_level_one_and_a_failure_none() -> None:
    passed, failed = predicate(PASSED), predicate(replace(PASSED, passed=False))
    assert (passed["verificationResult"], passed["verifiedLevels"]) == (
        "PASSED",
        ["SLSA_BUILD_LEVEL_1"],
    )
    assert (failed["verificationResult"], failed["verifiedLevels"]) == ("FAILED", ["FAILED"])


def test_every_input_and_the_policy_are_named() -> None:
    found = predicate(PASSED)
    named = [item["digest"]["sha256"] for item in found["inputAttestations"]]
    assert named == [digest.value for digest in PASSED.inputs]
    assert len(named) == 4  # two steps, the document and its signature
    assert found["policy"]["digest"] == {"sha256": PASSED.policy.value}


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"verificationResult": "passed"}, "expected PASSED or FAILED, found 'passed'"),
        ({"verificationResult": True}, "expected text"),
        ({"timeVerified": "now"}, "expected a time"),
        ({"policy": {"digest": {"sha512": "a" * 128}}}, "expected a sha256"),
        ({"inputAttestations": {}}, "expected a list"),
    ],
)
def test_what_is_no_verdict_is_refused(members: dict[str, Any], problem: str) -> None:
    table = json.loads(write_statement(PASSED)[0])
    table["predicate"].update(members)
    with pytest.raises(FormatError, match=problem):
        read_statement(json.dumps(table).encode(), no_bodies)
