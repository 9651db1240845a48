"""Is a document what it must be: the schema, and its own references."""

from typing import Any

import pytest

from pbom.codec.cyclonedx.document import write_document
from pbom.codec.cyclonedx.integrity import check_document
from pbom.codec.cyclonedx.writing import SLICE
from pbom.errors import FormatError
from tests.edits import edit_json
from tests.simulator import honest

DOCUMENT = write_document(honest().pbom, "1.7")


def refused(change: Any) -> FormatError:  # noqa: ANN401
    with pytest.raises(FormatError) as caught:
        check_document(edit_json(change)(DOCUMENT), "1.7")
    return caught.value


def test_the_honest_document_is_well() -> None:
    check_document(DOCUMENT, "1.7")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda table: table.update(surprise=1), "$"),
        (lambda table: table.pop("bomFormat"), "$"),
        (lambda table: table.update(serialNumber="urn:uuid:x"), "$.serialNumber"),
        (lambda table: table["metadata"].update(timestamp="yesterday"), "$.metadata.timestamp"),
        (
            lambda table: table["metadata"]["component"].update(type="thing"),
            "$.metadata.component.type",
        ),
        (
            lambda table: table["formulation"][0]["workflows"][0]["tasks"][0].update(x=1),
            "$.formulation[0].workflows[0].tasks[0]",
        ),
    ],
)
def test_what_breaks_the_schema_is_refused_with_its_place(change: Any, place: str) -> None:  # noqa: ANN401
    error = refused(change)
    assert "breaks the CycloneDX 1.7 schema" in error.problem
    assert error.place == place


def test_citations_break_the_schema_of_version_1_6() -> None:
    with pytest.raises(FormatError, match=r"breaks the CycloneDX 1\.6 schema"):
        check_document(DOCUMENT.replace(b'"specVersion":"1.7"', b'"specVersion":"1.6"'), "1.6")


def test_a_bom_ref_that_comes_twice_is_refused_although_the_schema_allows_it() -> None:
    def twice(table: dict[str, Any]) -> None:
        first, second, *_ = table["formulation"][0]["components"]
        second["bom-ref"] = first["bom-ref"]

    assert "is there twice" in refused(twice).problem


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table["dependencies"][0].update(ref="artifact:nothing"),
        lambda table: table["dependencies"][0].update(dependsOn=["artifact:nothing"]),
        lambda table: table["compositions"][0].update(dependencies=["artifact:nothing"]),
        lambda table: table["compositions"][1].update(assemblies=["artifact:nothing"]),
        lambda table: table["citations"][0].update(process="artifact:nothing"),
        lambda table: table["citations"][0].update(attributedTo="artifact:nothing"),
        lambda table: table["formulation"][0]["workflows"][0]["tasks"][0]["inputs"][0][
            "resource"
        ].update(ref="artifact:nothing"),
        lambda table: table["formulation"][0]["workflows"][0]["tasks"][0]["resourceReferences"][
            0
        ].update(ref="artifact:nothing"),
    ],
    ids=[
        "a dependency",
        "what it depends on",
        "a composition",
        "an assembly",
        "a process",
        "an author",
        "an input",
        "a resource",
    ],
)
def test_a_reference_to_nothing_is_refused_although_the_schema_allows_it(change: Any) -> None:  # noqa: ANN401
    assert "refers to 'artifact:nothing', which is not there" in refused(change).problem


def many(count: int, change: Any = lambda table: table) -> bytes:  # noqa: ANN401
    """A document with so many packages, changed."""

    def fill(table: dict[str, Any]) -> None:
        for number in range(count):
            ref = f"package:{number}"
            table["components"].append({"type": "library", "name": "a", "bom-ref": ref})
            table["dependencies"].append({"ref": ref})
        change(table)

    return edit_json(fill)(DOCUMENT)


def test_a_list_longer_than_a_slice_is_checked_to_its_end() -> None:
    count = 2 * SLICE + 10
    check_document(many(count), "1.7")
    last = count - 1
    places = {
        f"$.components[{last}].type": lambda table: table["components"][last].update(type="thing"),
        f"$.dependencies[{last}]": lambda table: table["dependencies"][-2].update(surprise=1),
    }
    for place, change in places.items():
        with pytest.raises(FormatError) as caught:
            check_document(many(count, change), "1.7")
        assert caught.value.place == place


def test_what_comes_twice_is_refused_across_slices() -> None:
    def twin(key: str) -> Any:  # noqa: ANN401
        return lambda table: table[key].append(dict(table[key][1]))

    for key in ("components", "dependencies"):
        with pytest.raises(FormatError, match="is there twice"):
            check_document(many(SLICE + 1, twin(key)), "1.7")


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b'{"a":1,"a":1}', b"[" * 100])
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        check_document(data, "1.7")
