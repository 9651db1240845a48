"""Approvals by hand."""

from datetime import timedelta

from pbom.model.approval import ApprovalStatement
from pbom.model.digest import Digest, DigestSet
from pbom.model.pattern import Patterns
from pbom.model.subject import Subject
from tests.takes import NOON

COMMIT, TREE = "a" * 40, "b" * 40

APPROVAL = ApprovalStatement(
    kind="approval",
    subjects=(
        Subject(
            name="commit aaaaaaaaaaaa",
            digests=DigestSet.of((Digest("gitCommit", COMMIT), Digest("sha256", "c" * 64))),
        ),
        Subject(name="", digests=DigestSet.of((Digest("gitTree", TREE),))),
    ),
    role="reviewer",
    reason="read it line by line",
    issued=NOON,
    expires=NOON + timedelta(days=30),
    paths=Patterns(("src/**", "!src/vendor/**")),
    run="run-1",
)
"""Something in every member."""

WAIVER = ApprovalStatement(
    kind="waiver",
    subjects=(Subject(name="app", digests=DigestSet.sha256("d" * 64)),),
    role="release-manager",
    reason="the clock of the builder was wrong, see the incident of today",
    issued=NOON,
    rules=("fresh",),
    environments=("staging",),
)
