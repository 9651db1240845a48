"""The head as a subject: its exact bytes, and where it is from."""

import hashlib
import zlib
from pathlib import Path

import pytest

from pbom.collectors.head import head_commit
from pbom.errors import RecordingError
from tests.collectors.histories import Repository


def test_the_digests_are_those_of_the_exact_bytes(repository: Repository) -> None:
    head = repository.commit("one")
    done = repository.sandbox.run("git", "cat-file", "commit", "HEAD")
    found = head_commit(repository.git, head)
    assert {str(digest) for digest in found.digests} == {
        f"gitCommit:{head}",
        f"sha256:{hashlib.sha256(done.out).hexdigest()}",
    }
    assert found.tree == repository.id_of("HEAD^{tree}")
    assert found.repository == ""


def test_the_repository_is_named_without_credentials(repository: Repository) -> None:
    head = repository.commit("one")
    repository.run("remote", "add", "another", "https://mirror.example/app.git")
    assert head_commit(repository.git, head).repository == "https://mirror.example/app.git"
    repository.run("remote", "add", "origin", "https://user:s3cret@git.example/app.git")
    assert head_commit(repository.git, head).repository == "https://git.example/app.git"


@pytest.mark.usefixtures("repository")
def test_in_a_repository_of_the_newer_format(tmp_path: Path) -> None:
    newer = Repository.new(tmp_path / "newer", "--object-format=sha256")
    head = newer.commit("one")
    assert head_commit(newer.git, head).digests.get("gitCommit")


def test_bytes_of_another_commit_under_its_id_are_refused(repository: Repository) -> None:
    head = repository.commit("one")
    path = repository.folder / ".git/objects" / head[:2] / head[2:]
    forged = zlib.decompress(path.read_bytes()).replace(b"Ada", b"Eve")
    path.chmod(0o644)
    path.write_bytes(zlib.compress(forged))
    assert "Eve" in repository.run("log", "-1", "--format=%an"), "git itself believes it"
    with pytest.raises(RecordingError, match="not what its id says"):
        head_commit(repository.git, head)


def test_a_commit_that_is_not_here_is_refused(repository: Repository) -> None:
    repository.commit("one")
    for other in ("1" * 40, repository.id_of("HEAD^{tree}")):
        with pytest.raises(RecordingError, match="is not here"):
            head_commit(repository.git, other)
