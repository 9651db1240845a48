"""Signatures and reviews of a real range: keys, notes, exports and approvals from files."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from pbom import plugins
from pbom.codec.commit_object import cut_signature
from pbom.collectors.commits import Commits
from pbom.collectors.git_command import open_git
from pbom.errors import UsageError
from pbom.model.change import Change, Changes, Range
from pbom.model.commit import CommitHeader
from pbom.model.config import CommitsConfig
from pbom.model.functionary import Functionary
from pbom.pipeline.review import ReviewSources, add_review_evidence
from pbom.stages.attest import attest
from pbom.stages.classify import classify_commits
from pbom.stores import Evidence
from tests.cli.session import Sandbox, environment_in
from tests.reviewing import Given, digest_set
from tests.signatures import hand
from tests.signing import SshKey, raw
from tests.workbench import require

PACK = plugins.rule_pack()
BOB = Functionary(name="bob", key=hand("bob").public_key, emails=("bob@example.org",))


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    sandbox = Sandbox.with_commit(tmp_path / "user")
    for name, value in environment_in(sandbox.base).items():
        monkeypatch.setenv(name, value)
    return sandbox


@pytest.fixture
def folder(sandbox: Sandbox) -> Path:
    """A directory of evidence outside of the repository."""
    folder = sandbox.base / "approvals"
    folder.mkdir()
    return folder


def look(sandbox: Sandbox, config: CommitsConfig = CommitsConfig(), *evidence: Evidence) -> Changes:  # noqa: B008
    """The whole history with its evidence; the commits have the form of their signature."""
    range_ = Range(base="", head=head(sandbox), basis="root", reason="")
    git = open_git(sandbox.project)
    commits = Commits(git).between(range_)
    listed = tuple(
        replace(change, commit=_formed(sandbox, change))
        for change in classify_commits(commits, plugins.signals(), PACK)
    )
    seen = Changes(range=range_, changes=listed, pack=PACK.digest)
    sources = ReviewSources(
        root=sandbox.project,
        config=config,
        pack=PACK,
        functionaries=(BOB,),
        evidence=evidence,
        at=datetime(2100, 1, 1, tzinfo=UTC),
    )
    return add_review_evidence(git, seen, sources)


def _formed(sandbox: Sandbox, change: Change) -> CommitHeader:
    form = cut_signature(raw(sandbox, change.commit.id), change.commit.id).form
    return change.commit._replace(signature=form)


def give(folder: Path, given: Given) -> None:
    """A signed approval in a directory of evidence."""
    subjects = tuple(digest_set(digests) for digests in given.subjects)
    sealed = attest(replace(given.statement, subjects=subjects), hand(given.signer))
    (folder / f"{given.signer}.sigstore.json").write_bytes(sealed.bundle)


def head(sandbox: Sandbox) -> str:
    return sandbox.git("rev-parse", "HEAD").strip()


def of_head(sandbox: Sandbox) -> Given:
    return Given(subjects=({"gitCommit": head(sandbox)},))


def kinds(found: Changes) -> set[str]:
    return {gap.kind for gap in found.gaps}


def test_a_bare_history_has_no_reviews_and_no_gaps(sandbox: Sandbox) -> None:
    found = look(sandbox)
    assert [change.review.state for change in found.changes] == ["none-visible"]
    assert found.gaps == ()
    assert {source.ref: source.state for source in found.sidecars} == {
        "refs/notes/review": "absent",
        "refs/gittuf/attestations": "absent",
    }


def test_a_signed_commit_and_a_signed_approval(sandbox: Sandbox, folder: Path) -> None:
    require("ssh-keygen")
    ada = SshKey.make(sandbox.base, "ada@example.org")
    allowed = sandbox.base / "allowed"
    allowed.write_text(ada.allowed(), "utf-8")
    sandbox.git(*ada.options, "commit", "-q", "-S", "--allow-empty", "-m", "signed")
    give(folder, of_head(sandbox))
    config = CommitsConfig(allowed_signers=str(allowed))
    found = look(sandbox, config, plugins.open_evidence(folder))
    newest, first = found.changes
    assert (newest.signature.state, newest.signature.signer) == ("verified", "ada@example.org")
    assert (first.signature.state, first.review.state) == ("none", "none-visible")
    assert newest.review.state == "verified"
    assert found.gaps == ()


def test_keys_in_the_repository_are_a_gap(sandbox: Sandbox) -> None:
    sandbox.write("allowed", "ada ssh-ed25519 AAAA\n")
    assert kinds(look(sandbox, CommitsConfig(allowed_signers="allowed"))) == {"keys-in-repository"}


def test_an_amended_commit_is_not_approved(sandbox: Sandbox, folder: Path) -> None:
    give(folder, of_head(sandbox))
    evidence = plugins.open_evidence(folder)
    assert look(sandbox, CommitsConfig(), evidence).changes[0].review.state == "verified"
    sandbox.git("commit", "-q", "--amend", "-m", "amended")
    assert look(sandbox, CommitsConfig(), evidence).changes[0].review.state == "none-visible"


def test_an_approval_by_content_is_held_against_the_content(sandbox: Sandbox, folder: Path) -> None:
    """Where git's own digest could be made to collide, the SHA-256 beside it does not fit."""
    given = Given(subjects=({"gitCommit": head(sandbox), "sha256": "1" * 64},))
    give(folder, given)
    evidence = plugins.open_evidence(folder)
    assert look(sandbox, CommitsConfig(), evidence).changes[0].review.state == "none-visible"


