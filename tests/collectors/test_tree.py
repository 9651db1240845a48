"""A directory without a commit: every file is a material, and every touch is seen."""

import os
from pathlib import Path

import pytest

from pbom.collectors import stamps, tree
from pbom.collectors.tree import TreeWorkspace
from pbom.errors import RecordingError
from pbom.model.pattern import Patterns
from pbom.model.snapshot import Snapshot
from tests.collectors.looking import NOTHING, sha256

FEW, MANY = 4, stamps.MANY + 10


@pytest.fixture(params=[FEW, MANY], ids=["in this process", "in copies"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """So many files, sorted, some of them below."""
    names = [f"{'below/' * (number % 2)}file{number:05}" for number in range(request.param)]
    (tmp_path / "below").mkdir()
    for name in names:
        (tmp_path / name).write_text(name)
    return sorted(names)


def products(folder: Path, before: Snapshot, *patterns: str) -> dict[str, str]:
    """What was touched since, by name."""
    workspace = TreeWorkspace(folder)
    made = workspace.outputs(before, workspace.afterwards(), Patterns(patterns))
    assert made.gaps == ()
    return {item.name: str(item.digests) for item in made.artifacts}


def test_every_file_is_a_material_by_name(tmp_path: Path, files: list[str]) -> None:
    seen = TreeWorkspace(tmp_path).snapshot(NOTHING)
    assert [item.artifact.name for item in seen.materials] == files
    assert {str(item.artifact.digests) for item in seen.materials} == {
        sha256(name.encode()) for name in files
    }
    assert {item.state for item in seen.materials} == {"file"}
    assert sorted(seen.stamps) == files
    assert [gap.kind for gap in seen.gaps] == ["no-commit"]


def test_every_way_to_touch_a_file_is_seen(tmp_path: Path, files: list[str]) -> None:
    (tmp_path / "link").symlink_to("one")
    before = TreeWorkspace(tmp_path).snapshot(NOTHING)
    assert products(tmp_path, before) == {}
    one, other, third = files[:3]
    status = (tmp_path / one).stat()
    (tmp_path / one).write_text("X" * len(one))
    os.utime(tmp_path / one, ns=(status.st_atime_ns, status.st_mtime_ns))
    (tmp_path / other).chmod(0o755)
    (tmp_path / "moved").write_text(third)
    (tmp_path / "moved").replace(tmp_path / third)
    (tmp_path / "link").unlink()
    (tmp_path / "link").symlink_to("two")
    (tmp_path / files[-1]).unlink()
    (tmp_path / "new").write_text("new")
    touched = {
        one: sha256(b"X" * len(one)),
        other: sha256(other.encode()),
        third: sha256(third.encode()),
        "link": sha256(b"two"),
        "new": sha256(b"new"),
    }
    assert products(tmp_path, before) == touched
    assert products(tmp_path, before, "new") == {"new": touched["new"]}


def test_files_that_are_not_wanted_are_counted_and_still_watched(tmp_path: Path) -> None:
    for name in ("a.c", "b.c", "b.o"):
        (tmp_path / name).write_text(name)
    before = TreeWorkspace(tmp_path).snapshot(Patterns(("*.c",)))
    assert [item.artifact.name for item in before.materials] == ["a.c", "b.c"]
    assert [(gap.kind, gap.count) for gap in before.gaps] == [("no-commit", 1), ("not-selected", 1)]
    assert products(tmp_path, before) == {}
    (tmp_path / "b.o").write_text("again")
    assert set(products(tmp_path, before)) == {"b.o"}


def test_files_beyond_the_limit_are_counted_and_still_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "MAX_FILES", 2)
    for name in "abc":
        (tmp_path / name).write_text(name)
    before = TreeWorkspace(tmp_path).snapshot(NOTHING)
    assert [item.artifact.name for item in before.materials] == ["a", "b"]
    assert [(gap.kind, gap.count) for gap in before.gaps] == [
        ("limit-reached", 1),
        ("no-commit", 1),
    ]
    (tmp_path / "c").write_text("again")
    assert set(products(tmp_path, before)) == {"c"}


def test_what_is_no_file_is_no_material_and_the_store_is_not_looked_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for folder in (".pbom", ".git", "deep/.git", "deep/.pbom"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "x").write_text(folder)
    (tmp_path / "away").symlink_to("/")
    seen = TreeWorkspace(tmp_path).snapshot(NOTHING)
    assert [item.artifact.name for item in seen.materials] == ["away", "deep/.pbom/x"]
    assert set(seen.stamps) == {"away", "deep/.pbom/x"}


def test_a_folder_that_is_not_there_any_more_cannot_be_looked_at(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match=r"cannot read .*gone"):
        TreeWorkspace(tmp_path / "gone").snapshot(NOTHING)


def test_few_files_that_are_wanted_are_looked_at_by_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    (found,) = TreeWorkspace(tmp_path).look_at(["a", "missing"])
    assert (found.artifact.name, found.state) == ("a", "file")
