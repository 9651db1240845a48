"""What is not there, or cannot be read, is said: each gap, beside a twin without it."""

import json
import shutil

import pytest

from tests.beside import AI, blob, gaps, look, note, point, source, tree
from tests.cli.session import Sandbox
from tests.sidecars import samples
from tests.sidecars.samples import agent, log


def remote(sandbox: Sandbox, *fetch: str) -> None:
    """A repository that this one fetches from; only branches where nothing else is said."""
    sandbox.git("remote", "add", "upstream", "https://example.org/r.git")
    for spec in fetch:
        sandbox.git("config", "--add", "remote.upstream.fetch", spec)


def test_notes_that_nobody_asked_for(sandbox: Sandbox) -> None:
    remote(sandbox)
    found = gaps(sandbox)
    assert "notes-absent" not in found
    assert found["notes-not-fetched"].detail == (
        "upstream was never asked for notes about agents:"
        " git fetch upstream refs/notes/ai:refs/notes/ai"
    )


@pytest.mark.parametrize(
    "spec", ["+refs/*:refs/*", "refs/notes/*:refs/notes/*", "+refs/notes/ai:refs/notes/ai"]
)
def test_notes_that_were_asked_for_and_are_not_there(sandbox: Sandbox, spec: str) -> None:
    remote(sandbox, spec)
    assert "notes-absent" in gaps(sandbox)


@pytest.mark.parametrize("spec", ["^refs/notes/ai", "refs/notes/other:refs/notes/ai", "ref*ai:x"])
def test_a_specification_that_brings_no_notes(sandbox: Sandbox, spec: str) -> None:
    remote(sandbox, spec)
    assert ("notes-not-fetched" in gaps(sandbox)) == (spec != "ref*ai:x")


def test_a_repository_without_a_remote_has_no_notes(sandbox: Sandbox) -> None:
    assert "notes-absent" in gaps(sandbox)
    assert source(sandbox, AI).state == "absent"
    note(sandbox, samples.git_ai())
    assert gaps(sandbox) == {}
    assert source(sandbox, AI).state == "read"


def test_records_of_objects_that_are_gone(sandbox: Sandbox) -> None:
    note(sandbox, samples.git_ai())
    sandbox.git("commit", "-q", "--amend", "-m", "again")
    sandbox.git("reflog", "expire", "--expire=now", "--all")
    assert "records-orphaned" not in gaps(sandbox)
    sandbox.git("gc", "-q", "--prune=now")
    assert gaps(sandbox)["records-orphaned"].count == 1
    assert source(sandbox, AI).orphans == 1


def test_a_note_beside_what_is_no_commit_is_no_orphan(sandbox: Sandbox) -> None:
    note(sandbox, samples.git_ai(), beside="HEAD^{tree}")
    note(sandbox, samples.git_ai(), beside="HEAD:src.txt")
    place = source(sandbox, AI)
    assert (place.records, place.used, place.orphans) == (2, 0, 0)
    assert not look(sandbox).by_commit


def test_a_record_of_another_schema(sandbox: Sandbox) -> None:
    id_ = note(sandbox, log("", schema_version="authorship/9.0.0"))
    gap = gaps(sandbox)["records-of-another-schema"]
    assert gap.detail == f"{AI}: records of a version that is not known, first in {id_}"


def test_a_record_that_cannot_be_read(sandbox: Sandbox) -> None:
    id_ = note(sandbox, b"---\n{" + samples.SAID.encode())
    gap = gaps(sandbox)["records-unreadable"]
    assert gap.detail == f"{AI}: records that cannot be read, first in {id_}"


def test_a_record_that_is_a_submodule(sandbox: Sandbox) -> None:
    head = sandbox.git("rev-parse", "HEAD").strip()
    point(sandbox, AI, tree(sandbox, f"160000 commit {'1' * 40}\t{head}\0".encode()))
    assert gaps(sandbox)["records-unreadable"].count == 1


def test_a_record_beyond_the_limit(sandbox: Sandbox) -> None:
    note(sandbox, b"x" * (4 * 1024 * 1024 + 1))
    assert gaps(sandbox)["records-over-limit"].count == 1


def test_a_note_of_a_million_lines(sandbox: Sandbox) -> None:
    note(sandbox, b"  k 1\n" * 600_000)
    assert gaps(sandbox)["records-unreadable"].count == 1
    lines = "".join(f"  k {number}\n" for number in range(1, 400_000, 2))
    note(sandbox, log(f"a.py\n{lines}", prompts={"k": agent()}))
    assert gaps(sandbox)["records-over-limit"].count == 1


def test_a_record_with_more_agents_than_anybody_needs(sandbox: Sandbox) -> None:
    prompts = {f"{number:016x}": agent(session=f"s{number}") for number in range(1001)}
    lines = "".join(f"  {key} 1\n" for key in prompts)
    note(sandbox, log(f"a.py\n{lines}", prompts=prompts))
    assert gaps(sandbox)["records-over-limit"].count == 1


def test_notes_that_are_no_tree_of_notes(sandbox: Sandbox) -> None:
    sandbox.git("update-ref", AI, blob(sandbox, b"no commit"))
    assert gaps(sandbox)["notes-unreadable"].detail == f"{AI}: not a commit"
    place = source(sandbox, AI)
    assert (place.state, place.detail) == ("unreadable", "not a commit")


def test_a_ref_to_nothing_is_unreadable_and_ends_no_list(sandbox: Sandbox) -> None:
    note(sandbox, samples.whogitit(), ref="refs/notes/whogitit")
    path = sandbox.project / ".git" / AI
    path.write_text(f"{'1' * 40}\n", "ascii")
    assert gaps(sandbox)["notes-unreadable"].detail == f"{AI}: not a commit"
    assert look(sandbox).by_commit


