"""Git LFS: a pointer in the commit, the content in the tree, and no git-lfs needed to compare."""

import hashlib

import pytest

from tests.cli.session import Sandbox
from tests.collectors.looking import digest, materials, sha256, states

CONTENT = b"large" * 1000
OTHER = b"other" * 1000


def pointer_to(content: bytes) -> bytes:
    """What the repository has instead of a large file."""
    oid = hashlib.sha256(content).hexdigest()
    lines = ("version https://git-lfs.github.com/spec/v1", f"oid sha256:{oid}")
    return "\n".join((*lines, f"size {len(content)}", "")).encode()


@pytest.fixture
def large(sandbox: Sandbox) -> Sandbox:
    """A commit with a pointer, and the content that it promises in the tree."""
    sandbox.write(".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")
    sandbox.write("data.bin", pointer_to(CONTENT))
    sandbox.commit("large")
    sandbox.write("data.bin", CONTENT)
    return sandbox


def test_content_that_the_pointer_promises_is_vouched_for(large: Sandbox) -> None:
    assert states(large.project) == {"data.bin": "lfs"}
    assert digest(materials(large.project)["data.bin"]) == sha256(CONTENT)


def test_other_content_is_not(large: Sandbox) -> None:
    large.write("data.bin", OTHER)
    assert states(large.project) == {"data.bin": "lfs!"}
    assert digest(materials(large.project)["data.bin"]) == sha256(OTHER)


def test_pointer_that_was_not_replaced_by_its_content_is_the_commit_s(large: Sandbox) -> None:
    large.write("data.bin", pointer_to(CONTENT))
    assert states(large.project) == {}


def test_pointer_to_something_else_in_the_tree_is_a_change(large: Sandbox) -> None:
    large.write("data.bin", pointer_to(OTHER))
    assert states(large.project) == {"data.bin": "modified!"}


def test_pointer_that_is_merely_staged_promises_nothing(large: Sandbox) -> None:
    large.write("data.bin", pointer_to(OTHER))
    large.write("new.bin", pointer_to(OTHER))
    large.git("-c", "filter.lfs.clean=", "-c", "filter.lfs.process=", "add", "-A")
    large.write("data.bin", OTHER)
    large.write("new.bin", OTHER)
    assert states(large.project) == {"data.bin": "modified!", "new.bin": "added!"}


def test_pointer_of_an_unfinished_merge_promises_nothing(large: Sandbox) -> None:
    large.write("data.bin", pointer_to(CONTENT))
    large.git("checkout", "-q", "-b", "theirs")
    large.write("data.bin", pointer_to(OTHER))
    large.commit("theirs")
    large.git("checkout", "-q", "main")
    large.write("data.bin", pointer_to(CONTENT + b"x"))
    large.commit("ours")
    assert large.run("git", "merge", "-q", "theirs").code == 1
    large.write("data.bin", OTHER)
    assert states(large.project) == {"data.bin": "modified!"}


def test_content_of_equal_length_behind_git_s_back_is_seen(large: Sandbox) -> None:
    """The clean filter would say that this is the pointer of the commit, but no filter runs."""
    large.git("config", "filter.lfs.clean", "git cat-file blob HEAD:data.bin")
    large.write("data.bin", OTHER)
    large.git("add", "data.bin")
    assert large.git("status", "--porcelain") == ""
    assert states(large.project) == {"data.bin": "lfs!"}


def test_file_that_is_gone_is_a_deletion(large: Sandbox) -> None:
    (large.project / "data.bin").unlink()
    assert states(large.project) == {"data.bin": "deleted!"}


def test_attributes_in_a_directory_count_as_well(sandbox: Sandbox) -> None:
    sandbox.write("deep/.gitattributes", "*.bin filter=lfs\n")
    sandbox.write("deep/data.bin", pointer_to(CONTENT))
    sandbox.write("data.bin", "no large file")
    sandbox.commit("large")
    sandbox.write("deep/data.bin", CONTENT)
    assert states(sandbox.project) == {"deep/data.bin": "lfs"}


def test_pointer_without_the_attribute_is_an_ordinary_file(sandbox: Sandbox) -> None:
    sandbox.write("data.bin", pointer_to(CONTENT))
    sandbox.commit("pointer")
    sandbox.write("data.bin", CONTENT)
    assert states(sandbox.project) == {"data.bin": "modified!"}


@pytest.mark.parametrize("broken", [b"", b"version https://git-lfs.github.com/spec/v1\n", b"x" * 9])
def test_large_file_without_a_pointer_is_an_ordinary_file(sandbox: Sandbox, broken: bytes) -> None:
    sandbox.write(".gitattributes", "*.bin filter=lfs\n")
    sandbox.write("data.bin", broken)
    sandbox.commit("no pointer")
    sandbox.write("data.bin", CONTENT)
    assert states(sandbox.project) == {"data.bin": "modified!"}
