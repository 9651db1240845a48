"""``github``: workflow commands, which GitHub Actions shows beside a run."""

from typing import ClassVar

from pbom.model.finding import Finding, Severity
from pbom.model.ink import Ink
from pbom.model.printable import in_a_log
from pbom.model.verdict import Verdict
from pbom.reports import Report

_COMMANDS: dict[Severity, str] = {"deny": "error", "warn": "warning", "waived": "notice"}


class Github:
    """One command for each finding, and one for the verdict; every line is a command."""

    id: ClassVar[str] = "github"

    def render(self, verdict: Verdict, ink: Ink) -> str:
        """The commands, the verdict first."""
        del ink
        command, word = ("notice", "SHIP") if verdict.passed else ("error", "DO NOT SHIP")
        lines = [
            _command(command, "pbom verify", f"{word} {artifact.name} {artifact.digests}")
            for artifact in verdict.artifacts
        ]
        lines.extend(
            _command(_COMMANDS[item.severity], f"pbom {item.rule}", _text(item))
            for item in verdict.findings
        )
        return "\n".join(lines) + "\n"


def _text(finding: Finding) -> str:
    waived = f"; waived by {finding.waived.by}: {finding.waived.reason}" if finding.waived else ""
    return (
        f"{finding.subject}: expected {finding.expected}; found {finding.found}; "
        f"fix: {finding.fix}{waived}"
    )


def _command(command: str, title: str, text: str) -> str:
    """A workflow command whose title and text cannot end it, nor begin another."""
    name = _data(title).replace(":", "%3A").replace(",", "%2C")
    return f"::{command} title={name}::{_data(text)}"


def _data(text: str) -> str:
    return in_a_log(text).replace("%", "%25")


plugin: type[Report] = Github
