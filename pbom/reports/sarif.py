"""``sarif``: SARIF 2.1.0, for code scanning; what it says of what is in ``spec/reports.md``."""

import hashlib
import re
from collections.abc import Sequence
from typing import ClassVar
from urllib.parse import quote

from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json, write_visible
from pbom.model.finding import Finding, Severity
from pbom.model.ink import Ink
from pbom.model.printable import in_a_log
from pbom.model.verdict import Verdict
from pbom.reports import Report

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: dict[Severity, str] = {"deny": "error", "warn": "warning", "waived": "error"}
_PLACEHOLDER = re.compile(r"\{(?=\d+\})")
_LINK = re.compile(r"[\\\[\]]")


class Sarif:
    """One run, one result for each finding; what is waived is suppressed, not left out."""

    id: ClassVar[str] = "sarif"

    def render(self, verdict: Verdict, ink: Ink) -> str:
        """The log file."""
        del ink
        rules = sorted({*verdict.checked, *(finding.rule for finding in verdict.findings)})
        place = quote(verdict.artifacts[0].name.replace("\\", "/"), safe="/")
        run: Json = {
            "tool": {
                "driver": {
                    "name": "pbom",
                    "rules": [{"id": id_, "shortDescription": {"text": id_}} for id_ in rules],
                }
            },
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": True, "endTimeUtc": write_moment(verdict.at)}],
            "results": [_result(item, rules, place) for item in verdict.findings],
            "properties": {
                "passed": verdict.passed,
                "policy": str(verdict.policy),
                "artifacts": [
                    f"{artifact.name} {artifact.digests}" for artifact in verdict.artifacts
                ],
                "inputs": [str(digest) for digest in verdict.inputs],
            },
        }
        return write_visible({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _result(finding: Finding, rules: Sequence[str], place: str) -> dict[str, Json]:
    result: dict[str, Json] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {
            "text": _message(
                f"{finding.subject}: expected {finding.expected}; found {finding.found}; "
                f"fix: {finding.fix}"
            )
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": place},
                    "region": {"startLine": 1},
                },
                "logicalLocations": [{"fullyQualifiedName": finding.subject}],
            }
        ],
        "partialFingerprints": {"pbomFinding/v1": _fingerprint(finding)},
        "properties": {
            "id": finding.id,
            "severity": finding.severity,
            "cause": finding.cause,
            "expected": finding.expected,
            "found": finding.found,
            "fix": finding.fix,
            "owner": str(finding.owner or ""),
            "evidence": [str(digest) for digest in finding.evidence],
            "spots": [f"{item.digest}#{item.pointer}" for item in finding.spots],
            "candidates": [
                f"{item.kind} {item.subject} by {item.signer}, {item.digest}: {item.why}"
                for item in finding.candidates
            ],
        },
    }
    if finding.waived:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": f"{finding.waived.reason} ({finding.waived.by}, until "
                f"{write_moment(finding.waived.until)}, {finding.waived.bundle})",
            }
        ]
    return result


def _fingerprint(finding: Finding) -> str:
    """The same for the same rule and subject, so that a service knows a finding again."""
    name = f"{finding.rule}\n{finding.subject}"
    return hashlib.sha256(name.encode("utf-8")).hexdigest()


def _message(text: str) -> str:
    """Text in which nothing is a link or a placeholder."""
    return _PLACEHOLDER.sub("{{", _LINK.sub(r"\\\g<0>", in_a_log(text)))


plugin: type[Report] = Sarif
