"""What differs from the commit is listed, file by file, and nothing else is."""

import os
import shutil
import socket
from pathlib import Path

import pytest

from pbom.collectors.git import GitWorkspace
from pbom.collectors.workspace import find_workspace
from pbom.model.pattern import Patterns
from tests.cli.session import Sandbox
from tests.collectors.looking import (
    NOTHING,
    digest,
    gaps,
    materials,
    sha256,
    snapshot,
    states,
)


def test_clean_checkout_is_its_commit_and_tree_alone(sandbox: Sandbox) -> None:
    seen = snapshot(sandbox.project)
    assert (seen.materials, seen.gaps, dict(seen.stamps)) == ((), (), {})
    assert seen.source is not None
    assert seen.source.branch == "main"
    assert [f"{item.algorithm}:{item.value}" for item in seen.source.revision] == [
        f"gitCommit:{sandbox.git('rev-parse', 'HEAD').strip()}",
        f"gitTree:{sandbox.git('rev-parse', 'HEAD^{tree}').strip()}",
    ]


def test_modified_file_is_listed_with_its_content(sandbox: Sandbox) -> None:
    sandbox.write("src.txt", "changed")
    [material] = materials(sandbox.project).values()
    assert (material.state, digest(material)) == ("modified", sha256(b"changed"))
    assert not material.from_commit


def test_staged_file_is_listed(sandbox: Sandbox) -> None:
    sandbox.write("src.txt", "changed")
    sandbox.write("new.txt", "new")
    sandbox.git("add", "-A")
    assert states(sandbox.project) == {"src.txt": "modified!", "new.txt": "added!"}


def test_change_that_is_staged_and_undone_in_the_tree_is_listed(sandbox: Sandbox) -> None:
    sandbox.write("src.txt", "changed")
    sandbox.git("add", "-A")
    sandbox.write("src.txt", "hello\n")
    assert states(sandbox.project) == {"src.txt": "modified!"}


def test_deleted_file_is_listed_with_the_blob_of_the_commit(sandbox: Sandbox) -> None:
    blob = sandbox.git("rev-parse", "HEAD:src.txt").strip()
    (sandbox.project / "src.txt").unlink()
    [material] = materials(sandbox.project).values()
    assert (material.state, digest(material)) == ("deleted", f"gitBlob:{blob}")


def test_renamed_file_is_one_deleted_and_one_added(sandbox: Sandbox) -> None:
    sandbox.git("mv", "src.txt", "moved.txt")
    assert states(sandbox.project) == {"src.txt": "deleted!", "moved.txt": "added!"}


def test_untracked_files_are_listed_one_by_one(sandbox: Sandbox) -> None:
    sandbox.write("deep/er/one.txt", "one")
    sandbox.write("two.txt", "two")
    assert states(sandbox.project) == {"deep/er/one.txt": "untracked!", "two.txt": "untracked!"}


def test_intent_to_add_is_no_way_to_hide(sandbox: Sandbox) -> None:
    sandbox.write("new.txt", "new")
    sandbox.git("add", "-N", "new.txt")
    assert states(sandbox.project) == {"new.txt": "added!"}


def test_ignored_files_are_a_gap_with_their_place(sandbox: Sandbox) -> None:
    sandbox.write(".gitignore", "cache/\n*.o\n")
    sandbox.commit("ignore")
    sandbox.write("cache/a", "a")
    sandbox.write("cache/b", "b")
    sandbox.write("main.o", "o")
    seen = snapshot(sandbox.project)
    assert seen.materials == ()
    assert [(gap.kind, gap.detail, gap.count) for gap in seen.unrecorded()] == [
        ("ignored-files", "cache/", 2),
        ("ignored-files", "main.o", 1),
    ]


def test_ignored_files_that_are_wanted_are_listed(sandbox: Sandbox) -> None:
    sandbox.write(".gitignore", "cache/\n")
    sandbox.commit("ignore")
    sandbox.write("cache/a.h", "a")
    sandbox.write("cache/b.o", "b")
    found = GitWorkspace.find(sandbox.project)
    assert found is not None
    seen = found.snapshot(Patterns(("*.h",)))
    assert [material.artifact.name for material in seen.materials] == ["cache/a.h"]
    assert [gap.count for gap in seen.unrecorded()] == [1]


