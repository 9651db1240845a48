"""``pbom approve``: what is signed, what is said, and what is refused."""

import hashlib
import json
from pathlib import Path

import pytest

from pbom.codec.manifest import no_bodies
from pbom.codec.statement import read_statement
from pbom.model.approval import ApprovalStatement
from tests.cli.session import Sandbox
from tests.edits import payload_of

REASON = ("--reason", "read it line by line")


def approved(sandbox: Sandbox) -> ApprovalStatement:
    """The one approval in the store."""
    (found,) = [item for item in sandbox.statements() if isinstance(item, ApprovalStatement)]
    return found


def digests(statement: ApprovalStatement) -> dict[str, str]:
    (subject,) = statement.subjects
    return {digest.algorithm: digest.value for digest in subject.digests}


def as_person(sandbox: Sandbox, *emails: str) -> None:
    """The policy says whose key it is, and is pinned again."""
    policy = sandbox.project / "pbom.policy.toml"
    line = f"emails = {json.dumps(list(emails))}\n\n# Whose signature"
    policy.write_text(policy.read_text("utf-8").replace("\n# Whose signature", line), "utf-8")
    assert sandbox.pbom("init", "--pin").code == 0


def test_a_commit_is_named_by_its_id_and_its_content(sandbox: Sandbox) -> None:
    done = sandbox.pbom("approve", "HEAD", *REASON, "--expires", "30d")
    assert done.code == 0, done
    commit = sandbox.git("rev-parse", "HEAD").strip()
    content = sandbox.run("git", "cat-file", "commit", "HEAD").out
    found = approved(sandbox)
    assert digests(found) == {"gitCommit": commit, "sha256": hashlib.sha256(content).hexdigest()}
    assert (found.kind, found.role, found.reason) == ("approval", "reviewer", REASON[1])
    assert found.expires is not None
    assert (found.expires - found.issued).days == 30
    assert f"  (commit {commit[:12]}, as reviewer)" in done.text


def test_a_tag_means_its_commit_and_a_tree_is_a_tree(sandbox: Sandbox) -> None:
    sandbox.git("tag", "-m", "one", "v1")
    assert sandbox.pbom("approve", "v1", *REASON).code == 0
    assert digests(approved(sandbox))["gitCommit"] == sandbox.git("rev-parse", "HEAD").strip()
    assert sandbox.pbom("approve", "HEAD^{tree}", *REASON, "--role", "auditor").code == 0
    tree = sandbox.git("rev-parse", "HEAD^{tree}").strip()
    found = [item for item in sandbox.statements() if isinstance(item, ApprovalStatement)]
    assert {"gitTree": tree} in [digests(item) for item in found]


def test_a_file_and_a_digest_are_what_they_are(sandbox: Sandbox) -> None:
    path = sandbox.write("reviews.json", "[]")
    value = hashlib.sha256(b"[]").hexdigest()
    assert sandbox.pbom("approve", "reviews.json", *REASON).code == 0
    assert digests(approved(sandbox)) == {"sha256": value}
    assert approved(sandbox).subjects[0].name == "reviews.json"
    path.unlink()
    assert sandbox.pbom("approve", f"sha256:{value}", *REASON, "--role=x").code == 0


def test_the_bundle_can_be_handed_on(sandbox: Sandbox) -> None:
    assert sandbox.pbom("approve", "HEAD", *REASON, "-o", "approval.sigstore.json").code == 0
    data = (sandbox.project / "approval.sigstore.json").read_bytes()
    assert read_statement(payload_of(data), no_bodies) == approved(sandbox)
    shown = sandbox.pbom("show", "approval.sigstore.json")
    assert "approval    as reviewer: read it line by line" in shown.text


def test_it_is_said_that_the_policy_does_not_know_the_person(sandbox: Sandbox) -> None:
    done = sandbox.pbom("approve", "HEAD", *REASON)
    assert "it does not count here: the policy does not say which person" in done.complaint
    assert "[functionaries.me]" in done.complaint


def test_it_is_said_that_nobody_approves_their_own_commit(sandbox: Sandbox) -> None:
    as_person(sandbox, "ada@example.org")
    done = sandbox.pbom("approve", "HEAD", *REASON)
    assert (done.code, approved(sandbox).role) == (0, "reviewer")
    assert "it does not count here: the same address wrote it" in done.complaint


def test_nothing_is_said_against_an_approval_that_counts(sandbox: Sandbox) -> None:
    as_person(sandbox, "bob@example.org")
    done = sandbox.pbom("approve", "HEAD", *REASON)
    assert "does not count" not in done.complaint
    assert "hint:" not in done.complaint


def test_it_is_said_that_the_key_is_a_stranger_s(sandbox: Sandbox) -> None:
    (sandbox.config / "key.pem").unlink()
    (sandbox.config / "key.pub.pem").unlink()
    assert sandbox.pbom("init").code == 0
    done = sandbox.pbom("approve", "HEAD", *REASON)
    assert "it does not count here: the policy does not know your key" in done.complaint
    assert "hint: add your public key" in done.complaint


REFUSED = {
    "nothing of that name": (("nothing", *REASON), "is no commit, no tree, no file"),
    "a blob": (("HEAD:src.txt", *REASON), "is a blob"),
    "an option in disguise": (("--", "--all", *REASON), ""),
    "no reason": (("HEAD", "--reason", " "), "a reason is needed"),
    "a role of two words": (("HEAD", *REASON, "--role", "a b"), "a role is a word"),
    "a day that is none": (("HEAD", *REASON, "--expires", "2026-13-01"), "--expires takes"),
    "an end in the past": (("HEAD", *REASON, "--expires", "2020-01-01"), "ends before it begins"),
    "a pattern that is none": (("HEAD", *REASON, "--path", "!"), "!"),
    "an empty pattern": (("HEAD", *REASON, "--path", ""), "--path takes"),
    "a digest that is none": (("sha256:12", *REASON), "sha256"),
}


@pytest.mark.parametrize(("arguments", "problem"), REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_approved_leaves_nothing_behind(
    sandbox: Sandbox, arguments: tuple[str, ...], problem: str
) -> None:
    before = sandbox.files()
    done = sandbox.pbom("approve", *arguments)
    assert done.code == 2, done
    assert problem in done.complaint
    assert sandbox.files() == before


def test_a_name_that_means_two_things_is_refused(sandbox: Sandbox) -> None:
    sandbox.write("v1", "a file")
    sandbox.git("tag", "v1")
    done = sandbox.pbom("approve", "v1", *REASON)
    assert (done.code, "a name in git and a file as well" in done.complaint) == (2, True)
    assert sandbox.pbom("approve", "./v1", *REASON).code == 0
    assert set(digests(approved(sandbox))) == {"sha256"}


def test_without_a_repository_files_can_be_approved(sandbox: Sandbox, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "app").write_bytes(b"app")
    done = sandbox.pbom("approve", "app", *REASON, folder=folder)
    assert done.code == 0, done
    assert sandbox.pbom("approve", "HEAD", *REASON, folder=folder).code == 2


def test_names_from_git_cannot_write_on_the_terminal(sandbox: Sandbox) -> None:
    done = sandbox.pbom("approve", "\x1b[31mHEAD", *REASON)
    assert done.code == 2
    assert "\x1b" not in done.complaint
