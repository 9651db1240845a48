"""A file that changes as soon as it was hashed, before the command begins: somebody must see it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pbom.collectors import Workspace
from pbom.collectors.hashing import Watch
from pbom.collectors.workspace import find_workspace
from pbom.model.snapshot import Outputs, Snapshot
from tests.cli.session import Sandbox
from tests.collectors.looking import NOTHING, sha256

Prepare = Callable[[Sandbox], None]


def without_commit(sandbox: Sandbox) -> None:
    (sandbox.project / ".git").rename(sandbox.base / "gone")


def untracked(sandbox: Sandbox) -> None:
    """The repository as it is: what is changed is not in its commit."""
    assert sandbox.git("status", "--porcelain") == ""


def modified(sandbox: Sandbox) -> None:
    sandbox.write("input.txt", "committed\n")
    sandbox.commit("two")


def seen_twice(folder: Path, watch: Watch) -> tuple[Snapshot, Outputs]:
    workspace: Workspace = find_workspace(folder, watch)
    before = workspace.snapshot(NOTHING)
    return before, workspace.outputs(before, workspace.afterwards(), NOTHING)


@pytest.mark.parametrize("prepare", [without_commit, untracked, modified])
def test_what_changes_once_it_was_hashed_is_seen_to_be_touched(
    sandbox: Sandbox, prepare: Prepare
) -> None:
    prepare(sandbox)
    path = sandbox.write("input.txt", "good\n")

    def change(done: int, total: int) -> None:
        if total and done == total and path.read_text() == "good\n":
            path.write_text("evil\n")

    before, outputs = seen_twice(sandbox.project, change)
    digests = {item.artifact.name: str(item.artifact.digests) for item in before.materials}
    assert digests["input.txt"] == sha256(b"good\n")
    assert [(item.name, str(item.digests)) for item in outputs.artifacts] == [
        ("input.txt", sha256(b"evil\n"))
    ]


@pytest.mark.parametrize("prepare", [without_commit, untracked, modified])
def test_what_nobody_changes_is_not(sandbox: Sandbox, prepare: Prepare) -> None:
    prepare(sandbox)
    sandbox.write("input.txt", "good\n")
    before, outputs = seen_twice(sandbox.project, lambda _done, _total: None)
    assert "input.txt" in before.stamps
    assert outputs == Outputs(artifacts=())
