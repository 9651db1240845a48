"""Build steps as SLSA Provenance v1."""

import json
from typing import Any

from msgspec.structs import replace

from pbom.codec.provenance import MAX_DEPENDENCIES
from pbom.codec.statement import write_statement
from pbom.model.evidence import Material
from pbom.model.statement import ProvenanceStatement
from tests.simulator import REPORT, WHEEL, Take, commit, file, honest

BUILD = honest().take("build")


def written(take: Take) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(write_statement(ProvenanceStatement(step=take.statement))[0])
    return table


def test_the_same_facts_as_in_the_link() -> None:
    table = written(BUILD)
    assert table["subject"] == [
        {"name": "dist/shop.bin", "digest": {"sha256": WHEEL.digests.digests[0].value}}
    ]
    definition, details = table["predicate"]["buildDefinition"], table["predicate"]["runDetails"]
    assert definition["externalParameters"] == {"step": "build", "command": '["make"]', "cwd": "."}
    assert details["metadata"] == {
        "invocationId": "run-1",
        "startedOn": "2026-03-02T12:02:00.000Z",
        "finishedOn": "2026-03-02T12:03:00.000Z",
    }
    source, report = definition["resolvedDependencies"]
    assert source["uri"] == f"git+https://git.example/shop.git@{commit('one').commit}"
    assert report["digest"] == {"sha256": REPORT.digests.digests[0].value}


def test_a_deleted_file_is_no_dependency() -> None:
    gone = Material(artifact=file("old", "gone"), state="deleted")
    assert (
        written(replace(BUILD, materials=(gone,)))["predicate"]["buildDefinition"][
            "resolvedDependencies"
        ]
        == written(replace(BUILD, materials=()))["predicate"]["buildDefinition"][
            "resolvedDependencies"
        ]
    )


def test_a_long_list_is_cut_and_says_how_much_is_missing() -> None:
    many = tuple(
        Material(artifact=file(f"m/{number}", "x"), state="untracked")
        for number in range(MAX_DEPENDENCIES + 5)
    )
    definition = written(replace(BUILD, materials=many))["predicate"]["buildDefinition"]
    assert len(definition["resolvedDependencies"]) == MAX_DEPENDENCIES + 1  # and the source
    assert definition["internalParameters"]["pbom_dependenciesOmitted"] == "5"
