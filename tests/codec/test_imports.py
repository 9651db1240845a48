"""Documents of other tools."""

import base64
import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from pbom.codec.cyclonedx.inventory import write_inventory_document
from pbom.codec.imports import read_imported
from pbom.errors import FormatError
from pbom.model.imported import Imported
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
            {"type": "made_up_by_somebody"},
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
                "invocations": [
                    {"executionSuccessful": True, "endTimeUtc": "2026-03-01T10:00:00Z"}
                ],
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
        {"creationinfo": 1, "tool": 1, "package": 2, "other elements": 1},
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


def test_the_time_that_a_document_says() -> None:
    assert read_imported(SARIF.encode()).made == datetime(2026, 3, 1, 10, tzinfo=UTC)
    times = {"2026-03-01T10:00:00+02:00": 8, "2026-03-01T10:00:00.5Z": 10}
    for text, hour in times.items():
        found = read_imported(f'<testsuite timestamp="{text}"><testcase/></testsuite>'.encode())
        assert found.made is not None
        assert (found.made.hour, found.made.tzinfo) == (hour, UTC)
    for text in ("2026-03-01T10:00:00", "yesterday", "2026-13-41T10:00:00Z", ""):
        found = read_imported(f'<testsuite timestamp="{text}"><testcase/></testsuite>'.encode())
        assert found.made is None


def test_the_level_of_a_result_is_its_own_or_that_of_its_rule() -> None:
    rule = {"id": "a", "defaultConfiguration": {"level": "error"}}
    results = [
        {"ruleId": "a"},
        {"ruleIndex": 0},
        {"rule": {"id": "a"}},
        {"ruleId": "a", "level": "note"},
        {"ruleId": "b"},
        {"ruleId": "a", "kind": "pass"},
        {"ruleId": "a", "suppressions": [{"kind": "inSource"}]},
    ]
    driver = {"name": "scan", "rules": [rule]}
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    assert dict(read_imported(json.dumps(log).encode()).counts) == {
        "runs": 1,
        "results: error": 3,
        "results: note": 1,
        "results: warning": 1,
        "results: none": 1,
        "results: suppressed": 1,
    }


def statement(predicate_type: str, predicate: object) -> dict[str, object]:
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "a", "digest": {"sha256": "0" * 64}}],
        "predicateType": predicate_type,
        "predicate": predicate,
    }


def sarif_of(run: dict[str, object]) -> Imported:
    return read_imported(json.dumps({"version": "2.1.0", "runs": [run]}).encode())


def test_the_level_of_a_rule_that_an_extension_has() -> None:
    graver = {"id": "x/leak", "defaultConfiguration": {"level": "error"}}
    lesser = {"id": "style", "defaultConfiguration": {"level": "note"}}
    tool = {"driver": {"name": "a", "rules": [lesser]}, "extensions": [{"rules": [graver]}]}
    results = [
        {"rule": {"index": 0, "toolComponent": {"index": 0}}},
        {"ruleId": "x/leak"},
        {"ruleIndex": 0},
        {"ruleId": "nobody's"},
    ]
    found = sarif_of({"tool": tool, "results": results})
    assert dict(found.counts) == {
        "runs": 1,
        "results: error": 2,
        "results: note": 1,
        "results: warning": 1,
    }


def test_a_suppression_that_was_rejected_suppresses_nothing() -> None:
    given = [[{"kind": "external", "status": status}] for status in ("accepted", "rejected")]
    given += [[{"kind": "inSource"}], [{"kind": "inSource"}, {"status": "underReview"}]]
    results = [{"level": "error", "suppressions": item} for item in given]
    found = sarif_of({"tool": {"driver": {"name": "a"}}, "results": results})
    assert (found.count("results: suppressed"), found.count("results: error")) == (2, 2)


def test_results_that_lie_in_another_file_are_a_problem() -> None:
    tool = {"driver": {"name": "a"}}
    elsewhere = {"externalPropertyFileReferences": {"results": [{"location": {"uri": "b"}}]}}
    assert sarif_of({"tool": tool, "results": []}).problems == ()
    [problem] = sarif_of({"tool": tool, "results": [], **elsewhere}).problems
    assert problem.reason == "has results in other files"


def test_what_is_inside_of_an_envelope_and_a_bundle() -> None:
    result = {"result": "FAILED", "passedTests": ["a", "b"], "failedTests": ["c"]}
    bare = statement("https://in-toto.io/attestation/test-result/v0.1", result)
    payload = base64.b64encode(json.dumps(bare).encode()).decode()
    envelope = {
        "payloadType": "application/vnd.in-toto+json",
        "payload": payload,
        "signatures": [{"sig": "AAAA"}],
    }
    media_type = "application/vnd.dev.sigstore.bundle.v0.3+json"
    wrapped = {"mediaType": media_type, "dsseEnvelope": envelope}
    for value, more in ((bare, {}), (envelope, {"signatures": 1}), (wrapped, {"bundles": 1})):
        found = read_imported(json.dumps(value).encode())
        counts = dict(found.counts)
        assert found.predicate == "https://in-toto.io/attestation/test-result/v0.1"
        assert (counts["tests"], counts["tests: failure"]) == (3, 1)
        assert counts["subjects"] == 1
        assert all(counts[name] == count for name, count in more.items())
        assert found.outcome == "failed"


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ({"result": "PASSED", "passedTests": ["a"]}, "passed"),
        ({"result": "FAILED"}, "failed"),
        ({"result": "FAILED", "passedTests": ["a"]}, "failed"),
        ({"result": "fine", "passedTests": ["a"]}, "unclear"),
        ({"result": "PASSED"}, "no-tests"),
    ],
)
def test_a_test_result(result: dict[str, object], outcome: str) -> None:
    bare = statement("https://in-toto.io/attestation/test-result/v0.1", result)
    assert read_imported(json.dumps(bare).encode()).outcome == outcome


def test_read_tolerantly() -> None:
    assert read_imported(b"\xef\xbb\xbf" + SARIF.encode()) == read_imported(SARIF.encode())
    twice = SARIF.replace('{"version"', '{"version": "1", "version"', 1)
    (problem,) = set(read_imported(twice.encode()).problems) - set(
        read_imported(SARIF.encode()).problems
    )
    assert problem.reason == "duplicate key 'version': the last one counts"
    wide = f'<?xml version="1.0" encoding="utf-16"?>{JUNIT}'.encode("utf-16")
    assert read_imported(wide) == read_imported(JUNIT.encode())


EMPTY = {
    "a bill of materials": '{"bomFormat": "CycloneDX", "specVersion": "1.5"}',
    "SPDX 2": '{"spdxVersion": "SPDX-2.3"}',
    "SPDX 3": '{"@context": "https://spdx.org/rdf/3.0.1/x", "@graph": []}',
    "a log": '{"version": "2.1.0", "runs": []}',
    "test results": "<testsuites/>",
    "a statement": '{"_type": "https://in-toto.io/Statement/v1", "predicateType": "x"}',
    "an envelope": '{"payloadType": "x"}',
}


@pytest.mark.parametrize("text", EMPTY.values(), ids=list(EMPTY))
def test_a_document_in_which_nothing_is_says_so(text: str) -> None:
    assert "nothing-found" in {item.kind for item in read_imported(text.encode()).problems}


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
