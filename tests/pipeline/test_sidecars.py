"""Every format, read from a real repository, and held against it."""

import json
from pathlib import Path

import pytest

from pbom.model.attribution import Attribution, LineRange
from pbom.model.marker import classify, in_conflict
from pbom.stages import verify_lines
from tests.beside import AI, beside_head, blob, gaps, look, note, point, source, tree
from tests.cli.session import Sandbox
from tests.sidecars import samples
from tests.sidecars.samples import agent, log

SESSIONS = {"s_c9883b05a2487d": agent("claude", "claude-opus-4-6")}
KEY = "s_c9883b05a2487d::t_9f8e7d6c5b4a32"


def head(sandbox: Sandbox, name: str = "HEAD") -> str:
    """The id of a commit."""
    return sandbox.git("rev-parse", name).strip()


def attest(sandbox: Sandbox, attested: str, *, base: str = "HEAD", ref: str = AI) -> str:
    """A log of git-ai beside the head."""
    content = log(attested, base_commit_sha=head(sandbox, base), sessions=SESSIONS)
    return note(sandbox, content, ref=ref)


def test_a_log_of_git_ai_becomes_markers_and_verified_lines(sandbox: Sandbox) -> None:
    id_ = attest(sandbox, f"src/main.py\n  {KEY} 1-3,5\n")
    found = beside_head(sandbox)
    (marker,) = found.markers
    tip = head(sandbox, AI)
    assert marker.place == f"{AI}@{tip}:{id_}"
    assert (marker.agent, marker.model) == ("claude-code", "claude-opus-4-6")
    assert marker.integrity == "mutable-ref"
    assert classify(found.markers) == "declared"
    assert found.attributions == (
        Attribution(
            path="src/main.py",
            contributor="agent",
            ranges=(LineRange(1, 3), LineRange(5, 5)),
            agent="claude-code",
            model="claude-opus-4-6",
        ),
    )
    place = source(sandbox, AI)
    assert (place.state, place.tip, place.records, place.used) == ("read", tip, 1, 1)


@pytest.mark.parametrize("ref", [AI, "refs/notes/exceeds-ink", "refs/notes/ai-remote/origin"])
def test_every_ref_of_the_form_is_read(sandbox: Sandbox, ref: str) -> None:
    attest(sandbox, f"src/main.py\n  {KEY} 1\n", ref=ref)
    assert beside_head(sandbox).markers[0].place.startswith(f"{ref}@")


def test_one_note_in_two_refs_is_one(sandbox: Sandbox) -> None:
    attest(sandbox, f"src/main.py\n  {KEY} 1\n")
    sandbox.git("update-ref", "refs/notes/ai-remote/origin", AI)
    assert len(beside_head(sandbox).markers) == 1


def test_the_base_may_be_the_parent_and_no_other_commit(sandbox: Sandbox) -> None:
    attest(sandbox, f"src/main.py\n  {KEY} 1\n", base="HEAD^")
    assert beside_head(sandbox).attributions[0].verified
    sandbox.write("other.py", "x\n")
    sandbox.commit("another")
    attest(sandbox, f"src/main.py\n  {KEY} 1\n", base="HEAD~2")
    (claim,) = beside_head(sandbox).attributions
    assert claim.problem == verify_lines.OTHER_COMMIT


def test_an_empty_attestation_is_no_marker_and_is_used(sandbox: Sandbox) -> None:
    attest(sandbox, "")
    assert beside_head(sandbox).markers == ()
    assert source(sandbox, AI).used == 1


def test_a_note_and_a_message_that_differ_stay_in_conflict(sandbox: Sandbox) -> None:
    attest(sandbox, f"src/main.py\n  {KEY} 1\n")
    from tests.signals.commits import written  # noqa: PLC0415

    beside = beside_head(sandbox).markers
    said = written("subject\n\nCo-authored-by: Cursor <cursoragent@cursor.com>\n").markers
    same = written("subject\n\nCo-authored-by: Claude <noreply@anthropic.com>\n").markers
    assert in_conflict((*said, *beside))
    assert not in_conflict((*same, *beside))


def test_the_oldest_logs_are_refs_of_their_own(sandbox: Sandbox) -> None:
    id_ = blob(sandbox, samples.oldest_git_ai())
    sandbox.git("update-ref", f"refs/ai/authorship/{head(sandbox)}", id_)
    sandbox.git("update-ref", "refs/ai/authorship/not-a-commit", id_)
    found = beside_head(sandbox)
    assert found.markers[0].place == f"refs/ai/authorship/@{id_}:{id_}"
    assert found.attributions[0].ranges == (LineRange(1, 1), LineRange(3, 5))


