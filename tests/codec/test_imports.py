"""Documents of other tools."""

import json
from collections import Counter

import pytest

from pbom.codec.cyclonedx.inventory import write_inventory_document
from pbom.codec.imports import read_imported
from pbom.errors import FormatError
from tests.faults import faults
from tests.inventories import inventory
from tests.simulator import honest

CYCLONEDX = json.dumps(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.4",
        "metadata": {"tools": [{"vendor": "x", "name": "syft", "version": "1.0"}]},
        "components": [
            {"type": "library", "name": "a", "components": [{"type": "library", "name": "inner"}]},
            {"type": "unheard-of", "name": "b", "purl": "no purl"},
            {"type": "library"},
            7,
        ],
        "services": [{"name": "s"}],
        "vulnerabilities": [{"id": "CVE-1"}, {}],
    }
)
SPDX_2 = json.dumps(
    {
        "spdxVersion": "SPDX-2.3",
        "creationInfo": {"creators": ["Organization: x", "Tool: trivy-0.50"]},
        "packages": [{"name": "a"}, {"SPDXID": "x"}],
        "files": [{"fileName": "f"}],
        "relationships": [{"relationshipType": "CONTAINS"}],
    }
)
SPDX_3 = json.dumps(
    {
        "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
        "@graph": [
            {"type": "CreationInfo", "specVersion": "3.0.1"},
            {"type": "Tool", "name": "maker"},
            {"type": "software_Package", "name": "a"},
            {"type": "software_Package", "name": "b"},
            {"name": "no type"},
        ],
    }
)
SARIF = json.dumps(
    {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "semgrep", "version": "1.1"}},
                "results": [{"level": "error"}, {}, {"level": "note"}, None],
            },
            {"tool": {}},
        ],
    }
)
JUNIT = """<testsuites name="all"><testsuite><testcase/><testcase><failure/></testcase>
<testcase><skipped/></testcase></testsuite></testsuites>"""

EXPECTED = {
    CYCLONEDX: (
        ("cyclonedx", "1.4", "syft 1.0"),
        {"components": 3, "services": 1, "vulnerabilities": 2},
        ["$.components[2]", "$.components[3]"],
    ),
    SPDX_2: (
        ("spdx-2", "2.3", "trivy-0.50"),
        {"packages": 1, "files": 1, "relationships": 1},
        ["$.packages[1]"],
    ),
    SPDX_3: (
        ("spdx-3", "3.0.1", "maker"),
        {"creationinfo": 1, "tool": 1, "package": 2},
        ["$.@graph[4]"],
    ),
    SARIF: (
        ("sarif", "2.1.0", "semgrep 1.1"),
        {"runs": 2, "results: error": 1, "results: warning": 1, "results: note": 1},
        ["$.runs[0].results[3]", "$.runs[1].tool.driver"],
    ),
    JUNIT: (
        ("junit", "", "all"),
        {"suites": 1, "tests": 3, "tests: failure": 1, "tests: skipped": 1},
        [],
    ),
}


@pytest.mark.parametrize("text", EXPECTED, ids=["cyclonedx", "spdx-2", "spdx-3", "sarif", "junit"])
def test_told_apart_and_counted(text: str) -> None:
    what, counts, places = EXPECTED[text]
    found = read_imported(text.encode())
    assert (found.format, found.version, found.tool) == what
    assert dict(found.counts) == counts
    assert sorted(problem.place for problem in found.problems) == places


def test_our_own_documents() -> None:
    found = read_imported(write_inventory_document(inventory(), "x", "1.7"))
    assert found.count("components") == len(inventory().packages) + len(inventory().components)
    assert found.tool == "pbom"
    assert not found.problems
    assert read_imported(honest().take("build").bundle).format == "sigstore-bundle"


@pytest.mark.parametrize(
    "text", ["{}", "[]", "", "<html/>", '{"bomFormat": "x"}', '{"version": 1, "runs": []}', "\0"]
)
def test_of_no_kind_that_is_known(text: str) -> None:
    with pytest.raises(FormatError):
        read_imported(text.encode())


@pytest.mark.parametrize("text", [*EXPECTED][:4], ids=["cyclonedx", "spdx-2", "spdx-3", "sarif"])
def test_broken_in_every_place(text: str) -> None:
    seen: Counter[str] = Counter()
    for _, broken in faults(text.encode()):
        try:
            read_imported(broken)
        except FormatError:
            seen["refused"] += 1
        else:
            seen["read"] += 1
    assert min(seen.values()) > 10
