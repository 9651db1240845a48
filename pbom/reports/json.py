"""``json``: for programs; the members are described in ``spec/verdict.md``."""

from typing import ClassVar

from pbom.codec.moment import write_moment
from pbom.codec.strict_json import Json as Value
from pbom.codec.strict_json import write_visible
from pbom.model.finding import Finding
from pbom.model.ink import Ink
from pbom.model.verdict import Verdict
from pbom.reports import Report


class Json:
    """One JSON object with one line end, in visible ASCII: it may well end up on a terminal."""

    id: ClassVar[str] = "json"

    def render(self, verdict: Verdict, ink: Ink) -> str:
        """The report for programs."""
        del ink
        return (
            write_visible(
                {
                    "type": "urn:pbom:report:v1",
                    "passed": verdict.passed,
                    "at": write_moment(verdict.at),
                    "artifacts": [
                        {
                            "name": artifact.name,
                            "digest": {item.algorithm: item.value for item in artifact.digests},
                        }
                        for artifact in verdict.artifacts
                    ],
                    "policy": str(verdict.policy),
                    "environment": verdict.environment,
                    "checked": list(verdict.checked),
                    "steps": [
                        {
                            "step": step.step,
                            "signer": step.signer,
                            "commit": step.commit,
                            "finished": write_moment(step.finished),
                            "exitCode": step.exit_code,
                            "gaps": step.gaps,
                        }
                        for step in verdict.steps
                    ],
                    "inputs": [str(digest) for digest in verdict.inputs],
                    "findings": [_finding(finding) for finding in verdict.findings],
                }
            )
            + "\n"
        )


def _finding(finding: Finding) -> dict[str, Value]:
    told: dict[str, Value] = {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity,
        "cause": finding.cause,
        "subject": finding.subject,
        "expected": finding.expected,
        "found": finding.found,
        "fix": finding.fix,
        "evidence": [str(digest) for digest in finding.evidence],
        "spots": [{"digest": str(at.digest), "pointer": at.pointer} for at in finding.spots],
        "paths": list(finding.paths),
        "candidates": [
            {
                "signer": item.signer,
                "kind": item.kind,
                "subject": item.subject,
                "digest": str(item.digest),
                "why": item.why,
            }
            for item in finding.candidates
        ],
    }
    if finding.owner:
        told["owner"] = {
            "names": list(finding.owner.names),
            "due": write_moment(finding.owner.due) if finding.owner.due else "",
            "escalated": list(finding.owner.escalated),
        }
    if finding.waived:
        told["waived"] = {
            "by": finding.waived.by,
            "role": finding.waived.role,
            "reason": finding.waived.reason,
            "until": write_moment(finding.waived.until),
            "waiver": str(finding.waived.bundle),
        }
    return told


plugin: type[Report] = Json
