"""Lock files in a checkout."""

import importlib
import os
from pathlib import Path

import pytest

import pbom.ecosystems
from pbom import plugins
from pbom.codec.dependencies import read_inventory, write_inventory
from pbom.codec.fields import Fields
from pbom.codec.strict_json import read_json, write_json
from pbom.collectors.git import GitWorkspace
from pbom.collectors.git_command import Git
from pbom.collectors.lock_files import (
    LockNames,
    files_of,
    find_locks,
    look_at_locks,
    look_at_named,
    paths_of,
    read_locks,
)
from pbom.collectors.lock_names import has_lock_names
from pbom.ecosystems import HINTS, NAMES
from pbom.model.pattern import Patterns
from tests.workbench import Workbench

LOCK = '{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1"}}}'


@pytest.mark.parametrize("member", [*NAMES])
def test_the_table_of_names_is_that_of_the_members(member: str) -> None:
    assert importlib.import_module(f"pbom.ecosystems.{member}").plugin.names == NAMES[member]


def test_every_member_is_in_the_table() -> None:
    folder = Path(pbom.ecosystems.__file__).parent
    readers = {path.stem for path in folder.glob("[!_]*.py") if "installed" not in path.stem}
    assert readers == set(NAMES)


def test_every_name_has_a_hint_in_it() -> None:
    for names in NAMES.values():
        for name in names:
            if not name.startswith("!"):
                parts = name.encode().split(b"*")
                assert any(hint in part for part in parts for hint in HINTS), name


MATCHED = {
    "uv.lock": "uv_lock",
    "deep/er/uv.lock": "uv_lock",
    "pylock.dev.toml": "pylock",
    "requirements-dev.txt": "requirements",
    "requirements/dev.txt": "requirements",
    ".github/workflows/ci.yaml": "github_workflow",
    "sub/.github/workflows/ci.yml": "github_workflow",
    "Dockerfile.prod": "dockerfile",
    "app.Dockerfile": "dockerfile",
    "gradle/verification-metadata.xml": "gradle_verification",
    "gradle/dependency-locks/compile.lockfile": "gradle_lock",
    ".gitlab/ci/build.yml": "gitlab_ci",
}
UNMATCHED = (
    "uv.lock.bak",
    "myuv.lock",
    "Dockerfile.dockerignore",
    "workflows/ci.yml",
    "x.github/workflows/ci.yml",
    "node_modules/a/package-lock.json",
    ".venv/lib/x/requirements.txt",
    "verification-metadata.xml",
    "dev.txt",
)


@pytest.mark.parametrize(("path", "reader"), MATCHED.items(), ids=MATCHED)
def test_names_that_match(path: str, reader: str) -> None:
    assert find_locks([path.encode()], LockNames(NAMES)) == [(path.encode(), reader)]


@pytest.mark.parametrize("path", UNMATCHED)
def test_names_that_do_not(path: str) -> None:
    assert find_locks([path.encode()], LockNames(NAMES)) == []


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    made = Workbench(tmp_path)
    made.write({"README": "hello"})
    made.commit("first")
    return made


def found(bench: Workbench) -> dict[str, int]:
    """How much each lock file names."""
    seen = look_at_locks(
        bench.project,
        files_of(bench.project, Git(folder=bench.project)),
        plugins.lock_readers(),
    )
    return {lock.file.name: len(list(lock.file)) for lock in seen.locks}


def test_tracked_and_new_files_and_no_ignored_ones(bench: Workbench) -> None:
    bench.write({"package-lock.json": LOCK})
    bench.write({".gitignore": "out/\n"})
    bench.commit("more")
    bench.write({"new/package-lock.json": LOCK})
    bench.write({"out/package-lock.json": LOCK})
    assert found(bench) == {"new/package-lock.json": 1, "package-lock.json": 1}


def test_the_file_is_read_as_it_lies_there(bench: Workbench) -> None:
    bench.write({"package-lock.json": LOCK})
    bench.commit("more")
    more = LOCK.replace("}}}", '}, "node_modules/b": {"version": "2"}}}')
    bench.write({"package-lock.json": more})
    assert found(bench) == {"package-lock.json": 2}
    (bench.project / "package-lock.json").unlink()
    assert found(bench) == {}


def test_a_link_and_a_directory_are_said_to_be_unreadable(bench: Workbench) -> None:
    bench.write({"real.json": LOCK})
    (bench.project / "package-lock.json").symlink_to("real.json")
    os.mkfifo(bench.project / "uv.lock")
    paths = [(b"package-lock.json", "package_lock"), (b"uv.lock", "uv_lock")]
    readers = {
        name: importlib.import_module(f"pbom.ecosystems.{name}").plugin() for _, name in paths
    }
    seen = read_locks(bench.project, [(path, readers[name]) for path, name in paths])
    assert [lock.digests for lock in seen.locks] == [None, None]
    assert read_inventory(Fields(read_json(write_json(write_inventory(seen))))) == seen
    assert [(name, problem.kind) for name, problem in seen.problems] == [
        ("package-lock.json", "unreadable"),
        ("uv.lock", "unreadable"),
    ]


def test_a_snapshot_is_looked_at_only_where_a_name_hints_at_it(bench: Workbench) -> None:
    bench.write({"clock.py": ""})
    bench.commit("more")
    workspace = GitWorkspace.find(bench.project)
    assert workspace
    assert not has_lock_names(workspace.snapshot(Patterns()))
    bench.write({"uv.lock": '[[package]]\nname = "a"\nversion = "1"\nsource = {virtual = "."}\n'})
    before = workspace.snapshot(Patterns())
    assert has_lock_names(before)
    seen = look_at_named(bench.project, paths_of(before))
    assert seen is not None
    assert seen.packages[0].known.purl == "pkg:pypi/a@1"


def test_lock_files_of_submodules(bench: Workbench, tmp_path: Path) -> None:
    other = Workbench(tmp_path / "other")
    other.write({"a\tb/package-lock.json": LOCK})
    other.commit("lock")
    bench.must(
        "git", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
        str(other.project), "inner",
    )  # fmt: skip
    bench.commit("submodule")
    assert found(bench) == {"raw:inner/a%09b/package-lock.json": 1}
    workspace = GitWorkspace.find(bench.project)
    assert workspace
    before = workspace.snapshot(Patterns())
    assert has_lock_names(before)
    seen = look_at_named(bench.project, paths_of(before))
    assert seen
    assert [lock.file.name for lock in seen.locks] == ["raw:inner/a%09b/package-lock.json"]
