"""``text``: for people at a terminal."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.codec.moment import write_moment
from pbom.model.finding import Finding, Severity
from pbom.model.ink import Ink
from pbom.model.printable import in_a_log
from pbom.model.verdict import JudgedStep, Verdict
from pbom.reports import Report


class Text:
    """One line a verdict, four a finding."""

    id: ClassVar[str] = "text"

    def render(self, verdict: Verdict, ink: Ink) -> str:
        """The report for people."""
        word, colour = ("SHIP", ink.good) if verdict.passed else ("DO NOT SHIP", ink.bad)
        lines = [
            f"{colour}{ink.strong}{word}{ink.end}  {in_a_log(artifact.name)}  "
            f"{ink.faint}{artifact.digests}{ink.end}"
            for artifact in verdict.artifacts
        ]
        lines.extend(_step(step, ink) for step in verdict.steps)
        for finding in verdict.findings:
            lines.extend(("", *_finding(finding, ink)))
        blocking = len(verdict.blocking)
        waived = sum(finding.severity == "waived" for finding in verdict.findings)
        warnings = len(verdict.findings) - blocking - waived
        lines += [
            "",
            (
                f"{ink.faint}{len(verdict.checked)} rules over {len(verdict.inputs)} evidence "
                f"objects: {blocking} blocking, {warnings} warnings"
                f"{f', {waived} waived' if waived else ''}; "
                f"policy {verdict.policy.short}{ink.end}"
            ),
        ]
        return "\n".join(lines) + "\n"


def _step(step: JudgedStep, ink: Ink) -> str:
    ending = "" if step.exit_code == 0 else f", exit code {step.exit_code}"
    commit = f"on commit {step.commit[:12]}" if step.commit else "without a commit"
    gaps = f", {step.gaps} not looked at" if step.gaps else ""
    text = f"step {step.step}, signed by {step.signer}, {commit}, {write_moment(step.finished)}"
    return f"{ink.faint}  {in_a_log(text + ending + gaps)}{ink.end}"


def _finding(finding: Finding, ink: Ink) -> Iterator[str]:
    colours: dict[Severity, str] = {"deny": ink.bad, "warn": ink.warn, "waived": ink.warn}
    yield (
        f"{colours[finding.severity]}{finding.severity}{ink.end} "
        f"{ink.strong}{finding.rule}{ink.end}: {in_a_log(finding.subject)}  "
        f"{ink.faint}{finding.id}{ink.end}"
    )
    yield f"     expected  {in_a_log(finding.expected)}"
    yield f"     found     {in_a_log(finding.found)}"
    yield f"     fix       {in_a_log(finding.fix)}"
    for place in finding.spots[:1]:
        yield f"     look at   {place.digest} {in_a_log(place.pointer)}"
    if finding.owner:
        yield f"     owner     {in_a_log(str(finding.owner))}"
    if finding.waived:
        waived = finding.waived
        told = f"{waived.by} as {waived.role}, until {write_moment(waived.until)}: {waived.reason}"
        yield f"     waived    by {in_a_log(told)}"


plugin: type[Report] = Text
