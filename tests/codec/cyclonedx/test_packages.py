"""Packages in CycloneDX."""

import base64
import json
import time
from typing import Any

import pytest
from cyclonedx.model.bom import Bom
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pbom.codec.cyclonedx.components import SpecVersion
from pbom.codec.cyclonedx.integrity import check_document
from pbom.codec.cyclonedx.inventory import write_inventory_document
from pbom.codec.cyclonedx.packages import as_url
from pbom.codec.cyclonedx.reading import read_side
from pbom.model.dependency import Dependency, Integrity, LockFile
from pbom.model.difference import Side
from pbom.model.digest import DigestSet
from pbom.model.inventory import Inventory, RecordedLock
from pbom.model.location import Origin
from pbom.model.pbom import Pbom
from pbom.stages.diff import diff
from tests.ecosystems import test_package_lock
from tests.inventories import inventory
from tests.simulator import World, honest

A, B = "a" * 64, "b" * 64


def document(found: Inventory, version: SpecVersion = "1.7") -> dict[str, Any]:
    """The document of its own, checked."""
    data = write_inventory_document(found, "shop", version)
    check_document(data, version)
    value = json.loads(data)
    assert isinstance(value, dict)
    return value


def components(found: Inventory) -> dict[str, dict[str, Any]]:
    """The components by package URL or name."""
    listed = document(found)["components"]
    assert isinstance(listed, list)
    return {item.get("purl", item["name"]): item for item in listed}


@pytest.mark.parametrize("version", ["1.6", "1.7"])
def test_the_schema_and_the_library_take_it(version: SpecVersion) -> None:
    value = document(inventory(), version)
    bom = Bom.from_json(value)  # type: ignore[attr-defined]
    read = {str(item.purl) for item in bom.components if item.purl}
    written = {item.known.purl for item in inventory().packages}
    assert {purl.lower() for purl in written} <= {purl.lower() for purl in read}


def test_of_several_files_each_has_its_hash_at_its_url() -> None:
    idna = components(inventory())["pkg:pypi/idna@3.7"]
    assert "hashes" not in idna
    assert idna["externalReferences"] == [
        {
            "type": "distribution",
            "url": "https://files.pythonhosted.org/idna-3.7-py3-none-any.whl",
            "hashes": [{"alg": "SHA-256", "content": B}],
        },
        {
            "type": "distribution",
            "url": "https://files.pythonhosted.org/idna-3.7.tar.gz",
            "hashes": [{"alg": "SHA-256", "content": A}],
        },
    ]


def test_the_digest_of_the_one_file_is_a_hash() -> None:
    found = components(inventory())["pkg:npm/a@1.0.0"]
    assert found["hashes"] == [{"alg": "SHA-512", "content": "0" * 128}]
    assert not [item for item in found["properties"] if item["name"] == "pbom:dep:integrity"]


def test_what_a_reference_or_a_hash_says_is_not_said_twice() -> None:
    def said(**changes: object) -> dict[str, str]:
        item = replace(_package(1), **changes)
        file = LockFile(name="x.lock", format="x", dependencies=(item,))
        found = Inventory(locks=(RecordedLock(digests=DigestSet.sha256(A), file=file),))
        (written,) = document(found)["components"]
        return {item["name"]: item["value"] for item in written["properties"]}

    digest = _package(1).integrity[0]
    usual = f"sha512-{base64.b64encode(bytes.fromhex(digest.value)).decode()}"
    plain = {"pbom:dep:reach", "pbom:dep:source"}
    assert set(said()) == plain
    assert set(said(integrity=(replace(digest, raw=usual),))) == plain
    index = Origin("registry", "https://registry.example.com/")
    assert said(origin=index)["pbom:dep:location"] == "https://registry.example.com/"
    spaced = Origin("url", "https://registry.example.com/a b.tgz")
    assert said(origin=spaced)["pbom:dep:location"] == spaced.url
    odd = (replace(digest, raw=f"{usual}?opt"),)
    assert said(integrity=odd)["pbom:dep:integrity"] == f"file {usual}?opt"
    md5 = (Integrity(algorithm="md5", value="a" * 32),)
    assert said(integrity=md5)["pbom:dep:integrity"] == f"file md5:{'a' * 32}"


def test_what_is_no_digest_of_a_file_is_never_a_hash() -> None:
    found = components(inventory())["pkg:golang/github.com/BurntSushi/toml@v0.3.1"]
    assert "hashes" not in found
    assert "externalReferences" not in found
    values = [item["value"] for item in found["properties"] if item["name"] == "pbom:dep:integrity"]
    assert [value.split(" ")[0] for value in values] == ["go-module", "go-mod-file"]


