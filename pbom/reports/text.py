"""``text``: for people at a terminal."""

from typing import ClassVar

from pbom.model.finding import Finding
from pbom.model.printable import printable
from pbom.model.verdict import Verdict
from pbom.reports import Ink, Report


class Text:
    """One line a verdict, four a finding."""

    id: ClassVar[str] = "text"

    def render(self, verdict: Verdict, ink: Ink) -> str:
        """The report for people."""
        word, colour = ("SHIP", ink.good) if verdict.passed else ("DO NOT SHIP", ink.bad)
        lines = [
            f"{colour}{ink.strong}{word}{ink.end}  {printable(artifact.name)}  "
            f"{ink.faint}{artifact.digests}{ink.end}"
            for artifact in verdict.artifacts
        ]
        for finding in verdict.findings:
            lines.extend(("", *_finding(finding, ink)))
        blocking = len(verdict.blocking)
        warnings = len(verdict.findings) - blocking
        lines += [
            "",
            (
                f"{ink.faint}{len(verdict.checked)} rules over {len(verdict.inputs)} pieces of "
                f"evidence: {blocking} blocking, {warnings} warnings; "
                f"policy {verdict.policy.short}{ink.end}"
            ),
        ]
        return "\n".join(lines) + "\n"


def _finding(finding: Finding, ink: Ink) -> tuple[str, ...]:
    word, colour = ("deny", ink.bad) if finding.severity == "deny" else ("warn", ink.warn)
    return (
        (
            f"{colour}{word}{ink.end} {ink.strong}{finding.rule}{ink.end}: "
            f"{printable(finding.subject)}"
        ),
        f"     expected  {printable(finding.expected)}",
        f"     found     {printable(finding.found)}",
        f"     fix       {printable(finding.fix)}",
    )


plugin: type[Report] = Text
