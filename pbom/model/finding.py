"""Findings: single reasons to say no, each with what was expected, found, and how to mend it."""

import hashlib
from datetime import datetime
from typing import Literal

from msgspec import Struct

from pbom.model.digest import Digest
from pbom.model.owners import Owner
from pbom.model.spot import Spot

Severity = Literal["deny", "warn", "waived"]
"""``waived``: it would deny, and somebody who may do so has signed that it shall not."""
Cause = Literal["invalid", "missing", "denied"]
"""``invalid``: evidence is broken. ``missing``: it is not there. ``denied``: it says no."""


class Waived(Struct, frozen=True, kw_only=True):
    """Who answers for it that a finding does not block.

    Attributes:
        by: The functionary.
        role: As what.
        reason: Why, in their words.
        until: When it ends, UTC.
        bundle: Digest of the signed waiver.
    """

    by: str
    role: str
    reason: str
    until: datetime
    bundle: Digest


class Candidate(Struct, frozen=True, kw_only=True):
    """Something that was there, and is not quite what was asked for.

    Attributes:
        signer: The functionary who signed it.
        kind: Its predicate type, and what it is of.
        subject: What it is about, for people.
        digest: Digest of its bundle.
        why: What speaks against it.
    """

    signer: str
    kind: str
    subject: str
    digest: Digest
    why: str


class Finding(Struct, frozen=True, kw_only=True):
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
        waived: Who answers for it, where it is waived.
        candidates: What was there instead, the nearest first.
        spots: Where in the evidence it stands, as far as that is one place.
        paths: Names of the files that it is about, as far as it is about files.
        owner: Who is to mend it; ``None`` where the policy does not say.

    Raises:
        ValueError: It is waived and nobody answers for it, or the other way round.
    """

    rule: str
    subject: str
    expected: str
    found: str
    fix: str
    severity: Severity = "deny"
    cause: Cause = "denied"
    evidence: tuple[Digest, ...] = ()
    waived: Waived | None = None
    candidates: tuple[Candidate, ...] = ()
    spots: tuple[Spot, ...] = ()
    paths: tuple[str, ...] = ()
    owner: Owner | None = None

    @property
    def id(self) -> str:
        """The same for the same rule and subject, today and in the next run."""
        name = f"{self.rule}\n{self.subject}"
        return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def __post_init__(self) -> None:
        if (self.severity == "waived") != (self.waived is not None):
            raise ValueError("a finding is waived if, and only if, somebody answers for it")
