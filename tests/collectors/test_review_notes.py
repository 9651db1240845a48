"""Notes of a review server in real repositories, and what else may be found under their ref."""

import pytest

from pbom.collectors.git_command import Git
from pbom.collectors.git_objects import GitObjects
from pbom.collectors.git_tips import read_tips
from pbom.collectors.review_notes import MAX_NOTE, REF, ReviewNotes, read_review_notes
from tests.cli.session import Sandbox

NOTE = "Code-Review+2: Bob <bob@example.org>\nSubmitted-by: Carol <carol@example.org>\n"


def read(sandbox: Sandbox, *commits: str) -> ReviewNotes:
    git = Git(folder=sandbox.project)
    with GitObjects(git) as objects:
        return read_review_notes(objects, read_tips(git, REF).get(REF), commits)


def head(sandbox: Sandbox) -> str:
    return sandbox.git("rev-parse", "HEAD").strip()


def note(sandbox: Sandbox, text: str, of: str = "HEAD") -> None:
    path = sandbox.base / "note"
    path.write_text(text, "utf-8")
    sandbox.git("notes", f"--ref={REF}", "add", "-f", "-F", str(path), of)


def test_a_note_is_found_with_its_votes_and_its_object(sandbox: Sandbox) -> None:
    note(sandbox, NOTE)
    found = read(sandbox, head(sandbox), "0" * 40)
    assert found.notes is not None
    assert set(found.notes) == {head(sandbox)}
    votes = found.notes[head(sandbox)].votes
    assert [(vote.label, vote.person.email) for vote in votes] == [
        ("Code-Review+2", "bob@example.org"),
        ("Submitted-by", "carol@example.org"),
    ]
    blob = sandbox.git("notes", f"--ref={REF}", "list", "HEAD").strip()
    assert found.notes[head(sandbox)].source == f"{REF} {blob}"
    assert found.source.tip == sandbox.git("rev-parse", REF).strip()
    assert (found.source.state, found.source.used, found.gaps) == ("read", 1, ())


def test_notes_of_many_commits_are_found_in_directories(sandbox: Sandbox) -> None:
    """Beyond some hundred notes git makes directories of two digits."""
    tree = sandbox.git("rev-parse", "HEAD^{tree}").strip()
    ids = [sandbox.git("commit-tree", tree, "-m", str(number)).strip() for number in range(300)]
    blob = sandbox.run("git", "hash-object", "-w", "--stdin", stdin=NOTE.encode()).text.strip()
    lines = "".join(f"N {blob} {id_}\n" for id_ in ids)
    commands = f"commit {REF}\ncommitter A <a@b> 1790000000 +0000\ndata 0\n{lines}"
    sandbox.run("git", "fast-import", "--quiet", stdin=commands.encode())
    assert "/" in sandbox.git("ls-tree", "-r", "--name-only", REF)
    found = read(sandbox, *ids)
    assert found.notes is not None
    assert set(found.notes) == set(ids)


def test_a_ref_that_was_not_fetched_is_not_the_same_as_no_notes(sandbox: Sandbox) -> None:
    assert read(sandbox, head(sandbox)).notes is None
    assert read(sandbox, head(sandbox)).source.state == "absent"
    note(sandbox, NOTE)
    sandbox.git("notes", f"--ref={REF}", "remove", "HEAD")
    assert read(sandbox, head(sandbox)).notes == {}


def test_an_amended_commit_has_no_note(sandbox: Sandbox) -> None:
    note(sandbox, NOTE)
    sandbox.git("commit", "-q", "--amend", "-m", "amended")
    assert read(sandbox, head(sandbox)).notes == {}


def test_a_note_of_another_kind_says_nothing(sandbox: Sandbox) -> None:
    note(sandbox, "looks good to me\n\nReviewed-by: Bob <bob@example.org>\n")
    found = read(sandbox, head(sandbox))
    assert found.notes is not None
    assert found.notes[head(sandbox)].votes == ()


def test_a_note_that_is_too_large_is_a_gap(sandbox: Sandbox) -> None:
    note(sandbox, NOTE + "x" * MAX_NOTE)
    found = read(sandbox, head(sandbox))
    assert found.notes == {}
    assert [(gap.kind, gap.count) for gap in found.gaps] == [("reviews-unreadable", 1)]


@pytest.mark.parametrize("what", ["a blob", "a tag of a blob"])
def test_a_ref_that_is_no_commit_is_unreadable(sandbox: Sandbox, what: str) -> None:
    blob = sandbox.run("git", "hash-object", "-w", "--stdin", stdin=b"x").text.strip()
    if what == "a tag of a blob":
        sandbox.git("tag", "-a", "-m", "x", "t", blob)
        blob = sandbox.git("rev-parse", "t").strip()
    sandbox.git("update-ref", REF, blob)
    found = read(sandbox, head(sandbox))
    assert (found.notes, found.source.state) == (None, "unreadable")
    assert [gap.kind for gap in found.gaps] == ["reviews-unreadable"]


def test_a_note_that_is_a_link_or_a_directory_is_none(sandbox: Sandbox) -> None:
    blob = sandbox.run("git", "hash-object", "-w", "--stdin", stdin=NOTE.encode()).text.strip()
    for entry in (f"120000 blob {blob}\t{head(sandbox)}\n", f"160000 commit {head(sandbox)}\tab\n"):
        tree = sandbox.run("git", "mktree", stdin=entry.encode()).text.strip()
        commit = sandbox.git("commit-tree", tree, "-m", "x").strip()
        sandbox.git("update-ref", REF, commit)
        assert read(sandbox, head(sandbox), "ab" + "0" * 38).notes == {}


def test_hostile_bytes_are_text(sandbox: Sandbox) -> None:
    path = sandbox.base / "note"
    path.write_bytes(b"Code-Review+2: \xff\x1b[31m <bob@example.org>\r\nVerified+1: x\x00y\n")
    sandbox.git("notes", f"--ref={REF}", "add", "-f", "-F", str(path), "HEAD")
    found = read(sandbox, head(sandbox))
    assert found.notes is not None
    votes = found.notes[head(sandbox)].votes
    assert [vote.person.name for vote in votes] == ["\\xff\x1b[31m", "x\x00y"]
