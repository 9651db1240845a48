"""GitLab's code quality report, by the members that its documentation demands."""

import json

from hypothesis import given

from tests.reports.judged import FAILED, PASSED, hostile, shown, spiteful

SEVERITIES = ("info", "minor", "major", "critical", "blocker")


def check(text: str) -> list[str]:
    """The severities; every constraint is checked."""
    issues = json.loads(text)
    for issue in issues:
        assert set(issue) == {"check_name", "description", "fingerprint", "severity", "location"}
        assert issue["severity"] in SEVERITIES
        assert set(issue["location"]) == {"path", "lines"}
        assert issue["location"]["lines"] == {"begin": 1}
        assert not issue["location"]["path"].startswith("./")
    fingerprints = [issue["fingerprint"] for issue in issues]
    assert len(set(fingerprints)) == len(fingerprints)
    return [issue["severity"] for issue in issues]


def test_each_finding_is_an_issue_by_its_weight() -> None:
    assert check(shown("gitlab", FAILED)) == ["blocker", "critical", "critical", "minor", "info"]
    assert check(shown("gitlab", PASSED)) == []


@given(spiteful)
def test_whatever_the_texts_are(text: str) -> None:
    """It stays a list of issues in one line of visible ASCII."""
    told = shown("gitlab", hostile(text))
    assert told.isascii()
    assert told.count("\n") == 1
    assert len(check(told)) == len(FAILED.findings)
