"""``json``: for programs; the members are described in ``spec/verdict.md``."""

import re
from typing import ClassVar

from pbom.codec.moment import write_moment
from pbom.codec.strict_json import write_json
from pbom.model.verdict import Verdict
from pbom.reports import Ink, Report

_UNPLAIN = re.compile(r"[^ -~]")


class Json:
    """One JSON object with one line end, in visible ASCII: it may well end up on a terminal."""

    id: ClassVar[str] = "json"

    def render(self, verdict: Verdict, ink: Ink) -> str:
        """The report for programs."""
        del ink
        document = write_json(
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
                "findings": [
                    {
                        "rule": finding.rule,
                        "severity": finding.severity,
                        "cause": finding.cause,
                        "subject": finding.subject,
                        "expected": finding.expected,
                        "found": finding.found,
                        "fix": finding.fix,
                        "evidence": [str(digest) for digest in finding.evidence],
                    }
                    for finding in verdict.findings
                ],
            }
        )
        return _UNPLAIN.sub(_escape, document.decode("utf-8")) + "\n"


def _escape(character: re.Match[str]) -> str:
    units = character[0].encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


plugin: type[Report] = Json
