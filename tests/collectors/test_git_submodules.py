"""Submodules: the commit's own are vouched for, everything else is listed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pbom.collectors.workspace import find_workspace
from tests.cli.session import Sandbox
from tests.collectors.looking import NOTHING, gaps, materials, snapshot, states


@pytest.fixture
def parent(sandbox: Sandbox) -> Sandbox:
    """A repository with the submodule ``sub``, at the second of two commits."""
    library = sandbox.base / "library"
    library.mkdir()
    sandbox.git("init", "-q", "-b", "main", folder=library)
    for content in ("one", "two"):
        (library / "lib.c").write_text(content, "utf-8")
        sandbox.git("add", "-A", folder=library)
        sandbox.git("commit", "-q", "-m", content, folder=library)
    add = ("submodule", "add", "-q", str(library), "sub")
    sandbox.git("-c", "protocol.file.allow=always", *add)
    sandbox.commit("submodule")
    return sandbox


def inner(parent: Sandbox, *arguments: str) -> str:
    """git in the submodule."""
    return parent.git(*arguments, folder=parent.project / "sub")


def test_submodule_at_the_commit_s_commit_is_vouched_for(parent: Sandbox) -> None:
    assert states(parent.project) == {"sub": "submodule"}
    [material] = materials(parent.project).values()
    commit = inner(parent, "rev-parse", "HEAD").strip()
    assert str(material.artifact.digests) == f"gitCommit:{commit}"
    assert material.artifact.mode == "160000"


def test_submodule_at_another_commit(parent: Sandbox) -> None:
    inner(parent, "checkout", "-q", "HEAD~1")
    assert states(parent.project) == {"sub": "submodule!"}


def test_submodule_at_another_commit_that_is_staged(parent: Sandbox) -> None:
    """The index may say what it likes: the commit decides."""
    inner(parent, "checkout", "-q", "HEAD~1")
    parent.git("add", "sub")
    assert states(parent.project) == {"sub": "submodule!"}


def test_submodule_that_is_staged_and_not_in_the_commit(parent: Sandbox) -> None:
    add = ("submodule", "add", "-q", str(parent.base / "library"), "more")
    parent.git("-c", "protocol.file.allow=always", *add)
    assert states(parent.project) == {
        ".gitmodules": "modified!",
        "more": "submodule!",
        "sub": "submodule",
    }


def test_changes_inside_are_listed_with_their_place(parent: Sandbox) -> None:
    parent.write("sub/lib.c", "changed")
    parent.write("sub/new.c", "new")
    parent.write(".git/modules/sub/info/exclude", "*.o\n")
    parent.write("sub/main.o", "o")
    assert states(parent.project) == {
        "sub": "submodule",
        "sub/lib.c": "modified!",
        "sub/new.c": "untracked!",
    }
    assert dict(snapshot(parent.project).ignored) == {"sub/main.o": "sub/main.o"}


@pytest.mark.parametrize("ignore", ["all", "dirty", "untracked"])
def test_repository_cannot_tell_git_to_ignore_its_submodules(parent: Sandbox, ignore: str) -> None:
    parent.git("config", "submodule.sub.ignore", ignore)
    parent.git("config", "diff.ignoreSubmodules", ignore)
    inner(parent, "checkout", "-q", "HEAD~1")
    parent.write("sub/new.c", "new")
    assert states(parent.project) == {"sub": "submodule!", "sub/new.c": "untracked!"}


def test_edit_inside_that_git_was_told_not_to_see(parent: Sandbox) -> None:
    inner(parent, "update-index", "--assume-unchanged", "lib.c")
    parent.write("sub/lib.c", "evil")
    assert states(parent.project) == {"sub": "submodule", "sub/lib.c": "modified!"}


def test_submodule_that_git_was_told_not_to_see(parent: Sandbox) -> None:
    parent.git("update-index", "--assume-unchanged", "sub")
    assert states(parent.project) == {"sub": "submodule"}
    inner(parent, "checkout", "-q", "HEAD~1")
    assert states(parent.project) == {"sub": "submodule!"}


def test_submodule_that_is_not_checked_out_is_a_gap(parent: Sandbox) -> None:
    clone = parent.base / "clone"
    parent.git("clone", "-q", str(parent.project), str(clone))
    assert list((clone / "sub").iterdir()) == []
    assert states(clone) == {}
    assert gaps(clone) == ["submodule-not-checked-out"]


def test_files_planted_where_a_submodule_is_not_checked_out_are_listed(parent: Sandbox) -> None:
    """git itself says nothing of them."""
    clone = parent.base / "clone"
    parent.git("clone", "-q", str(parent.project), str(clone))
    (clone / "sub" / "deep").mkdir()
    (clone / "sub" / "deep" / "planted.c").write_text("planted", "utf-8")
    assert parent.git("status", "--porcelain", folder=clone) == ""
    assert states(clone) == {"sub/deep/planted.c": "untracked!"}


def test_submodule_that_is_a_link_to_elsewhere_is_not_followed(parent: Sandbox) -> None:
    """There is the right commit behind the link, and a file that nobody committed."""
    elsewhere = parent.base / "elsewhere"
    parent.git("clone", "-q", str(parent.base / "library"), str(elsewhere))
    (elsewhere / "planted.c").write_text("planted", "utf-8")
    shutil.rmtree(parent.project / "sub")
    (parent.project / "sub").symlink_to(elsewhere)
    assert states(parent.project) == {"sub": "modified!"}
    assert materials(parent.project)["sub"].artifact.mode == "120000"


def test_directory_of_a_submodule_that_is_a_link_is_not_followed(parent: Sandbox) -> None:
    parent.git("mv", "sub", "moved-away")
    (parent.project / "deep").mkdir()
    parent.git("mv", "moved-away", "deep/sub")
    parent.commit("moved")
    assert states(parent.project) == {"deep/sub": "submodule"}
    shutil.move(parent.project / "deep", parent.base / "deep")
    (parent.project / "deep").symlink_to(parent.base / "deep")
    (parent.base / "deep" / "sub" / "planted.c").write_text("planted", "utf-8")
    found = states(parent.project)
    assert found["deep"] == "untracked!"
    assert "deep/sub/planted.c" not in found
    assert "deep/sub" not in found or found["deep/sub"].endswith("!")


def test_submodule_that_is_gone_is_a_deletion(parent: Sandbox) -> None:
    shutil.rmtree(parent.project / "sub")
    assert states(parent.project) == {"sub": "deleted!"}


def test_submodule_that_is_removed_from_the_index_is_a_deletion(parent: Sandbox) -> None:
    parent.git("rm", "-q", "--cached", "sub")
    found = states(parent.project)
    assert found["sub"] == "deleted!"
    assert found["sub/lib.c"] == "untracked!"


def test_submodule_in_a_submodule(parent: Sandbox) -> None:
    library = str(parent.base / "library")
    inner(parent, "-c", "protocol.file.allow=always", "submodule", "add", "-q", library, "deep")
    inner(parent, "commit", "-q", "-m", "deeper")
    parent.commit("deeper")
    parent.write("sub/deep/lib.c", "changed")
    assert states(parent.project) == {
        "sub": "submodule",
        "sub/deep": "submodule",
        "sub/deep/lib.c": "modified!",
    }


def test_products_inside_a_submodule_are_products(parent: Sandbox) -> None:
    workspace = find_workspace(parent.project)
    before = workspace.snapshot(NOTHING)
    parent.write("sub/out.o", "o")
    made = workspace.outputs(before, workspace.afterwards(), NOTHING)
    assert [artifact.name for artifact in made.artifacts] == ["sub/out.o"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_submodule_that_git_refuses_to_open_stops_the_recording(parent: Sandbox) -> None:
    """The other way would be to call its files untracked, which they are not."""
    for place in ("sub", ".git/modules/sub"):
        subprocess.run(("chown", "-R", "12345", str(parent.project / place)), check=True)
    done = parent.pbom("doctor")
    assert "dubious ownership" in done.text


def test_folder_of_the_test_is_untouched(parent: Sandbox) -> None:
    """Looking changes nothing: not the index, not one file."""

    def everything() -> dict[Path, int]:
        return {path: path.lstat().st_mtime_ns for path in parent.project.rglob("*")}

    parent.write("sub/lib.c", "changed")
    before = everything()
    snapshot(parent.project)
    assert everything() == before
