"""Deployments: every member is known, and an artifact without a place is no deployment."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from pbom.codec.deployment import DEPLOYMENT
from pbom.codec.entry import entry_of
from pbom.codec.manifest import no_bodies
from pbom.codec.statement import read_statement, write_statement
from pbom.errors import FormatError
from pbom.model.deployment import DeploymentStatement
from pbom.model.digest import Digest
from pbom.model.statement import subjects_of
from pbom.stages.attest import attest
from tests.signatures import hand
from tests.takes import NOON, file

FULL = DeploymentStatement(
    subjects=subjects_of((file("shop.bin", "the shop"),)),
    environment="production",
    deployed=NOON,
    verdict=Digest("sha256", "7" * 64),
    target="cluster eu-1",
    run="run-1",
)
PLAIN = replace(FULL, verdict=None, target="", run="")


def table(statement: DeploymentStatement) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write_statement(statement)[0])
    return found


@pytest.mark.parametrize("statement", [FULL, PLAIN], ids=["full", "plain"])
def test_what_was_written_can_be_read_back(statement: DeploymentStatement) -> None:
    payload, bodies = write_statement(statement)
    assert bodies == ()
    assert read_statement(payload, no_bodies) == statement


def test_what_is_not_said_is_not_written() -> None:
    assert table(PLAIN)["predicateType"] == DEPLOYMENT == "urn:pbom:deployment:v1"
    assert set(table(PLAIN)["predicate"]) == {"environment", "deployedOn"}


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "no environment": ({"environment": ""}, "environment: an environment is a word"),
    "an environment of two lines": ({"environment": "a\nb"}, "environment: an environment is"),
    "a time of day only": ({"deployedOn": "12:00"}, "deployedOn: expected a time"),
    "a verdict that is no digest": ({"verdict": "yes"}, "verdict: expected sha256"),
    "an empty target": ({"target": " "}, "target: a target is not empty"),
    "a book for a target": ({"target": "x" * 1001}, "target: a target has at most"),
    "an unknown member": ({"comment": "x"}, "unknown key 'comment'"),
}


@pytest.mark.parametrize(("members", "problem"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_refused_with_its_place(members: dict[str, Any], problem: str) -> None:
    document = table(FULL)
    document["predicate"] |= members
    with pytest.raises(FormatError) as error:
        read_statement(json.dumps(document).encode(), no_bodies)
    assert problem in str(error.value)


@pytest.mark.parametrize("gap", [{"subjects": ()}, {"environment": ""}], ids=str)
def test_a_deployment_of_nothing_or_to_nowhere_cannot_be_built(gap: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="the deployment has no"):
        replace(FULL, **gap)


def test_a_store_knows_it_by_its_artifacts() -> None:
    entry = entry_of(attest(FULL, hand("me")).bundle, no_bodies)
    assert entry is not None
    assert (entry.kind, entry.run) == ("deployment", "")
    assert entry.digests == {FULL.subjects[0].digests.digests[0].value}
