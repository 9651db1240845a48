"""The whole document: valid, equal for equal evidence, and nothing but its evidence."""

import json
from itertools import permutations
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from msgspec.structs import replace

from pbom.codec.cyclonedx.components import SpecVersion
from pbom.codec.cyclonedx.document import VERSIONS, read_named_attestations, write_document
from pbom.codec.cyclonedx.integrity import check_document
from pbom.codec.strict_json import write_json
from pbom.errors import FormatError
from pbom.model.artifact import Artifact
from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Gap, Material
from pbom.model.pbom import Pbom
from pbom.stages.assemble import assemble
from tests.edits import Table, edit_json
from tests.looks import Look
from tests.simulator import (
    REPORT,
    SHIPPED,
    Take,
    World,
    commit,
    digest_of,
    file,
    honest,
    watched,
)

BOTH = list(VERSIONS.values())


def many(count: int) -> tuple[Artifact, ...]:
    return tuple(
        Artifact(name=f"f/{number}", digests=DigestSet.sha256(f"{number:064x}"))
        for number in range(count)
    )


def rich() -> World:
    """A world with everything that a document can say."""
    submodule = Material(
        artifact=Artifact(
            name="lib", digests=DigestSet.of((Digest("gitCommit", "c" * 40),)), mode="160000"
        ),
        state="submodule",
    )
    link = Material(
        artifact=Artifact(name="to", digests=digest_of("target"), mode="120000"), state="untracked"
    )

    def change(take: Take) -> Take:
        tool = replace(file("bin/tool's", "x"), mode="100755")
        return replace(
            take,
            products=(*take.products, tool),
            materials=(*take.materials, submodule, link),
            argv=("make", "it's", "\u202e\x1b\n", ""),
            source=commit("one", ""),
        )

    return honest().change("build", change).other_run("test", "run'0\n")


WORLDS = {
    "honest": honest(),
    "one step": honest().never_ran("test"),
    "outside a repository": honest().on_commit("build", None).on_commit("test", None),
    "a session": honest().other_command("build"),
    "several attempts": honest().again("test").again("build"),
    "several artifacts": replace(honest(), released=(SHIPPED, replace(REPORT, name="r'ß.xml"))),
    "one content, two names": replace(honest(), released=(SHIPPED, replace(SHIPPED, name="copy"))),
    "everything": rich(),
    "commits": watched(),
    "another source's commits": watched()
    .on_commit("test", commit("two"))
    .looked(Look(), Look().of(commit("two")), Look(run="run-2", signer="tester")),
    "long lists": honest().change("build", lambda take: replace(take, products=many(1001))),
    "other algorithms": replace(
        honest(),
        released=(
            Artifact(
                name="a",
                digests=DigestSet.of(
                    (Digest("sha512", "a" * 128), Digest("gitBlob", "b" * 40), Digest("md5", "cd"))
                ),
            ),
        ),
    ),
}


def written(world: World, version: SpecVersion) -> bytes:
    return write_document(world.pbom, version)


def parsed(world: World, version: SpecVersion = "1.7") -> dict[str, Any]:
    table: dict[str, Any] = json.loads(written(world, version))
    return table


def tasks(world: World) -> list[dict[str, Any]]:
    (formula,) = parsed(world)["formulation"]
    return [task for workflow in formula["workflows"] for task in workflow["tasks"]]


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize("name", list(WORLDS))
def test_every_document_is_valid_by_our_check_and_by_the_library_s(
    name: str, version: SpecVersion
) -> None:
    document = written(WORLDS[name], version)
    check_document(document, version)
    judge = JsonStrictValidator(SchemaVersion.from_version(version))
    assert judge.validate_str(document.decode()) is None


@pytest.mark.parametrize("version", BOTH)
@pytest.mark.parametrize("name", list(WORLDS))
def test_a_document_names_the_bundles_it_was_made_of(name: str, version: SpecVersion) -> None:
    world = WORLDS[name]
    bundles = tuple(sorted(item.bundle for item in world.pbom.evidence))
    assert read_named_attestations(written(world, version)) == (version, bundles)


@pytest.mark.parametrize("version", BOTH)
def test_equal_attestations_give_equal_bytes_whatever_their_order(version: SpecVersion) -> None:
    world = rich().looked(Look())
    arrivals = permutations((*world.believed, *world.believed[:1]))
    documents = {
        write_document(assemble(world.released[::-1], arrival), version) for arrival in arrivals
    }
    assert documents == {written(world, version)}