def test_executable_bit_is_a_change_and_is_kept(sandbox: Sandbox) -> None:
    (sandbox.project / "src.txt").chmod(0o755)
    [material] = materials(sandbox.project).values()
    assert (material.state, material.artifact.mode) == ("modified", "100755")


def test_repository_cannot_hide_the_executable_bit(sandbox: Sandbox) -> None:
    sandbox.git("config", "core.fileMode", "false")
    (sandbox.project / "src.txt").chmod(0o755)
    assert states(sandbox.project) == {"src.txt": "modified!"}


def test_links_are_recorded_as_links_and_never_followed(sandbox: Sandbox) -> None:
    secret = sandbox.base / "secret"
    secret.mkdir()
    (secret / "key").write_text("secret", "utf-8")
    targets = {"file": "../secret/key", "folder": "../secret", "loop": "loop", "none": "/nowhere"}
    for name, target in targets.items():
        (sandbox.project / name).symlink_to(target)
    found = materials(sandbox.project)
    assert {name: digest(material) for name, material in found.items()} == {
        name: sha256(target.encode()) for name, target in targets.items()
    }
    assert {material.artifact.mode for material in found.values()} == {"120000"}


def test_file_that_became_a_link_is_listed(sandbox: Sandbox) -> None:
    (sandbox.project / "src.txt").unlink()
    (sandbox.project / "src.txt").symlink_to("Makefile")
    [material] = materials(sandbox.project).values()
    assert (material.state, material.artifact.mode) == ("modified", "120000")
    assert digest(material) == sha256(b"Makefile")


def test_directory_that_became_a_link_does_not_lead_out(sandbox: Sandbox) -> None:
    sandbox.write("lib/a.c", "a")
    sandbox.commit("lib")
    shutil.move(sandbox.project / "lib", sandbox.base / "lib")
    (sandbox.project / "lib").symlink_to(sandbox.base / "lib")
    (sandbox.base / "lib" / "planted.c").write_text("planted", "utf-8")
    assert states(sandbox.project) == {"lib": "untracked!", "lib/a.c": "deleted!"}
    assert materials(sandbox.project)["lib"].artifact.mode == "120000"


def test_file_that_became_a_directory_is_listed_with_what_is_in_it(sandbox: Sandbox) -> None:
    (sandbox.project / "src.txt").unlink()
    sandbox.write("src.txt/inside", "x")
    assert states(sandbox.project) == {"src.txt": "deleted!", "src.txt/inside": "untracked!"}


