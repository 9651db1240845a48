"""``markdown``: for a pull request, a release page or the summary of a job."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from pbom.codec.moment import write_moment
from pbom.model.finding import Finding, Severity
from pbom.model.ink import Ink
from pbom.model.markup import in_markdown_code
from pbom.model.verdict import Verdict
from pbom.reports import Report

MAX_BYTES = 60_000
"""Forges refuse a comment of more than 65,536 characters."""
MAX_TEXT = 500
MAX_NAME = 200
MAX_SHOWN = 20
"""Of artifacts."""
_RESERVE = 1000
_WORDS: dict[Severity, str] = {"deny": "blocks", "warn": "warning", "waived": "waived"}


class Markdown:
    """A heading, a table of the findings, and the digests to check it by; less than 60 kB."""

    id: ClassVar[str] = "markdown"

    def render(self, verdict: Verdict, ink: Ink) -> str:
        """The page; findings that find no room are counted."""
        del ink
        head = list(_head(verdict))
        foot = list(_foot(verdict))
        room = MAX_BYTES - _RESERVE - _size(head) - _size(foot)
        rows: list[str] = []
        for finding in verdict.findings:
            row = _row(finding)
            room -= len(row.encode("utf-8")) + 1
            if room < 0:
                break
            rows.append(row)
        left = verdict.findings[len(rows) :]
        if rows:
            rows = ["| | rule | about | expected | found | fix |", f"|{' --- |' * 6}", *rows, ""]
        return "\n".join((*head, *rows, *_left(left), *foot)) + "\n"


def _head(verdict: Verdict) -> Iterator[str]:
    yield f"## {'SHIP' if verdict.passed else 'DO NOT SHIP'}"
    yield ""
    for artifact in verdict.artifacts[:MAX_SHOWN]:
        yield f"* {_cell(artifact.name, MAX_NAME)} {_cell(str(artifact.digests))}"
    if len(verdict.artifacts) > MAX_SHOWN:
        yield f"* and {len(verdict.artifacts) - MAX_SHOWN:,} more"
    yield ""


def _row(finding: Finding) -> str:
    cells = (
        f"**{_WORDS[finding.severity]}**" if finding.severity == "deny" else _weight(finding),
        f"{_cell(finding.rule)} {_cell(finding.id)}",
        _cell(finding.subject),
        _cell(finding.expected),
        _cell(finding.found),
        f"{_cell(finding.fix)}{_owner(finding)}",
    )
    return f"| {' | '.join(cells)} |"


def _owner(finding: Finding) -> str:
    return f" owner {_cell(str(finding.owner))}" if finding.owner else ""


def _weight(finding: Finding) -> str:
    if not finding.waived:
        return _WORDS[finding.severity]
    return _cell(
        f"waived by {finding.waived.by} as {finding.waived.role} until "
        f"{finding.waived.until:%Y-%m-%d}: {finding.waived.reason}"
    )


def _left(findings: Iterable[Finding]) -> Iterator[str]:
    weights = [finding.severity for finding in findings]
    if weights:
        told = ", ".join(
            f"{weights.count(weight):,} {word}"
            for weight, word in (("deny", "blocking"), ("warn", "warnings"), ("waived", "waived"))
            if weight in weights
        )
        yield f"And {len(weights):,} more findings for which there is no room here: {told}."
        yield ""


def _foot(verdict: Verdict) -> Iterator[str]:
    blocking = len(verdict.blocking)
    waived = sum(finding.severity == "waived" for finding in verdict.findings)
    yield (
        f"{len(verdict.checked)} rules over {len(verdict.inputs)} evidence objects: {blocking} "
        f"blocking, {len(verdict.findings) - blocking - waived} warnings, {waived} waived  "
    )
    yield f"policy {verdict.policy}, {write_moment(verdict.at)}"


def _size(lines: Iterable[str]) -> int:
    return sum(len(line.encode("utf-8")) + 1 for line in lines)


def _cell(text: str, limit: int = MAX_TEXT) -> str:
    return in_markdown_code(text, limit)


plugin: type[Report] = Markdown
