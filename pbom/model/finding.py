"""Findings: single reasons to say no, each with what was expected, found, and how to mend it."""

from dataclasses import dataclass
from typing import Literal

from pbom.model.digest import Digest

Severity = Literal["deny", "warn"]
Cause = Literal["invalid", "missing", "denied"]
"""``invalid``: evidence is broken. ``missing``: it is not there. ``denied``: it says no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it should be.

    Attributes:
        rule: Id of the rule, or of the numbered check of the gate, that found it.
        subject: What it is about: an artifact, a step, a bundle.
        expected: What would have been right.
        found: What was there, with the nearest candidates.
        fix: What to do, as a command where one helps.
        severity: Whether it blocks.
        cause: Which kind of failure it is; decides the exit code.
        evidence: Digests of the evidence that shows it.
    """

    rule: str
    subject: str
    expected: str
    found: str
    fix: str
    severity: Severity = "deny"
    cause: Cause = "denied"
    evidence: tuple[Digest, ...] = ()
