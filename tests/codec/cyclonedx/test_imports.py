"""Imports in CycloneDX: named, referred to, cited, and complete only if all was understood."""

import json
from typing import Any

import pytest

from pbom.codec.cyclonedx.components import SpecVersion
from pbom.codec.cyclonedx.document import read_named_attestations, write_document
from pbom.codec.cyclonedx.integrity import check_document
from tests.importing import SARIF, Import
from tests.simulator import honest

TESTS = Import()
SCAN = Import(text=SARIF, signer="builder", name="scan.sarif")
WORLD = honest().importing(TESTS, SCAN)


def document() -> dict[str, Any]:
    """The document."""
    found: dict[str, Any] = json.loads(WORLD.document or b"")
    return found


@pytest.mark.parametrize("version", ["1.6", "1.7"])
def test_the_schema_takes_it_and_its_evidence_is_named(version: SpecVersion) -> None:
    data = write_document(WORLD.pbom, version)
    check_document(data, version)
    _, named = read_named_attestations(data)
    assert {item.bundle for item in WORLD.pbom.imports} <= set(named)


def test_each_is_a_task_with_counts_and_a_composition() -> None:
    (workflow,) = [item for item in document()["formulation"][0]["workflows"] if "name" in item]
    assert (workflow["name"], workflow["taskTypes"]) == ("imports", ["scan", "test"])
    tasks = {task["name"]: task for task in workflow["tasks"]}
    assert set(tasks) == {"report.xml", "scan.sarif"}
    counts = [
        item["value"]
        for item in tasks["scan.sarif"]["properties"]
        if item["name"] == "pbom:import:count"
    ]
    assert counts == ["results: warning: 1", "runs: 1"]
    told = {item["assemblies"][0]: item["aggregate"] for item in document()["compositions"][1:]}
    assert told[tasks["report.xml"]["bom-ref"]] == "complete"
    assert told[tasks["scan.sarif"]["bom-ref"]] == "incomplete"


def test_each_document_is_referred_to_once_and_each_import_cited() -> None:
    twice = honest().importing(TESTS, Import(signer="builder"))
    references = json.loads(twice.document or b"")["externalReferences"]
    assert [item["type"] for item in references] == ["quality-metrics"]
    assert len(document()["externalReferences"]) == 2
    cited = {item["process"] for item in document()["citations"]}
    assert {f"task:{item.bundle.value}" for item in WORLD.pbom.imports} <= cited


def test_without_imports_nothing_is_said_of_them() -> None:
    data = honest().document or b""
    assert b"imports" not in data
    assert "externalReferences" not in json.loads(data)
