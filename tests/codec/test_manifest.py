"""Manifests: long lists of files, named by digest in the statement."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.codec.digests import write_artifact
from pbom.codec.fields import Fields
from pbom.codec.manifest import (
    name_manifest,
    no_bodies,
    open_manifest,
    read_material,
    read_products,
    write_material,
    write_materials,
    write_products,
)
from pbom.codec.strict_json import Json, write_json
from pbom.errors import EvidenceMissingError, FormatError
from pbom.model.artifact import Artifact, Mode
from pbom.model.digest import LENGTHS, Digest, DigestSet
from pbom.model.evidence import Material, MaterialState
from tests.simulator import Memory, digest_of, file

FILE: dict[str, Any] = {"name": "a", "digest": {"sha256": "a" * 64}}
MANIFEST = write_products([file("a", "x"), file("b", "y")])
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
SETS = st.dictionaries(
    st.sampled_from(["sha256", "sha512", "gitCommit", "gitBlob"]),
    st.sampled_from(["a", "0"]),
    min_size=1,
).map(lambda chosen: DigestSet.of(digest(name, letter) for name, letter in chosen.items()))
ARTIFACTS = st.builds(
    Artifact,
    name=NAMES | st.sampled_from(['"', "\\", "\n", "\u2028", "ß/日本", "\x7f"]),
    digests=SETS | st.just(DigestSet.sha256("b" * 64)),
    mode=st.sampled_from(get_args(Mode)),
)
MATERIALS = st.builds(
    Material,
    artifact=ARTIFACTS,
    state=st.sampled_from(get_args(MaterialState)),
    expected=st.none() | SETS,
)


def digest(algorithm: str, letter: str) -> Digest:
    return Digest(algorithm, letter * LENGTHS[algorithm][0])


def canonical(entries: list[Json]) -> bytes:
    """The manifest as the specification has it: the one form of JSON, and a line end."""
    return write_json({"type": "urn:pbom:manifest:v1", "entries": entries}) + b"\n"


@given(st.lists(MATERIALS, max_size=5))
def test_a_manifest_of_materials_is_canonical_to_the_byte(materials: list[Material]) -> None:
    assert write_materials(materials) == canonical([write_material(item) for item in materials])


@given(st.lists(ARTIFACTS, max_size=5))
def test_a_manifest_of_products_is_canonical_to_the_byte(products: list[Artifact]) -> None:
    assert write_products(products) == canonical([write_artifact(item) for item in products])


def named(**members: Any) -> Fields:  # noqa: ANN401
    return Fields({**name_manifest("products", MANIFEST, 2), **members})


def test_entries_come_back_from_the_object_that_is_named() -> None:
    entries = open_manifest(named(), Memory((), (MANIFEST,)).body)
    assert [product.name for product in read_products(entries)] == ["a", "b"]


def test_a_manifest_that_is_not_there_is_missing_and_not_malformed() -> None:
    with pytest.raises(EvidenceMissingError, match="is not there"):
        open_manifest(named(), no_bodies)


def test_an_object_of_another_content_is_refused() -> None:
    with pytest.raises(FormatError, match="has another content") as caught:
        open_manifest(named(), lambda _digest: MANIFEST + b" ")
    assert caught.value.place == "$.digest"


@pytest.mark.parametrize("count", [0, 1, 3, 10**300])
def test_the_number_of_entries_is_part_of_the_name(count: int) -> None:
    with pytest.raises(FormatError, match="the object has 2"):
        open_manifest(named(annotations={"pbom_count": count}), lambda _digest: MANIFEST)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "not JSON"),
        (b"[]", "expected an object"),
        (b'{"type":"urn:pbom:manifest:v2","entries":[]}', "expected urn:pbom:manifest:v1"),
        (b'{"type":"urn:pbom:manifest:v1"}', r"\$\.entries: is missing"),
        (b'{"type":"urn:pbom:manifest:v1","entries":[5]}', r"\$\.entries\[0\]: expected"),
    ],
)
def test_an_object_of_another_form_is_refused_by_its_name(content: bytes, problem: str) -> None:
    reference = Fields(name_manifest("products", content, 0))
    with pytest.raises(FormatError, match=problem) as caught:
        open_manifest(reference, lambda _digest: content)
    assert caught.value.document.startswith("object sha256:")


def test_a_manifest_is_named_by_its_sha256() -> None:
    with pytest.raises(FormatError, match="expected a sha256"):
        open_manifest(named(digest={"sha512": "a" * 128}), no_bodies)


def test_products_have_names_of_their_own_and_a_sha256() -> None:
    with pytest.raises(FormatError, match="the name 'a' comes twice"):
        read_products([Fields(FILE), Fields(FILE)])
    with pytest.raises(FormatError, match="expected a sha256"):
        read_products([Fields({"name": "a", "digest": {"sha512": "a" * 128}})])


@pytest.mark.parametrize("expected", [None, "the object"])
def test_a_material_comes_back(expected: str | None) -> None:
    material = Material(
        artifact=file("big.bin", "x"),
        state="lfs",
        expected=digest_of(expected) if expected else None,
    )
    assert read_material(Fields(write_material(material))) == material
