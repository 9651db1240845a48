"""``pbom doctor``: ok, warn or fail, and the command that mends it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.session import PBOM, Sandbox, without_privileges

State = tuple[str, str]


def checks(sandbox: Sandbox, *options: str) -> tuple[int, dict[State, str]]:
    """Exit code, and what was found by state and subject."""
    done = sandbox.pbom("doctor", *options)
    assert done.complaint == ""
    found = {}
    for line in done.text.splitlines():
        if line[:4].strip() in {"ok", "warn", "fail"}:
            found[line[:4].strip(), line[6:14].strip()] = line[15:]
    return done.code, found


def fixes(sandbox: Sandbox) -> list[str]:
    """The commands that are said to mend something."""
    lines = sandbox.pbom("doctor").text.splitlines()
    return [line.split("fix: ")[1] for line in lines if "fix: " in line]


def test_all_is_well_after_init(sandbox: Sandbox) -> None:
    code, found = checks(sandbox)
    assert code == 0
    assert {subject for state, subject in found if state == "ok"} >= {
        "git", "clock", "store", "key", "policy",
    }  # fmt: skip
    assert [subject for state, subject in found if state == "fail"] == []


def test_newcomer_without_a_key_is_told_to_init(tmp_path: Path) -> None:
    newcomer = Sandbox.with_commit(tmp_path / "newcomer")
    code, found = checks(newcomer)
    assert code == 1
    assert ("fail", "key") in found
    assert ("warn", "store") in found
    assert ("warn", "policy") in found
    assert "pbom init" in fixes(newcomer)
    assert newcomer.pbom("init").code == 0
    assert checks(newcomer)[0] == 0


def test_directory_without_git_is_a_warning(tmp_path: Path) -> None:
    sandbox = Sandbox.empty(tmp_path / "user")
    assert sandbox.pbom("init").code == 0
    code, found = checks(sandbox)
    assert code == 0
    assert ("warn", "git") in found


def test_git_that_is_not_installed_is_a_failure(sandbox: Sandbox) -> None:
    code, found = checks(sandbox.using({"PATH": str(sandbox.base)}))
    assert code == 1
    assert found["fail", "git"] == "not installed"


def test_shallow_clone_is_a_warning_with_its_cure(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.write("src.txt", "second")
    sandbox.commit("second")
    clone = tmp_path / "clone"
    sandbox.git("clone", "-q", "--depth=1", f"file://{sandbox.project}", str(clone))
    done = sandbox.pbom("doctor", folder=clone)
    assert "the clone is shallow" in done.text
    assert "fix: git fetch --unshallow" in done.text


def test_changed_files_are_a_warning(sandbox: Sandbox) -> None:
    sandbox.write("src.txt", "changed")
    code, found = checks(sandbox)
    assert code == 0
    assert found["warn", "git"] == "1 files differ from the commit: src.txt"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_repository_of_another_user_is_a_failure(sandbox: Sandbox) -> None:
    subprocess.run(("chown", "-R", "12345", str(sandbox.project)), check=True)
    code, found = checks(sandbox)
    assert code == 1
    assert "dubious ownership" in found["fail", "git"]
    assert "git status" in fixes(sandbox)


def test_key_that_others_may_read_is_a_failure_with_its_cure(sandbox: Sandbox) -> None:
    key = sandbox.config / "key.pem"
    key.chmod(0o640)
    code, found = checks(sandbox)
    assert code == 1
    assert found["fail", "key"].startswith("others may read")
    assert fixes(sandbox) == [f"chmod 600 {key}"]


def test_password_that_does_not_open_the_key_is_a_failure(sandbox: Sandbox) -> None:
    code, found = checks(sandbox.using({"PBOM_KEY_PASSWORD": "something else"}))
    assert code == 1
    assert "does not open" in found["fail", "key"]


def test_policy_that_is_not_pinned_is_a_warning(sandbox: Sandbox) -> None:
    (sandbox.config / "pins.json").unlink()
    code, found = checks(sandbox)
    assert code == 0
    assert found["warn", "policy"].startswith("not pinned")
    assert fixes(sandbox) == ["pbom init --pin"]


def test_policy_that_cannot_be_read_is_a_failure(sandbox: Sandbox) -> None:
    sandbox.write("pbom.policy.toml", "version = 1\n")
    code, found = checks(sandbox)
    assert code == 1
    assert ("fail", "policy") in found


def test_store_that_cannot_be_written_is_a_failure(sandbox: Sandbox) -> None:
    sandbox.state.chmod(0o555)
    done = sandbox.run(*without_privileges(), *PBOM, "doctor")
    sandbox.state.chmod(0o755)
    assert done.code == 1
    assert f"fail  store    {sandbox.state} is not writable" in done.text


@pytest.mark.parametrize("damage", ["lost", "torn"])
def test_index_that_does_not_know_a_bundle_is_mended(shipped: Sandbox, damage: str) -> None:
    index = shipped.state / "index.jsonl"
    kept = b"" if damage == "lost" else index.read_bytes()[: index.stat().st_size // 2]
    index.write_bytes(kept)
    (shipped.project / "out.bin.evidence.zip").unlink()
    assert shipped.pbom("verify", "out.bin").code != 0
    code, found = checks(shipped)
    assert code == 1
    assert found["fail", "store"].startswith("the index does not know ")
    assert fixes(shipped)[-1] == "pbom doctor --rebuild-index"
    code, found = checks(shipped, "--rebuild-index")
    assert code == 0
    assert ("ok", "store") in found
    assert shipped.judge("out.bin") == (0, set())


def test_index_of_no_store_cannot_be_rebuilt(sandbox: Sandbox) -> None:
    shutil.rmtree(sandbox.state)
    done = sandbox.pbom("doctor", "--rebuild-index")
    assert (done.code, done.text) == (5, "")
    assert "\nhint: make one with `pbom init`" in done.complaint
    assert not sandbox.state.exists()
