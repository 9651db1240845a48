"""``text``: for people at a terminal."""

from typing import ClassVar

from pbom.codec.moment import write_moment
from pbom.model.finding import Finding
from pbom.model.ink import Ink
from pbom.model.printable import printable
from pbom.model.verdict import JudgedStep, Verdict
from pbom.reports import Report


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
        lines.extend(_step(step, ink) for step in verdict.steps)
        for finding in verdict.findings:
            lines.extend(("", *_finding(finding, ink)))
        blocking = len(verdict.blocking)
        warnings = len(verdict.findings) - blocking
        lines += [
            "",
            (
                f"{ink.faint}{len(verdict.checked)} rules over {len(verdict.inputs)} evidence "
                f"objects: {blocking} blocking, {warnings} warnings; "
                f"policy {verdict.policy.short}{ink.end}"
            ),
        ]
        return "\n".join(lines) + "\n"


def _step(step: JudgedStep, ink: Ink) -> str:
    ending = "" if step.exit_code == 0 else f", exit code {step.exit_code}"
    commit = f"on commit {step.commit[:12]}" if step.commit else "without a commit"
    gaps = f", {step.gaps} not looked at" if step.gaps else ""
    text = f"step {step.step}, signed by {step.signer}, {commit}, {write_moment(step.finished)}"
    return f"{ink.faint}  {printable(text + ending + gaps)}{ink.end}"


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
