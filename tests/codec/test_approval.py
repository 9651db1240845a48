"""Approvals and waivers: every member is known, and nothing counts by accident."""

import json
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from pbom.codec.approval import APPROVAL as APPROVAL_TYPE
from pbom.codec.approval import WAIVER as WAIVER_TYPE
from pbom.codec.manifest import no_bodies
from pbom.codec.statement import read_statement, write_statement
from pbom.errors import FormatError
from pbom.model.approval import ApprovalStatement
from tests.approvals import APPROVAL, COMMIT, WAIVER

PLAIN = replace(APPROVAL, expires=None, paths=type(APPROVAL.paths)(), run="")


def table(statement: ApprovalStatement) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write_statement(statement)[0])
    return found


@pytest.mark.parametrize("statement", [APPROVAL, WAIVER, PLAIN], ids=["full", "waiver", "plain"])
def test_what_was_written_can_be_read_back(statement: ApprovalStatement) -> None:
    payload, bodies = write_statement(statement)
    assert bodies == ()
    assert read_statement(payload, no_bodies) == statement


def test_what_is_not_said_is_not_written() -> None:
    assert set(table(PLAIN)["predicate"]) == {"role", "reason", "issuedOn"}


def test_the_two_kinds_have_two_types() -> None:
    assert table(APPROVAL)["predicateType"] == APPROVAL_TYPE == "urn:pbom:approval:v1"
    assert table(WAIVER)["predicateType"] == WAIVER_TYPE == "urn:pbom:waiver:v1"


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "no role": ({"role": ""}, "role: a role is a word"),
    "a role with a line end": ({"role": "reviewer\n"}, "role: a role is a word"),
    "a role that is no text": ({"role": 1}, "role: expected text"),
    "no reason": ({"reason": " \n"}, "reason: a reason is needed"),
    "a book for a reason": ({"reason": "x" * 5000}, "reason: a reason has at most"),
    "a time of day only": ({"issuedOn": "12:00"}, "issuedOn: expected a time"),
    "an end before the beginning": ({"expiresOn": "2020-01-01T00:00:00Z"}, "ends before it begins"),
    "an empty list of paths": ({"scope": {"paths": []}}, "scope.paths: is empty"),
    "an empty path": ({"scope": {"paths": [""]}}, "scope.paths: expected at most"),
    "a pattern that is none": ({"scope": {"paths": ["!"]}}, "scope.paths: a pattern cannot"),
    "too many paths": ({"scope": {"paths": ["a"] * 101}}, "scope.paths: expected at most"),
    "rules in an approval": ({"scope": {"rules": ["fresh"]}}, "a waiver names rules"),
    "an unknown member": ({"comment": "x"}, "unknown key 'comment'"),
    "an unknown scope": ({"scope": {"files": ["a"]}}, "unknown key 'files'"),
}


@pytest.mark.parametrize(("members", "problem"), MISTAKES.values(), ids=list(MISTAKES))
def test_what_is_no_approval_is_refused(members: dict[str, Any], problem: str) -> None:
    broken = table(APPROVAL)
    broken["predicate"].update(members)
    with pytest.raises(FormatError) as caught:
        read_statement(json.dumps(broken).encode(), no_bodies)
    assert problem in str(caught.value)


def test_a_waiver_of_no_rule_would_waive_all_and_is_refused() -> None:
    broken = table(WAIVER)
    del broken["predicate"]["scope"]
    with pytest.raises(FormatError, match="a waiver names rules"):
        read_statement(json.dumps(broken).encode(), no_bodies)


def test_an_approval_of_a_weak_digest_is_refused() -> None:
    broken = table(APPROVAL)
    broken["subject"] = [{"digest": {"sha1": COMMIT}}]
    with pytest.raises(FormatError, match="weak digest only"):
        read_statement(json.dumps(broken).encode(), no_bodies)


def test_an_approval_does_not_count_before_it_was_given_nor_when_it_has_ended() -> None:
    assert APPROVAL.expires is not None
    day = timedelta(days=1)
    assert APPROVAL.untimely(APPROVAL.issued) == ""
    assert APPROVAL.untimely(APPROVAL.expires - day) == ""
    assert APPROVAL.untimely(APPROVAL.expires).startswith("it expired on ")
    assert APPROVAL.untimely(APPROVAL.issued - day).startswith("it was issued later, on ")
    assert PLAIN.untimely(APPROVAL.issued + 10_000 * day) == ""
