"""Votes: approvals of simulated commits, and a pipeline whose commits were looked at."""

from datetime import datetime, timedelta
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from pbom.model.approval import ApprovalStatement
from pbom.model.digest import Digest, DigestSet
from pbom.model.pattern import Patterns
from pbom.model.sealed import Sealed
from pbom.model.subject import Subject
from pbom.stages.attest import attest
from tests.signatures import hand
from tests.takes import NOON, ONE


class Vote(Struct, frozen=True, kw_only=True, dict=True):
    """One approval, by one signer."""

    signer: str = "grace"
    commit: str = ONE.commit
    tree: str = ""
    role: str = "reviewer"
    issued: datetime = NOON
    expires: datetime | None = NOON + timedelta(days=30)
    paths: tuple[str, ...] = ()
    content: str = ""
    artifact: str = ""

    @cached_property
    def sealed(self) -> Sealed:
        """The bundle."""
        digests = [Digest("gitTree", self.tree) if self.tree else Digest("gitCommit", self.commit)]
        if self.content:
            digests.append(Digest("sha256", self.content))
        if self.artifact:
            digests = [Digest("sha256", self.artifact)]
        what = f"tree {self.tree[:12]}" if self.tree else f"commit {self.commit[:12]}"
        statement = ApprovalStatement(
            kind="approval",
            subjects=(Subject(name=what, digests=DigestSet.of(digests)),),
            role=self.role,
            reason="read it line by line",
            issued=self.issued,
            expires=self.expires,
            paths=Patterns(self.paths),
        )
        return attest(statement, hand(self.signer))

    def by(self, signer: str) -> "Vote":
        """The same by somebody else."""
        return replace(self, signer=signer)
