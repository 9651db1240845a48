"""JUnit's XML, by the constraints that the schemas of Ant, Jenkins and GitLab share."""

import re
import xml.etree.ElementTree as ET

from hypothesis import given

from tests.reports.judged import FAILED, PASSED, hostile, shown, spiteful

SUITE = {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname"}
RESULTS = {"failure", "error", "skipped", "system-out"}


def suite(text: str) -> ET.Element:
    """The suite, every constraint checked."""
    root = ET.fromstring(text)  # noqa: S314 - we wrote it ourselves
    assert root.tag == "testsuite"
    assert set(root.attrib) == SUITE
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", root.attrib["timestamp"])
    tags = [child.tag for child in root]
    cases = root.findall("testcase")
    assert tags == ["properties", *["testcase"] * len(cases), "system-out", "system-err"]
    for case in cases:
        assert set(case.attrib) == {"classname", "name", "time"}
        assert len(case) <= 1
        assert {child.tag for child in case} <= RESULTS
    counted = {tag: len(root.findall(f"testcase/{tag}")) for tag in ("failure", "error", "skipped")}
    assert root.attrib["tests"] == str(len(cases))
    assert root.attrib["failures"] == str(counted["failure"])
    assert root.attrib["errors"] == str(counted["error"])
    assert root.attrib["skipped"] == str(counted["skipped"])
    return root


def test_each_rule_that_was_kept_and_each_finding_is_a_case() -> None:
    assert len(suite(shown("junit", PASSED))) == len(PASSED.checked) + 3
    failed = suite(shown("junit", FAILED))
    results = [case[0].tag for case in failed.findall("testcase") if len(case)]
    assert results == ["error", "error", "failure", "system-out", "skipped"]
    broken = {finding.rule for finding in FAILED.findings}
    assert len(failed.findall("testcase")) == len(set(FAILED.checked) - broken) + 5
    assert failed.find("testcase/skipped") is not None


@given(spiteful)
def test_no_text_is_an_element_or_an_entity(text: str) -> None:
    """Every text can be read back as it was shown, and no element is added."""
    read = suite(shown("junit", hostile(text)))
    honest = suite(shown("junit", hostile("a")))
    assert [item.tag for item in read.iter()] == [item.tag for item in honest.iter()]
