"""``pipeline-changes-approved``: who changes how software is built has somebody else's approval."""

from pbom.model.change import ChangedPath
from tests.rules.changed import WORKFLOW, change, changes, commit, found, said, world
from tests.votes import Vote

RULE = "pipeline-changes-approved"
POLICY = ChangedPath(name="pbom.policy.toml", letter="M", kind="policy")


def test_a_commit_that_leaves_the_pipeline_alone_ships() -> None:
    assert world(RULE).blocking() == []


def test_a_workflow_that_somebody_changed_needs_an_approval() -> None:
    judged = world(RULE, of=changes(change(paths=(WORKFLOW,))))
    assert said(judged, RULE) == [(commit(), "denied")]
    assert "touched .github/workflows/ci.yml (workflow)" in found(judged, RULE)
    assert judged.approved(Vote()).blocking() == []
    assert judged.approved(Vote(signer="ada")).blocking() == [(RULE, "denied")]


def test_so_does_the_policy_that_judges_it() -> None:
    judged = world(RULE, of=changes(change(paths=(POLICY,))))
    assert "pbom.policy.toml (policy)" in found(judged, RULE)


def test_the_role_kinds_and_files_are_the_policy_s() -> None:
    lines = ('roles = ["security"]', 'free = ["workflow"]', 'paths = ["src/"]')
    assert world(RULE, *lines, of=changes(change(paths=(WORKFLOW,)))).blocking() == []
    judged = world(RULE, *lines)
    assert said(judged, RULE) == [(commit(), "denied")]
    assert "given as reviewer, not as security" in found(judged.approved(Vote()), RULE)
    assert judged.approved(Vote(role="security")).blocking() == []


def test_files_that_nobody_looked_at_may_be_the_pipeline() -> None:
    assert "nobody looked" in found(world(RULE, of=changes(change(paths=None))), RULE)


def test_commits_that_nobody_recorded_are_evidence_that_is_missing() -> None:
    assert said(world(RULE).looked(), RULE) == [(commit(), "missing")]
