"""Inventories as JSON, and as what a step names."""

import pytest
from msgspec.structs import replace

from pbom.codec.dependencies import read_inventory, write_inventory
from pbom.codec.fields import Fields
from pbom.codec.statement import read_statement, write_statement
from pbom.codec.strict_json import read_json, write_json
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.digest import Digest
from pbom.model.inventory import Inventory
from pbom.model.statement import StepStatement
from tests.inventories import inventory
from tests.simulator import honest

BROKEN = inventory(uv__lock="[[package]]\nname = 1\n")
STEP = replace(honest().take("build"), inventory=BROKEN).statement


def reread(given: Inventory) -> Inventory:
    """An inventory, written and read."""
    return read_inventory(Fields(read_json(write_json(write_inventory(given)))))


def test_what_is_written_is_read() -> None:
    assert reread(inventory()) == inventory()
    assert reread(BROKEN) == BROKEN
    assert BROKEN.problems


def test_a_step_names_it_and_keeps_it_outside() -> None:
    payload, bodies = write_statement(STEP)
    (body,) = [data for data in bodies if b"urn:pbom:dependencies:v1" in data]
    assert len(payload) < len(body)
    read = read_statement(payload, lambda _digest: body)
    assert isinstance(read, StepStatement)
    assert read.inventory == BROKEN
    assert read == STEP


def test_what_could_not_be_read_is_a_gap_of_the_step() -> None:
    (gap,) = [gap for gap in STEP.coverage.gaps if gap.kind == "dependencies-unread"]
    assert gap.detail == ("uv.lock: bad-entry at $.package[0].name: expected text, found a number")
    honest_step = replace(honest().take("build"), inventory=inventory()).statement
    assert not honest_step.coverage.gaps


def test_a_body_that_is_not_there_or_another_one() -> None:
    payload, _ = write_statement(STEP)

    def nothing(_digest: Digest) -> None:
        return None

    with pytest.raises(EvidenceMissingError):
        read_statement(payload, nothing)
    with pytest.raises(FormatError, match="has another content"):
        read_statement(payload, lambda _digest: b"{}")


def test_another_count_than_the_body_has() -> None:
    payload, bodies = write_statement(STEP)
    count = f'"pbom_count":{BROKEN.count}'.encode()
    assert count in payload
    with pytest.raises(FormatError, match="the object has"):
        read_statement(payload.replace(count, b'"pbom_count":1'), lambda _digest: bodies[-1])


REFUSED = {
    "files out of order": lambda files: files.reverse(),
    "a file twice": lambda files: files.append(files[-1]),
    "an unknown member": lambda files: files[0].update(more=1),
    "a purl of another ecosystem": lambda files: files[2]["dependencies"][0].update(
        purl="pkg:npm/a"
    ),
    "a digest of no length": lambda files: files[3]["dependencies"][0]["integrity"][0].update(
        value="ab"
    ),
    "upper case": lambda files: files[3]["dependencies"][0]["integrity"][0].update(value="AB" * 64),
    "an unknown scope": lambda files: files[3]["dependencies"][0].update(scope="some"),
    "a name that leaves its root": lambda files: files[0].update(name="../go.sum"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    import json  # noqa: PLC0415

    document = json.loads(write_json(write_inventory(inventory())))
    REFUSED[name](document["files"])
    with pytest.raises(FormatError):
        read_inventory(Fields(document))