def trace(sandbox: Sandbox, revision: str, path: str = "src/main.py") -> str:
    """A line of a file of trace records."""
    files = json.loads(samples.agent_trace())["files"]
    files[0]["path"] = path
    vcs = {"type": "git", "revision": head(sandbox, revision)}
    return samples.changed(samples.agent_trace(), vcs=vcs, files=files).decode() + "\n"


def test_a_trace_record_is_about_the_commit_that_follows(sandbox: Sandbox) -> None:
    lines = trace(sandbox, "HEAD")
    sandbox.write("src/main.py", "changed\n" * 9)
    edited = sandbox.commit("edit")
    sandbox.write(".agent-trace/traces.jsonl", lines)
    recorded = sandbox.commit("records")
    found = look(sandbox)
    (marker,) = found.beside(edited).markers
    assert (marker.where, marker.integrity) == ("trace record", "commit")
    traces = head(sandbox, "HEAD:.agent-trace/traces.jsonl")
    assert marker.place == f".agent-trace/traces.jsonl@{recorded}:{traces}"
    assert [claim.verified for claim in found.beside(edited).attributions] == [True, True]
    assert not found.beside(recorded).markers


def test_a_trace_record_may_name_the_commit_itself(sandbox: Sandbox) -> None:
    sandbox.write(".agent-trace/traces.jsonl", trace(sandbox, "HEAD"))
    sandbox.commit("records")
    found = look(sandbox)
    assert found.beside(head(sandbox, "HEAD^")).attributions[0].verified


def test_a_trace_record_that_two_commits_could_have_is_said(sandbox: Sandbox) -> None:
    lines = trace(sandbox, "HEAD")
    sandbox.git("checkout", "-q", "-b", "side")
    sandbox.write("src/main.py", "side\n" * 9)
    sandbox.commit("side")
    sandbox.git("checkout", "-q", "main")
    sandbox.write("src/main.py", "main\n" * 9)
    sandbox.commit("main")
    sandbox.git("merge", "-q", "-s", "ours", "-m", "join", "side")
    sandbox.write(".agent-trace/traces.jsonl", lines)
    sandbox.commit("records")
    assert gaps(sandbox)["records-without-commit"].count == 1
    assert not any(beside.markers for beside in look(sandbox).by_commit.values())


def test_trace_records_of_elsewhere_and_of_nowhere(sandbox: Sandbox) -> None:
    nowhere = samples.agent_trace().decode() + "\n"
    without = samples.changed(samples.agent_trace(), vcs=None).decode() + "\n"
    sandbox.write(".agent-trace/traces.jsonl", f"{nowhere}\n{without}no json\n")
    sandbox.commit("records")
    found = gaps(sandbox)
    assert found["records-orphaned"].count == 1
    assert found["records-without-commit"].count == 1
    assert found["records-unreadable"].count == 1
    assert source(sandbox, ".agent-trace/traces.jsonl").records == 3


def test_a_link_is_no_file_of_trace_records(sandbox: Sandbox) -> None:
    (sandbox.project / ".agent-trace").mkdir()
    (sandbox.project / ".agent-trace/traces.jsonl").symlink_to("/etc/passwd")
    sandbox.commit("link")
    assert source(sandbox, ".agent-trace/traces.jsonl").state == "absent"


def checkpoint(sandbox: Sandbox) -> str:
    """A checkpoint's tree, with a conversation in every file beside the metadata."""
    said = blob(sandbox, samples.SAID.encode())
    metadata = blob(sandbox, samples.entire())
    whole = blob(sandbox, b'{"checkpoint_id": "a3b2c4d5e6f7", "sessions": []}')
    others = "".join(f"100644 blob {said}\t{name}\0" for name in ("full.jsonl", "prompt.txt"))
    session = tree(sandbox, f"{others}100644 blob {metadata}\tmetadata.json\0".encode())
    entries = f"040000 tree {session}\t0\x00100644 blob {whole}\tmetadata.json\0"
    return tree(sandbox, f"{entries}100644 blob {said}\tcontext.md\0".encode())