def test_other_attestations_give_another_serial_number() -> None:
    worlds = [honest(), honest().other_run("test"), honest().never_ran("test")]
    worlds.append(replace(honest(), released=(replace(SHIPPED, name="other"),)))
    serials = {parsed(world, version)["serialNumber"] for world in worlds for version in BOTH}
    assert len(serials) == 8


def test_a_document_has_one_form() -> None:
    document = written(honest(), "1.7")
    assert document == write_json(json.loads(document)) + b"\n"
    assert b"pbom/0.1.0" in document  # who recorded, as the evidence says; not who assembles
    assert "version" not in parsed(honest())["metadata"]["tools"]["components"][0]


def test_a_task_for_each_recorded_step_says_what_its_attestation_says() -> None:
    test, build = tasks(honest())
    bundle = honest().authentic[1].bundle
    assert (test["name"], test["taskTypes"]) == ("test", ["test"])
    assert build["bom-ref"] == f"task:{bundle.value}"
    assert {"name": "pbom:attestation:sha256", "value": bundle.value} in build["properties"]
    assert build["steps"][0]["commands"][0]["executed"] == "make"
    assert (build["timeStart"], build["timeEnd"]) == (
        "2026-03-02T12:02:00.000Z",
        "2026-03-02T12:03:00.000Z",
    )


def test_words_of_a_command_are_kept_apart() -> None:
    world = honest().other_command("build", "make", "a b", "it's")
    command = tasks(world)[1]["steps"][0]["commands"][0]
    assert command["executed"] == """make 'a b' 'it'"'"'s'"""
    assert {"name": "pbom:command:argv", "value": '["make","a b","it\'s"]'} in command["properties"]


def test_what_a_step_failed_to_see_makes_it_incomplete() -> None:
    gap = Gap(kind="commit-moved", detail="x")
    world = honest().change("build", lambda take: replace(take, source_after=commit("two")))
    assert gap.kind in str(tasks(world)[1]["properties"])
    aggregates = [item["aggregate"] for item in parsed(world)["compositions"]]
    assert aggregates == ["unknown", "unknown", "incomplete"]


def test_one_workflow_for_each_run() -> None:
    (formula,) = parsed(honest().other_run("test"))["formulation"]
    assert [workflow["uid"] for workflow in formula["workflows"]] == ["run-0", "run-1"]


def test_every_file_and_commit_is_cited_by_a_task_that_observed_it() -> None:
    document = parsed(honest())
    cited = " ".join(
        expression for item in document["citations"] for expression in item["expressions"]
    )
    parts = document["formulation"][0]["components"]
    refs = [part["bom-ref"] for part in parts if part["type"] != "platform"]
    assert len(refs) == 3
    assert [ref for ref in refs if f"'{ref}'" not in cited] == []
    assert document["metadata"]["component"]["bom-ref"] in cited
    processes = [item["process"] for item in document["citations"]]
    assert processes == [task["bom-ref"] for task in tasks(honest())]


def test_version_1_6_knows_no_citations() -> None:
    assert "citations" not in parsed(honest(), "1.6")


def test_long_lists_are_named_and_not_written_out() -> None:
    world = WORLDS["long lists"]
    document = written(world, "1.7")
    assert len(document) < 20_000
    (body,) = world.authentic[1].bodies
    assert f'"url":"urn:pbom:object:{body}"'.encode() in document


def test_a_pbom_without_attestations_cannot_be_written() -> None:
    with pytest.raises(FormatError, match="at least one attestation"):
        write_document(Pbom(artifacts=(SHIPPED,), attestations=()), "1.7")


def attestation_property(table: Table) -> dict[str, Any]:
    task = table["formulation"][0]["workflows"][0]["tasks"][0]
    found: dict[str, Any] = task["properties"][0]
    assert found["name"] == "pbom:attestation:sha256"
    return found


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda table: table.update(specVersion="1.5"), "$.specVersion"),
        (lambda table: table.update(specVersion=1.7), "$.specVersion"),
        (lambda table: table.update(bomFormat="cyclonedx"), "$.specVersion"),
        (lambda table: table.pop("formulation"), "$.formulation"),
        (lambda table: table.update(formulation={}), "$.formulation"),
        (
            lambda table: attestation_property(table).update(value="x"),
            "$.formulation[0].workflows[0].tasks[0].properties[0].value",
        ),
        (
            lambda table: attestation_property(table).pop("value"),
            "$.formulation[0].workflows[0].tasks[0].properties[0].value",
        ),
    ],
)
def test_what_is_no_pbom_is_told_with_its_place(change: Any, place: str) -> None:  # noqa: ANN401
    with pytest.raises(FormatError) as caught:
        read_named_attestations(edit_json(change)(written(honest(), "1.7")))
    assert caught.value.place == place
