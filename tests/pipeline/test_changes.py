"""The looks at a range, joined: everything for a release, and less, with a word, for a history."""

import hashlib

import pytest

from pbom.cli.looking import open_lens
from pbom.model.config import CommitsConfig, Config
from pbom.pipeline import changes as joined
from pbom.pipeline.changes import Ground, Look, changes
from tests.cli.session import Sandbox

LENS = open_lens(Config())
CLAUDE = "Co-Authored-By: Claude <noreply@anthropic.com>\nReviewed-by: Bob <bob@example.org>"


@pytest.fixture
def history(sandbox: Sandbox) -> Sandbox:
    """Three commits, the second by an agent and reviewed."""
    sandbox.write("Dockerfile", "FROM scratch\n")
    sandbox.commit(f"agent\n\n{CLAUDE}")
    sandbox.write("more.txt", "more")
    sandbox.commit("somebody\n\nReviewed-by: Bob <bob@example.org>")
    return sandbox


def look(sandbox: Sandbox) -> Look:
    return changes(Ground(root=sandbox.project, config=CommitsConfig()), ("", "HEAD"), LENS)


def test_of_a_release_every_commit_is_looked_at_closely(history: Sandbox) -> None:
    found = look(history).changes
    states = {change.commit.subject: change.review.state for change in found.changes}
    assert (states["agent"], states["somebody"]) == ("claimed", "claimed")
    assert set(states.values()) == {"claimed", "none-visible"}
    assert all(change.paths for change in found.changes)
    assert "range-too-long" not in {gap.kind for gap in found.gaps}
    assert found.agent_paths == ("Dockerfile",)
    assert [path.kind for path in found.pipeline_paths] == ["container"]


def test_of_a_long_history_only_what_an_agent_had_a_part_in(
    history: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joined, "MAX_WHOLE", 2)
    found = look(history).changes
    newest, agent, *older = found.changes
    assert (agent.kind, agent.review.state) == ("declared", "claimed")
    assert [path.name for path in agent.paths or ()] == ["Dockerfile"]
    for change in (newest, *older):
        assert (change.kind, change.paths, change.review.state) == ("unknown", None, "not-checked")
    [gap] = [gap for gap in found.gaps if gap.kind == "range-too-long"]
    assert gap.count == 1 + len(older)


def test_the_head_is_the_commit_s_own_bytes(history: Sandbox) -> None:
    raw = history.git("cat-file", "commit", "HEAD").encode()
    found = look(history).head.digests.get("sha256")
    assert found
    assert found.value == hashlib.sha256(raw).hexdigest()


def test_the_same_history_gives_the_same_twice(history: Sandbox) -> None:
    assert look(history) == look(history)
