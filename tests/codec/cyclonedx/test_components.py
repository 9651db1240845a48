"""Components: what CycloneDX has names for, and properties for the rest."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from pbom.codec.cyclonedx.components import (
    Components,
    SpecVersion,
    artifact_ref,
    builder_ref,
    file_ref,
    source_ref,
)
from pbom.codec.strict_json import write_json
from pbom.model.artifact import Artifact
from pbom.model.digest import Digest, DigestSet
from tests.simulator import commit, file
from tests.takes import BUILDER

BOTH = ("1.6", "1.7")
SHOP = file("dist/shop.bin", "the shop")


def seen(component: Any) -> dict[str, Any]:  # noqa: ANN401
    table: dict[str, Any] = json.loads(write_json(component))
    return table


@pytest.mark.parametrize("version", BOTH)
def test_a_file_has_its_hashes_and_a_mode_where_it_is_not_ordinary(version: SpecVersion) -> None:
    components = Components(version)
    assert seen(components.file(SHOP)) == {
        "type": "file",
        "name": "dist/shop.bin",
        "bom-ref": file_ref(SHOP),
        "hashes": [{"alg": "SHA-256", "content": SHOP.digests.digests[0].value}],
    }
    tool = seen(components.file(replace(SHOP, mode="100755")))
    assert tool["properties"] == [{"name": "pbom:file:mode", "value": "100755"}]


@pytest.mark.parametrize("version", BOTH)
def test_a_digest_without_a_name_there_is_a_property(version: SpecVersion) -> None:
    digests = DigestSet.of((Digest("gitBlob", "b" * 40), Digest("sha512", "a" * 128)))
    found = seen(Components(version).file(Artifact(name="a", digests=digests)))
    assert found["hashes"] == [{"alg": "SHA-512", "content": "a" * 128}]
    assert found["properties"] == [{"name": "pbom:digest:gitBlob", "value": "b" * 40}]


@pytest.mark.parametrize("version", BOTH)
def test_a_commit_has_its_identifier_and_its_address(version: SpecVersion) -> None:
    source = commit("one")
    found = seen(Components(version).source(source))
    assert (found["type"], found["name"], found["version"]) == ("data", "shop", source.commit)
    assert found["swhid"] == [f"swh:1:rev:{source.commit}"]
    (reference,) = found["externalReferences"]
    assert reference["url"] == f"git+https://git.example/shop.git@{source.commit}"


def test_a_commit_without_a_remote_has_no_address() -> None:
    found = seen(Components("1.7").source(commit("one", "")))
    assert found["name"] == "source"
    assert "externalReferences" not in found


def test_a_commit_of_git_s_newer_object_format_has_no_software_heritage_identifier() -> None:
    source = replace(commit("one"), revision=DigestSet.of((Digest("gitCommit", "a" * 64),)))
    assert "swhid" not in seen(Components("1.7").source(source))


def test_a_builder_is_a_claim() -> None:
    found = seen(Components("1.7").builder(BUILDER))
    assert found["name"] == "linux-x86_64"
    assert {"name": "pbom:builder:basis", "value": "claimed"} in found["properties"]
    assert seen(Components("1.7").builder(replace(BUILDER, service="ci")))["name"] == "ci"


def test_references_derive_from_content_and_tell_all_of_it_apart() -> None:
    files = [SHOP, replace(SHOP, name="other"), replace(SHOP, mode="100755"), file(SHOP.name, "x")]
    assert len({file_ref(item) for item in files}) == 4
    assert file_ref(SHOP) == file_ref(replace(SHOP))
    artifacts = [SHOP, replace(SHOP, name="copy"), file(SHOP.name, "x")]
    assert len({artifact_ref(item) for item in artifacts}) == 3
    sources = [commit("one"), commit("two"), commit("one", "https://git.example/fork.git")]
    assert len({source_ref(item) for item in sources}) == 3
    builders = [BUILDER, replace(BUILDER, machine="arm64"), replace(BUILDER, recorder="pbom/9")]
    assert len({builder_ref(item) for item in builders}) == 3
