"""``gitlab``: a code quality report, for the widget of a merge request."""

import hashlib
from typing import ClassVar

from pbom.codec.strict_json import Json, write_visible
from pbom.model.finding import Finding
from pbom.model.ink import Ink
from pbom.model.printable import in_a_log
from pbom.model.verdict import Verdict
from pbom.reports import Report


class Gitlab:
    """A list with one issue for each finding."""

    id: ClassVar[str] = "gitlab"

    def render(self, verdict: Verdict, ink: Ink) -> str:
        """The report; an empty list where there is nothing to say."""
        del ink
        path = in_a_log(verdict.artifacts[0].name)
        return write_visible([_issue(finding, path) for finding in verdict.findings]) + "\n"


def _issue(finding: Finding, path: str) -> dict[str, Json]:
    waived = f" (waived by {finding.waived.by}: {finding.waived.reason})" if finding.waived else ""
    return {
        "check_name": finding.rule,
        "description": in_a_log(
            f"{finding.rule}: {finding.subject}: expected {finding.expected}; "
            f"found {finding.found}; fix: {finding.fix}{waived}"
        ),
        "fingerprint": _fingerprint(finding),
        "severity": _severity(finding),
        "location": {"path": path, "lines": {"begin": 1}},
    }


def _severity(finding: Finding) -> str:
    match finding.severity:
        case "deny":
            return "blocker" if finding.cause == "invalid" else "critical"
        case "warn":
            return "minor"
        case "waived":
            return "info"


def _fingerprint(finding: Finding) -> str:
    """Different for each finding of a verdict: GitLab shows one of those that are equal."""
    name = f"{finding.rule}\n{finding.subject}\n{finding.expected}\n{finding.found}"
    return hashlib.sha256(name.encode("utf-8")).hexdigest()


plugin: type[Report] = Gitlab
