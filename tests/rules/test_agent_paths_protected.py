"""``agent-paths-protected``: an agent's change to protected files needs a person's approval."""

from tests.rules.changed import (
    LOGIN,
    WORKFLOW,
    by_agent,
    by_nobody,
    change,
    changes,
    commit,
    found,
    said,
    world,
)
from tests.votes import Vote

RULE = "agent-paths-protected"
SOURCES = 'paths = ["src/"]'


def test_an_agent_may_touch_what_is_not_protected() -> None:
    assert world(RULE, of=changes(by_agent(paths=(LOGIN,)))).blocking() == []
    assert world(RULE, 'paths = ["docs/"]', of=changes(by_agent())).blocking() == []


def test_an_agent_that_touched_a_protected_file_needs_an_approval() -> None:
    judged = world(RULE, SOURCES, of=changes(by_agent()))
    assert said(judged, RULE) == [(commit(), "denied")]
    assert "touched src/login.py: no approval of it" in found(judged, RULE)
    assert judged.approved(Vote()).blocking() == []
    assert len(judged.approved(Vote(signer="ada")).blocking()) == 1


def test_without_patterns_all_that_decides_how_software_is_built_is_protected() -> None:
    judged = world(RULE, of=changes(by_agent(paths=(WORKFLOW,))))
    assert "touched .github/workflows/ci.yml" in found(judged, RULE)


def test_a_commit_without_a_marker_may_be_an_agent_s() -> None:
    assert len(world(RULE, SOURCES, of=changes(by_nobody())).blocking()) == 1
    taken = world(RULE, SOURCES, 'unknown = "person"', of=changes(by_nobody()))
    assert taken.blocking() == []
    assert world(RULE, SOURCES, of=changes(change())).blocking() == []


def test_files_that_nobody_looked_at_may_be_protected() -> None:
    unseen = changes(change(markers=(), paths=None))
    assert "files that nobody looked at" in found(world(RULE, SOURCES, of=unseen), RULE)


def test_commits_that_nobody_recorded_are_evidence_that_is_missing() -> None:
    assert said(world(RULE).looked(), RULE) == [(commit(), "missing")]