def test_scopes_groups_and_the_graph() -> None:
    value = document(inventory())
    found = components(inventory())
    assert found["pkg:npm/%40s/c@3.0.0"]["group"] == "@s"
    assert found["pkg:npm/%40s/c@3.0.0"]["scope"] == "optional"
    assert found["pkg:npm/b@2.0.0"]["scope"] == "excluded"
    graph = {item["ref"]: item.get("dependsOn", []) for item in value["dependencies"]}
    assert found["pkg:npm/b@1.1.0"]["bom-ref"] in graph[found["pkg:npm/a@1.0.0"]["bom-ref"]]
    assert found["pkg:npm/a@1.0.0"]["bom-ref"] in graph["project"]
    assert found["pkg:npm/b@1.1.0"]["bom-ref"] not in graph["project"]


def test_what_could_not_be_read_makes_it_incomplete() -> None:
    broken = inventory(uv__lock="x")
    assert document(inventory())["compositions"][0]["aggregate"] == "unknown"
    assert document(broken)["compositions"][0]["aggregate"] == "incomplete"


def shipped(found: Inventory | None) -> World:
    """The honest pipeline, with lock files in the workspace of its build."""
    return honest().change("build", lambda take: replace(take, inventory=found))


def test_the_pbom_has_them_and_is_recomputed() -> None:
    world = shipped(inventory())
    assert world.verdict().passed, world.verdict().findings
    assert world.document
    value = json.loads(world.document)
    assert len(value["components"]) >= len(inventory().packages)
    named = {item["name"] for item in value["formulation"][0]["components"]}
    assert {"actions/checkout", "docker.io/library/python"} <= named
    assert (
        not shipped(inventory())
        .edit_document(lambda data: data.replace(b"pkg:npm/a@1.0.0", b"pkg:npm/a@1.0.1"))
        .verdict()
        .passed
    )


def test_another_origin_of_the_same_content_shows_in_the_next_diff() -> None:
    def side(text: str) -> Side:
        data = shipped(inventory(**{"package-lock__json": text})).document
        assert data
        return read_side(data, "a side")

    near = test_package_lock.SAMPLE
    far = near.replace("registry.npmjs.org/a/", "mirror.example.com/a/")
    assert far != near
    assert not diff(side(near), side(near)).differences
    (found,) = [
        item for item in diff(side(near), side(far)).differences if item.kind == "dependencies"
    ]
    assert (found.subject, found.reasons[0].text) == ("pkg:npm/a@1.0.0", "another location")
    assert [fact.name for fact in found.facts] == ["location"]


def test_without_lock_files_nothing_is_said_of_them() -> None:
    document = shipped(None).document
    assert document
    assert b"pbom:dep:" not in document


def test_a_hundred_thousand_packages_take_time_in_proportion() -> None:
    def seconds(count: int) -> float:
        file = LockFile(name="x.lock", format="x", dependencies=tuple(map(_package, range(count))))
        found = Inventory(locks=(RecordedLock(digests=DigestSet.sha256(A), file=file),))
        began = time.process_time()
        write_inventory_document(found, "x", "1.7")
        return time.process_time() - began

    seconds(1000)
    assert seconds(40_000) < 12 * max(seconds(10_000), 0.1)


def _package(number: int) -> Dependency:
    return Dependency(
        ecosystem="npm",
        name=f"p{number}",
        version="1",
        purl=f"pkg:npm/p{number}@1",
        place=str(number),
        origin=Origin("registry", f"https://registry.example.com/p{number}/-/p{number}-1.tgz"),
        integrity=(Integrity(algorithm="sha512", value=f"{number:0128x}"),),
        requires=(f"pkg:npm/p{number + 1}@1", "pkg:npm/p0@1"),
        reach="direct",
    )


@given(st.text(max_size=40))
def test_any_location_is_an_iri(text: str) -> None:
    dependency = replace(
        _package(1),
        integrity=(Integrity(algorithm="sha256", value=A, file=text or "x"),),
        origin=Origin("git", text),
    )
    file = LockFile(name="x.lock", format="x", dependencies=(dependency,))
    found = Inventory(locks=(RecordedLock(digests=DigestSet.sha256(A), file=file),))
    check_document(write_inventory_document(found, "x", "1.7"), "1.7")


def test_a_plain_location_stays_as_it_is() -> None:
    for text in ("https://a.example/x%20y?z=1", "idna-3.7.tar.gz", "git+https://a.example/x@main"):
        assert as_url(text) == text
    assert as_url("a b") == "urn:pbom:location:a%20b"
    assert Pbom(artifacts=(), attestations=()).inventory.packages == ()
