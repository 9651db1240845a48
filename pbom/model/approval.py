"""Approvals and waivers: somebody answers for something."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from pbom.model.digest import DigestSet
from pbom.model.pattern import Patterns
from pbom.model.subject import Subject


class ApprovalStatement(Struct, frozen=True, kw_only=True):
    """Somebody answers for something: an approval, or the waiver of a rule.

    Attributes:
        kind: Which of the two.
        subjects: What is approved, or what a rule is waived for: commits, trees, files.
        role: As what the signer speaks, such as ``reviewer``.
        reason: Why, for people.
        issued: When it was signed, as the signer says, UTC.
        expires: It counts up to here, UTC; ``None`` for no limit.
        paths: The files it covers; no patterns mean all.
        rules: Ids of the rules that are waived; an approval has none.
        environments: Where a waiver counts; none mean everywhere, and an approval has none.
        run: The pipeline run it was given in; empty outside one.

    Raises:
        ValueError: It is about nothing, says no role or reason, ends before it begins, or the
            rules do not fit its kind.
    """

    kind: Literal["approval", "waiver"]
    subjects: tuple[Subject, ...]
    role: str
    reason: str
    issued: datetime
    expires: datetime | None = None
    paths: Patterns = Patterns()
    rules: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    run: str = ""

    def __post_init__(self) -> None:
        if not self.subjects:
            raise ValueError(f"the {self.kind} is about nothing")
        if not self.role or not self.reason:
            raise ValueError(f"the {self.kind} has no role or no reason")
        if self.expires is not None and self.expires <= self.issued:
            raise ValueError(f"the {self.kind} ends before it begins")
        if bool(self.rules) != (self.kind == "waiver"):
            raise ValueError("a waiver names rules, and an approval none")
        if self.environments and self.kind != "waiver":
            raise ValueError("an approval counts everywhere")

    def about(self, digests: DigestSet) -> bool:
        """Whether one of the subjects is this very thing."""
        return any(subject.digests.matches(digests) for subject in self.subjects)

    def untimely(self, at: datetime) -> str:
        """Why it does not count at a time; empty where it does."""
        if at < self.issued:
            return f"it was issued later, on {self.issued:%Y-%m-%d %H:%M} UTC"
        if self.expires is not None and at >= self.expires:
            return f"it expired on {self.expires:%Y-%m-%d %H:%M} UTC"
        return ""