@pytest.mark.parametrize(
    "ref", ["refs/heads/entire/checkpoints/v1", "refs/remotes/fork/entire/checkpoints/v1"]
)
def test_a_checkpoint_on_the_branch_is_found_by_its_id(sandbox: Sandbox, ref: str) -> None:
    shard = tree(sandbox, f"040000 tree {checkpoint(sandbox)}\tb2c4d5e6f7\0".encode())
    tip = point(sandbox, ref, tree(sandbox, f"040000 tree {shard}\ta3\0".encode()))
    sandbox.git("commit", "-q", "--amend", "-m", "code\n\nEntire-Checkpoint: a3b2c4d5e6f7")
    found = beside_head(sandbox)
    (marker,) = found.markers
    assert (marker.agent, marker.where) == ("claude-code", "checkpoint")
    assert marker.place.startswith(f"{ref}@{tip}:")
    assert found.attributions[0].verified
    assert found.attributions[0].ranges == ()
    place = source(sandbox, ref)
    assert (place.tip, place.records, place.used) == (tip, 1, 1)


def test_a_checkpoint_may_have_a_ref_of_its_own(sandbox: Sandbox) -> None:
    id_ = "01M3WE2VX9HQC3NVY9BWYCW6JV"
    point(sandbox, f"refs/entire/checkpoints/JV/{id_}", checkpoint(sandbox))
    sandbox.git("commit", "-q", "--amend", "-m", f"code\n\nentire-checkpoint: {id_}")
    assert beside_head(sandbox).markers[0].session == "253fd5ef-38bf-4f4a-804a-98df5088a868"


def test_a_checkpoint_that_is_not_here_is_said(sandbox: Sandbox) -> None:
    sandbox.git("commit", "-q", "--amend", "-m", "code\n\nEntire-Checkpoint: a3b2c4d5e6f7")
    assert gaps(sandbox)["checkpoints-not-fetched"].count == 1
    point(sandbox, "refs/entire/checkpoints/ff/ffffffffffff", checkpoint(sandbox))
    found = gaps(sandbox)
    assert found["checkpoints-unresolved"].count == 1
    assert "checkpoints-not-fetched" not in found


def test_a_note_of_whogitit(sandbox: Sandbox) -> None:
    note(sandbox, samples.whogitit(), ref="refs/notes/whogitit")
    found = beside_head(sandbox)
    assert [(claim.contributor, claim.verified) for claim in found.attributions] == [
        ("agent", True),
        ("mixed", True),
    ]
    assert found.markers[0].agent == "claude-code"


@pytest.mark.parametrize(
    ("ref", "content", "name"),
    [
        ("refs/notes/srctrace/attribution", samples.source_trace(), "cursor"),
        ("refs/notes/claude-conversations", samples.claudit(), "codex"),
        ("refs/notes/heddle", samples.heddle(), ""),
        ("refs/notes/ai-blame", samples.whogitit(), "claude-code"),
    ],
)
def test_notes_of_other_tools(sandbox: Sandbox, ref: str, content: bytes, name: str) -> None:
    note(sandbox, content, ref=ref)
    (marker,) = beside_head(sandbox).markers
    assert marker.agent == name
    assert source(sandbox, ref).used == 1


def test_a_repository_with_longer_ids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = Sandbox.empty(tmp_path / "user")
    for name, value in sandbox.environment.items():
        monkeypatch.setenv(name, value)
    sandbox.git("init", "-q", "-b", "main", "--object-format=sha256")
    sandbox.write("src/main.py", "one\ntwo\n")
    sandbox.commit("code")
    attest(sandbox, f"src/main.py\n  {KEY} 1-2\n")
    found = beside_head(sandbox)
    assert len(found.markers[0].place.rpartition(":")[2]) == 64
    assert found.attributions[0].verified
    assert source(sandbox, AI).records == 1


def test_nothing_of_a_conversation_is_in_what_is_found(sandbox: Sandbox) -> None:
    note(sandbox, samples.git_ai())
    note(sandbox, samples.whogitit(), ref="refs/notes/whogitit")
    note(sandbox, samples.whogitit() + samples.SAID.encode(), ref="refs/notes/ai-blame")
    note(sandbox, samples.claudit(), ref="refs/notes/claude-conversations")
    point(sandbox, "refs/entire/checkpoints/f7/a3b2c4d5e6f7", checkpoint(sandbox))
    sandbox.git("commit", "-q", "--amend", "-m", "code\n\nEntire-Checkpoint: a3b2c4d5e6f7")
    note(sandbox, samples.agent_trace(), ref="refs/notes/agent-trace")
    found = look(sandbox)
    assert found.by_commit
    assert "hunter2" not in repr(found)
