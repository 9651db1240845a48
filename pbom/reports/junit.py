"""``junit``: a test suite, for services that know nothing but tests."""

from collections.abc import Iterator
from typing import ClassVar

from pbom.model.finding import Finding
from pbom.model.ink import Ink
from pbom.model.printable import in_a_log
from pbom.model.verdict import Verdict
from pbom.reports import Report

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})


class Junit:
    """One test case for each rule that was kept, and one for each finding.

    What is denied fails; what is broken or missing is an error; a warning passes and says why in
    its output; what is waived is skipped, with the reason.
    """

    id: ClassVar[str] = "junit"

    def render(self, verdict: Verdict, ink: Ink) -> str:
        """The document."""
        del ink
        broken = {finding.rule for finding in verdict.findings}
        kept = [rule for rule in verdict.checked if rule not in broken]
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            _opening(verdict, len(kept)),
            "  <properties>",
            *_properties(verdict),
            "  </properties>",
            *(f'  <testcase classname="{_xml(id_)}" name="kept" time="0"/>' for id_ in kept),
        ]
        for finding in verdict.findings:
            lines.extend(_case(finding))
        lines += ["  <system-out></system-out>", "  <system-err></system-err>", "</testsuite>"]
        return "\n".join(lines) + "\n"


def _opening(verdict: Verdict, kept: int) -> str:
    denied = sum(finding.cause == "denied" for finding in verdict.blocking)
    waived = sum(finding.severity == "waived" for finding in verdict.findings)
    return (
        f'<testsuite name="pbom verify" tests="{kept + len(verdict.findings)}" '
        f'failures="{denied}" errors="{len(verdict.blocking) - denied}" skipped="{waived}" '
        f'time="0" timestamp="{verdict.at:%Y-%m-%dT%H:%M:%S}" hostname="localhost">'
    )


def _properties(verdict: Verdict) -> Iterator[str]:
    named = [("verdict", "SHIP" if verdict.passed else "DO NOT SHIP")]
    named += [("artifact", f"{item.name} {item.digests}") for item in verdict.artifacts]
    named += [("policy", str(verdict.policy))]
    named += [("input", str(digest)) for digest in verdict.inputs]
    return (f'    <property name="{name}" value="{_xml(value)}"/>' for name, value in named)


def _case(finding: Finding) -> Iterator[str]:
    yield f'  <testcase classname="{_xml(finding.rule)}" name="{_xml(finding.subject)}" time="0">'
    text = (
        f"expected {finding.expected}; found {finding.found}; fix: {finding.fix} "
        f"(finding {finding.id}{f', owner {finding.owner}' if finding.owner else ''})"
    )
    match finding.severity:
        case "deny":
            kind = "failure" if finding.cause == "denied" else "error"
            yield (
                f'    <{kind} type="{finding.cause}" message="found {_xml(finding.found)}">'
                f"{_xml(text)}</{kind}>"
            )
        case "warn":
            yield f"    <system-out>{_xml(f'warning: {text}')}</system-out>"
        case "waived":
            yield f"    <skipped>{_xml(f'{_waived(finding)}: {text}')}</skipped>"
    yield "  </testcase>"


def _waived(finding: Finding) -> str:
    return f"waived by {finding.waived.by}, {finding.waived.reason}" if finding.waived else ""


def _xml(text: str) -> str:
    """Text that cannot leave its element or attribute, nor be anything XML cannot hold."""
    return in_a_log(text).translate(_ENTITIES)


plugin: type[Report] = Junit
