"""Upstream provenance in a PBOM, and in the comparison of two."""

import json

import pytest
from msgspec.structs import replace

from pbom.codec.cyclonedx.integrity import check_document
from pbom.codec.cyclonedx.reading import read_side
from pbom.model.difference import Difference
from pbom.model.inventory import Inventory
from pbom.stages.diff import diff
from tests.rules.locked import HTTPX
from tests.rules.test_provenance_kept import SIGNER, WORKFLOW, document, looked
from tests.simulator import honest


def written(inventory: Inventory) -> bytes:
    """The PBOM of a build that found this."""
    data = honest().change("build", lambda take: replace(take, inventory=inventory)).document
    assert data
    check_document(data, "1.7")
    return data


def said(inventory: Inventory) -> dict[str, str]:
    """What the PBOM says of the package's provenance."""
    (found,) = (
        item
        for item in json.loads(written(inventory))["components"]
        if item.get("purl") == HTTPX.purl
    )
    return {
        item["name"].removeprefix("pbom:dep:provenance"): item["value"]
        for item in found["properties"]
        if item["name"].startswith("pbom:dep:provenance")
    }


def changed(old: Inventory, new: Inventory) -> list[Difference]:
    sides = (read_side(written(one), "a side") for one in (old, new))
    return [item for item in diff(*sides).differences if item.kind == "dependencies"]


def test_who_signed_stands_with_the_package() -> None:
    assert said(looked(document())) == {
        "": "verified 1 of 1 files",
        ":signer": f"{SIGNER.identity} {SIGNER.issuer} - -",
    }
    assert said(looked(document(None))) == {
        "": "present 0 of 1 files",
        ":doubt": "httpx.publish.attestation: the signature does not hold",
    }
    assert said(looked()) == {}


def test_absent_and_not_looked_are_told_apart() -> None:
    assert b'"pbom:dep:provenance:looked"' in written(looked())
    assert b"pbom:dep:provenance" not in written(replace(looked(), upstream=None))


OTHER = replace(SIGNER, identity="https://github.com/evil/x/.github/workflows/y.yml@refs/tags/1")


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (looked(), "its provenance was verified and is not any more"),
        (looked(document(None)), "its provenance was verified and is not any more"),
        (looked(document(OTHER)), "another workflow or repository built it"),
    ],
    ids=["gone", "not verified", "by another workflow"],
)
def test_what_was_known_and_is_not_any_more_is_shown_first(new: Inventory, reason: str) -> None:
    (found,) = changed(looked(document()), new)
    assert found.reasons[0].text == reason


def test_another_tag_of_the_same_workflow_is_no_reason_to_worry() -> None:
    newer = replace(SIGNER, identity=f"{WORKFLOW}@refs/tags/0.28.2")
    (found,) = changed(looked(document()), looked(document(newer)))
    assert not [reason for reason in found.reasons if reason.weight >= 80]
    assert changed(looked(document()), looked(document())) == []