def test_a_stranger_s_approval_is_refused_and_counted(sandbox: Sandbox, folder: Path) -> None:
    give(folder, of_head(sandbox).by("eve", "eve@example.org"))
    (folder / "junk.sigstore.json").write_bytes(b"{}")
    found = look(sandbox, CommitsConfig(), plugins.open_evidence(folder))
    assert found.changes[0].review.state == "none-visible"
    assert [(gap.kind, gap.detail, gap.count) for gap in found.gaps] == [
        ("approvals-refused", "malformed", 1),
        ("approvals-refused", "unknown-signer", 1),
    ]


def test_the_store_finds_approvals_of_commits_and_trees(sandbox: Sandbox) -> None:
    assert sandbox.pbom("init").code == 0
    done = sandbox.pbom("approve", "HEAD^{tree}", "--reason", "read it")
    assert done.code == 0, done
    store = plugins.open_evidence(sandbox.state)
    found = look(sandbox, CommitsConfig(), store)
    assert kinds(found) == {"approvals-refused"}  # found, and nobody here knows the key


def test_the_newer_object_format(sandbox: Sandbox, folder: Path) -> None:
    (sandbox.project / ".git").rename(sandbox.base / "old")
    sandbox.git("init", "-q", "-b", "main", "--object-format=sha256")
    sandbox.commit("first")
    give(folder, of_head(sandbox))
    found = look(sandbox, CommitsConfig(), plugins.open_evidence(folder))
    assert found.changes[0].review.state == "verified"


def test_an_export_and_who_answers_for_it(sandbox: Sandbox, folder: Path) -> None:
    reviews = sandbox.base / "reviews.json"
    review = {"author": {"login": "carol"}, "state": "APPROVED", "commit": {"oid": head(sandbox)}}
    pull = {"number": 1, "headRefOid": head(sandbox), "reviews": [review]}
    reviews.write_text(json.dumps(pull), "utf-8")
    config = CommitsConfig(reviews=(str(reviews),))
    found = look(sandbox, config)
    (approval,) = found.changes[0].review.approvals
    assert (found.changes[0].review.state, approval.signed) == ("claimed", False)
    value = approval.source.removeprefix("sha256:")
    give(folder, Given(subjects=({"sha256": value},)).saying(role="review-export"))
    vouched = look(sandbox, config, plugins.open_evidence(folder))
    assert vouched.changes[0].review.state == "verified"


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "cannot read the reviews in"), ("{", "not JSON"), ('{"a": 1}', "neither a review")],
)
def test_an_export_that_cannot_be_read_is_no_gap_but_an_error(
    sandbox: Sandbox, content: str | None, problem: str
) -> None:
    path = sandbox.base / "reviews.json"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(UsageError, match=problem):
        look(sandbox, CommitsConfig(reviews=(str(path),)))
