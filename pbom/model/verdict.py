"""Verdicts: what the gate decided, and on what."""

from datetime import datetime

from msgspec import Struct

from pbom.model.artifact import Artifact
from pbom.model.digest import Digest
from pbom.model.finding import Cause, Finding


class JudgedStep(Struct, frozen=True, kw_only=True):
    """A step that a verdict rests on, in the few facts that people ask for first.

    Attributes:
        step: Its name.
        signer: Who signed it.
        commit: The commit it ran on; empty where there was none.
        finished: When it ended, UTC, by the recorder's clock.
        exit_code: How it ended.
        gaps: How many places or things its recorder did not look at.
    """

    step: str
    signer: str
    commit: str
    finished: datetime
    exit_code: int
    gaps: int


class Verdict(Struct, frozen=True, kw_only=True):
    """Whether artifacts may ship, with every reason.

    Attributes:
        artifacts: What was judged; at least one, for a verdict about nothing means nothing.
        findings: Every reason, those that block first.
        checked: Ids of the rules that were applied, so that a pass says what it covers.
        policy: Digest of the policy.
        inputs: Digests of all evidence the verdict rests on.
        at: The time it speaks for, UTC.
        steps: The steps that were judged, oldest first.
        environment: The one that they want to go to; empty for none in particular.

    Raises:
        ValueError: There is no artifact, or no rule was applied.
    """

    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...]
    checked: tuple[str, ...]
    policy: Digest
    inputs: tuple[Digest, ...]
    at: datetime
    steps: tuple[JudgedStep, ...] = ()
    environment: str = ""

    def __post_init__(self) -> None:
        if not self.artifacts:
            raise ValueError("a verdict needs at least one artifact")
        if not self.checked:
            raise ValueError("a verdict needs at least one rule")

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that say no."""
        return tuple(finding for finding in self.findings if finding.severity == "deny")

    @property
    def passed(self) -> bool:
        """Whether the artifacts may ship."""
        return not self.blocking

    @property
    def worst(self) -> Cause | None:
        """The gravest kind of blocking finding: invalid before missing before denied."""
        causes = {finding.cause for finding in self.blocking}
        order: tuple[Cause, ...] = ("invalid", "missing", "denied")
        return next((cause for cause in order if cause in causes), None)