@pytest.mark.parametrize("option", ["--assume-unchanged", "--skip-worktree"])
def test_edit_that_git_was_told_not_to_see_is_seen(sandbox: Sandbox, option: str) -> None:
    sandbox.git("update-index", option, "src.txt")
    assert states(sandbox.project) == {}
    sandbox.write("src.txt", "evil!\n")
    assert sandbox.git("status", "--porcelain") == ""
    [material] = materials(sandbox.project).values()
    assert (material.state, digest(material)) == ("modified", sha256(b"evil!\n"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.trustctime", "false"),
        ("core.checkStat", "minimal"),
        ("core.ignoreStat", "true"),
        ("core.fsmonitor", "true"),
        ("core.untrackedCache", "true"),
        ("core.preloadIndex", "false"),
        ("status.showUntrackedFiles", "no"),
        ("core.excludesFile", "/dev/null"),
    ],
)
def test_repository_cannot_configure_a_change_away(sandbox: Sandbox, key: str, value: str) -> None:
    """An edit of equal length with its times set back, and a new file."""
    path = sandbox.project / "src.txt"
    sandbox.git("config", key, value)
    sandbox.git("status")
    before = path.stat()
    path.write_text("HELLO\n", "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    sandbox.write("new.txt", "new")
    assert states(sandbox.project) == {"src.txt": "modified!", "new.txt": "untracked!"}


def test_attributes_cannot_hide_a_change(sandbox: Sandbox) -> None:
    """Conversions of line ends and identifiers make different bytes the same blob."""
    sandbox.write(".git/info/attributes", "src.txt text eol=crlf\n")
    sandbox.write("src.txt", "hello\r\nevil\r\n")
    assert states(sandbox.project) == {"src.txt": "modified!"}


def test_replaced_objects_do_not_replace_the_commit(sandbox: Sandbox) -> None:
    first = sandbox.git("rev-parse", "HEAD").strip()
    sandbox.write("src.txt", "evil")
    second = sandbox.commit("second")
    sandbox.git("checkout", "-q", first)
    sandbox.git("replace", first, second)
    sandbox.write("src.txt", "evil")
    seen = snapshot(sandbox.project)
    assert seen.source is not None
    assert seen.source.commit == first
    assert [material.artifact.name for material in seen.materials] == ["src.txt"]


def test_unfinished_merge_is_listed(sandbox: Sandbox) -> None:
    sandbox.git("checkout", "-q", "-b", "other")
    sandbox.write("src.txt", "other")
    sandbox.commit("other")
    sandbox.git("checkout", "-q", "main")
    sandbox.write("src.txt", "main")
    sandbox.commit("main")
    assert sandbox.run("git", "merge", "other").code == 1
    assert states(sandbox.project) == {"src.txt": "modified!"}


def test_repository_inside_is_listed_file_by_file(sandbox: Sandbox) -> None:
    inner = sandbox.project / "inner"
    inner.mkdir()
    sandbox.git("init", "-q", folder=inner)
    sandbox.write("inner/a.txt", "a")
    assert states(sandbox.project) == {"inner/a.txt": "untracked!"}
    sandbox.git("add", "-A", folder=inner)
    sandbox.git("commit", "-q", "-m", "inner", folder=inner)
    assert states(sandbox.project) == {"inner/a.txt": "untracked!"}


def test_sparse_checkout_says_what_is_not_there(sandbox: Sandbox) -> None:
    sandbox.write("lib/a.c", "a")
    sandbox.commit("lib")
    sandbox.git("sparse-checkout", "set", "--cone", "nothing")
    assert not (sandbox.project / "lib").exists()
    assert states(sandbox.project) == {}
    assert gaps(sandbox.project) == ["not-checked-out"]


def test_pipes_and_sockets_do_not_block(sandbox: Sandbox) -> None:
    os.mkfifo(sandbox.project / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(sandbox.project / "socket"))
        (sandbox.project / "src.txt").unlink()
        os.mkfifo(sandbox.project / "src.txt")
        seen = snapshot(sandbox.project)
    assert seen.materials == ()
    assert [(gap.kind, gap.detail) for gap in seen.gaps] == [
        ("unreadable-file", "src.txt: neither a file nor a link")
    ]


def test_names_of_any_bytes_have_one_name_each(sandbox: Sandbox) -> None:
    for name in (b"caf\xe9", b"two\nlines", b"tab\there", b'quo"te', "größe".encode(), b"a -> b"):
        Path(os.fsdecode(os.path.join(os.fsencode(sandbox.project), name))).write_bytes(name)
    found = materials(sandbox.project)
    assert set(found) == {
        "raw:caf%E9", "raw:two%0Alines", "raw:tab%09here", 'quo"te', "größe", "a -> b",
    }  # fmt: skip
    assert digest(found["raw:caf%E9"]) == sha256(b"caf\xe9")


def test_store_of_our_own_is_no_material(sandbox: Sandbox) -> None:
    sandbox.write(".pbom/objects/x", "x")
    assert snapshot(sandbox.project).materials == ()


def test_other_store_inside_is_a_material(sandbox: Sandbox) -> None:
    """Only the project's own store is ours; anything else could be an input."""
    sandbox.write("deep/.pbom/x", "x")
    assert states(sandbox.project) == {"deep/.pbom/x": "untracked!"}


def test_touched_files_are_products_and_untouched_ones_are_not(sandbox: Sandbox) -> None:
    sandbox.write("stale.bin", "stale")
    workspace = find_workspace(sandbox.project)
    before = workspace.snapshot(NOTHING)
    sandbox.write("new.bin", "new")
    sandbox.write("src.txt", "changed")
    made = workspace.outputs(before, workspace.afterwards(), NOTHING)
    assert [artifact.name for artifact in made.artifacts] == ["new.bin", "src.txt"]
    assert made.gaps == ()
