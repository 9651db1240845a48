"""Statement to claim: what somebody says, as far as lineage needs it."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from pbom.model.approval import ApprovalStatement
from pbom.model.change import Change
from pbom.model.deployment import DeploymentStatement
from pbom.model.digest import Digest
from pbom.model.imported import ImportStatement
from pbom.model.lineage import Claim, CommitNote, Standing
from pbom.model.mention import ClaimKind, Indexed
from pbom.model.statement import (
    ForeignStatement,
    ProvenanceStatement,
    ReleaseStatement,
    SourceStatement,
    Statement,
    StepStatement,
    VerdictStatement,
)


def recount(statement: Statement, indexed: Indexed, standing: Standing, signer: str) -> Claim:
    """The claim that a statement makes."""
    claim = Claim(
        bundle=indexed.bundle,
        kind=indexed.kind,
        title=_title(statement),
        standing=standing,
        signer=signer,
        mentions=indexed.mentions,
        ended=_moment(statement),
        passed=isinstance(statement, VerdictStatement) and statement.passed,
    )
    if isinstance(statement, StepStatement):
        return _step(claim, statement)
    return _source(claim, statement) if isinstance(statement, SourceStatement) else claim


def _moment(statement: Statement) -> datetime | None:
    found: datetime | None = None
    match statement:
        case StepStatement():
            found = statement.invocation.finished
        case SourceStatement():
            found = statement.recorded
        case VerdictStatement():
            found = statement.verified
        case DeploymentStatement():
            found = statement.deployed
        case ApprovalStatement():
            found = statement.issued
        case ImportStatement():
            found = statement.imported
    return found


def refused(bundle: Digest, kind: ClaimKind, objection: str) -> Claim:
    """The claim of a bundle that cannot be read."""
    return Claim(
        bundle=bundle,
        kind=kind,
        title="a statement that cannot be read",
        standing="refused",
        signer="",
        objection=objection,
    )


def _title(statement: Statement) -> str:
    title = "statement"
    match statement:
        case StepStatement():
            title = f"step {statement.step}"
        case SourceStatement():
            title = f"look at the commits of {statement.repository or 'a repository'}"
        case ReleaseStatement():
            title = "PBOM"
        case VerdictStatement():
            at = f" for {statement.environment}" if statement.environment else ""
            title = f"verdict {'PASSED' if statement.passed else 'FAILED'}{at}"
        case DeploymentStatement():
            on = f", {statement.target}" if statement.target else ""
            title = f"deployment to {statement.environment}{on}"
        case ApprovalStatement():
            title = f"{statement.kind} as {statement.role}: {statement.reason}"
        case ImportStatement():
            title = f"{statement.content.format} document {statement.document.name}"
        case ProvenanceStatement():
            title = f"provenance of step {statement.step.step}"
        case ForeignStatement():
            title = f"statement {statement.predicate_type}"
    return title


def _step(claim: Claim, step: StepStatement) -> Claim:
    ran = step.invocation
    locks = step.inventory.locks if step.inventory else ()
    title = claim.title if not ran.exit_code else f"{claim.title} (failed with {ran.exit_code})"
    return replace(
        claim,
        title=f"{title} in run {step.run}",
        begun=ran.started,
        overlooked=step.coverage.gaps,
        method=step.coverage.method,
        locked=(len(locks), sum(not lock.file.complete for lock in locks)),
    )


def _source(claim: Claim, look: SourceStatement) -> Claim:
    changes = look.changes
    return replace(
        claim,
        overlooked=changes.gaps,
        commits=tuple(map(_note, changes.changes)),
        rooted=changes.range.basis == "root" and not changes.range.base,
    )


def _note(change: Change) -> CommitNote:
    approvals = change.review.approvals
    return CommitNote(
        id=change.commit.id,
        kind=change.kind,
        agents=change.agents,
        author=str(change.commit.author),
        subject=change.commit.subject,
        review=change.review.state,
        reviewers=_unique(item.who for item in approvals if not item.objection),
    )


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
