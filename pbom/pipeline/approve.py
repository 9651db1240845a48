"""``weigh``: what an approval of a commit that was just signed is worth, and why."""

from pathlib import Path

from pbom.codec.bundle import read_bundle
from pbom.codec.manifest import no_bodies
from pbom.collectors.commits import Commits
from pbom.collectors.git_command import open_git
from pbom.errors import AuthenticationError
from pbom.model.approval import ApprovalStatement
from pbom.model.attestation import approvals_among
from pbom.model.change import Range
from pbom.model.functionary import Functionary
from pbom.model.review_facts import ReviewFacts
from pbom.model.rule_pack import RulePack
from pbom.stages.authenticate import authenticate
from pbom.stages.classify import classify_commits
from pbom.stages.review import add_reviews

UNKNOWN = "unknown-signer"


def weigh(root: Path, bundle: bytes, trusted: tuple[Functionary, ...], pack: RulePack) -> str:
    """What speaks against an approval of a commit, by a policy's functionaries; empty for nothing.

    Approvals of other things are weighed by the rules that ask for them.

    Raises:
        RecordingError: git refuses to look.
    """
    try:
        (approval,) = approvals_among([authenticate(read_bundle(bundle), trusted, no_bodies)])
    except AuthenticationError as error:
        return "the policy does not know your key" if error.reason == UNKNOWN else str(error)
    commit = _commit_of(approval.statement)
    if not commit:
        return ""
    range_ = Range(base="", head=commit, basis="named", reason="")
    change = next(classify_commits(Commits(open_git(root)).between(range_), (), pack))
    facts = ReviewFacts(
        head=commit, at=approval.statement.issued, pack=pack, statements=(approval,)
    )
    (reviewed,) = add_reviews((change,), facts).changes
    found = (item for item in reviewed.review.approvals if item.place == "approval statement")
    return next(found).objection


def _commit_of(statement: ApprovalStatement) -> str:
    found = (subject.digests.get("gitCommit") for subject in statement.subjects)
    return next((digest.value for digest in found if digest), "")