def test_notes_of_which_a_part_is_missing(sandbox: Sandbox) -> None:
    note(sandbox, samples.whogitit(), ref="refs/notes/whogitit")
    point(sandbox, AI, tree(sandbox, f"040000 tree {'1' * 40}\tab\0".encode()))
    assert gaps(sandbox)["notes-unreadable"].detail == f"{AI}: a part of the notes is not here"
    assert look(sandbox).by_commit  # the others are read all the same


def test_a_record_whose_blob_is_missing(sandbox: Sandbox) -> None:
    head = sandbox.git("rev-parse", "HEAD").strip()
    point(sandbox, AI, tree(sandbox, f"100644 blob {'1' * 40}\t{head}\0".encode()))
    assert gaps(sandbox)["records-unreadable"].count == 1


def test_objects_that_are_broken_spoil_only_their_own_place(sandbox: Sandbox) -> None:
    note(sandbox, samples.whogitit(), ref="refs/notes/whogitit")
    id_ = note(sandbox, samples.git_ai())
    path = sandbox.project / ".git" / "objects" / id_[:2] / id_[2:]
    path.chmod(0o644)
    path.write_bytes(b"not compressed")
    found = look(sandbox)
    assert {gap.kind for gap in found.gaps} & {"notes-unreadable", "records-unreadable"}
    (beside,) = found.by_commit.values()
    assert {marker.rule for marker in beside.markers} == {"whogitit"}


@pytest.fixture
def partial(sandbox: Sandbox) -> Sandbox:
    """The same repository, cloned without the content of files, and the original is gone."""
    note(sandbox, samples.git_ai())
    sandbox.git("config", "uploadpack.allowFilter", "true")
    clone = sandbox.base / "clone"
    url = f"file://{sandbox.project}"
    sandbox.git("clone", "-q", "--filter=blob:none", "--no-checkout", url, str(clone))
    sandbox.git("fetch", "-q", "origin", f"{AI}:{AI}", folder=clone)
    shutil.rmtree(sandbox.project)
    clone.rename(sandbox.project)
    return sandbox


def test_a_partial_clone_has_the_notes_without_their_blobs(partial: Sandbox) -> None:
    assert gaps(partial).keys() & {"notes-unreadable", "records-unreadable"}
    assert not look(partial).by_commit


def test_files_of_a_partial_clone_cannot_be_counted(partial: Sandbox) -> None:
    head = partial.git("rev-parse", "HEAD").strip()
    content = log("src/main.py\n  k 1\n", base_commit_sha=head, prompts={"k": agent()})
    note(partial, content, ref="refs/notes/exceeds-ink")
    assert gaps(partial)["lines-not-checked"].count == 1


def test_orphans_of_a_partial_clone_are_told_from_none(partial: Sandbox) -> None:
    lost = blob(partial, b"{}")
    entries = f"100644 blob {lost}\t{'1' * 40}\0".encode()
    point(partial, "refs/notes/exceeds-ink", tree(partial, entries))
    found = gaps(partial)
    assert found.keys() & {"records-orphaned", "notes-unreadable"}


def test_notes_that_a_service_keeps(sandbox: Sandbox) -> None:
    sandbox.git("config", "git-ai.notesBackendUrl", "https://example.org/ai")
    assert "notes-kept-elsewhere" in gaps(sandbox)
    sandbox.git("config", "--unset", "git-ai.notesBackendUrl")
    assert "notes-kept-elsewhere" not in gaps(sandbox)
    note(sandbox, samples.git_ai(), ref="refs/notes/ai-display")
    assert "notes-kept-elsewhere" in gaps(sandbox)


@pytest.mark.parametrize("path", [".aiir/receipts.jsonl", ".ai-attestation.yaml"])
def test_files_of_tools_that_are_not_read(sandbox: Sandbox, path: str) -> None:
    assert "sidecars-not-understood" not in gaps(sandbox)
    sandbox.write(path, samples.SAID)
    sandbox.commit("receipts")
    assert path in gaps(sandbox)["sidecars-not-understood"].detail


def test_notes_of_tools_that_are_not_read(sandbox: Sandbox) -> None:
    note(sandbox, b"{}", ref="refs/notes/agentblame")
    found = gaps(sandbox)
    assert "Agent Blame" in found["sidecars-not-understood"].detail
    assert "notes-not-looked-at" not in found


def test_notes_that_nobody_knows(sandbox: Sandbox) -> None:
    note(sandbox, b"reviewed", ref="refs/notes/review")
    assert "notes-not-looked-at" not in gaps(sandbox)
    for number in range(7):
        note(sandbox, b"?", ref=f"refs/notes/own{number}")
    gap = gaps(sandbox)["notes-not-looked-at"]
    assert gap.count == 7
    assert gap.detail.endswith("refs/notes/own4, ...")


def test_trace_records_beyond_the_limit(sandbox: Sandbox) -> None:
    sandbox.write(".agent-trace/traces.jsonl", "\n".join(["{}"] * 100_001))
    sandbox.commit("records")
    assert gaps(sandbox)["records-over-limit"].count == 1


def test_a_checkpoint_without_metadata_is_none(sandbox: Sandbox) -> None:
    said = blob(sandbox, json.dumps(samples.SAID).encode())
    empty = tree(sandbox, f"100644 blob {said}\tfull.jsonl\0".encode())
    point(sandbox, "refs/entire/checkpoints/f7/a3b2c4d5e6f7", empty)
    sandbox.git("commit", "-q", "--amend", "-m", "code\n\nEntire-Checkpoint: a3b2c4d5e6f7")
    assert gaps(sandbox)["checkpoints-unresolved"].count == 1
