"""A process that is killed at any moment leaves nothing that looks finished and is not."""

import hashlib
import json
import os
import signal
import subprocess
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pbom.errors import FormatError
from pbom.stores.archive import Archive
from pbom.stores.objects import ObjectStore
from tests.cli.session import ARCHIVE, BUNDLE, DOCUMENT, PBOM, Sandbox

MOMENTS = [round(0.03 + 0.04 * step, 2) for step in range(12)]
"""Seconds after the start; a command takes about half a second."""


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox.ready(tmp_path / "sandbox")


def kill_after(sandbox: Sandbox, seconds: float, *arguments: str) -> None:
    process = subprocess.Popen(
        (*PBOM, *arguments),
        cwd=sandbox.project,
        env=dict(sandbox.environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def assert_whole(sandbox: Sandbox) -> None:
    """Every object is what its name says, and drafts are not taken for objects."""
    folder = sandbox.state / "objects" / "sha256"
    for path in folder.glob("??/*"):
        if path.name.startswith("."):
            continue
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.parent.name + path.name
    for suffix in (DOCUMENT, BUNDLE):
        path = sandbox.project / suffix
        if path.exists():
            json.loads(path.read_bytes())
    archive = sandbox.project / ARCHIVE
    if archive.exists():
        assert zipfile.ZipFile(archive).testzip() is None
        assert list(Archive(archive).about(()))


def test_a_killed_run_leaves_a_store_that_opens(sandbox: Sandbox) -> None:
    command = ("run", "--output=out.bin", "--", "make", "-s", "-B")
    for moment in MOMENTS:
        kill_after(sandbox, moment, *command)
        assert_whole(sandbox)
    # what a killed build left behind was made by no recorded step
    (sandbox.project / "out.bin").unlink(missing_ok=True)
    assert sandbox.pbom(*command).code == 0
    assert sandbox.pbom("assemble", "out.bin").code == 0
    assert sandbox.pbom("verify", "out.bin").code == 0


def test_a_killed_assemble_leaves_whole_files(sandbox: Sandbox) -> None:
    assert sandbox.pbom("run", "--output=out.bin", "--", "make", "-s").code == 0
    for moment in MOMENTS:
        kill_after(sandbox, moment, "assemble", "out.bin")
        assert_whole(sandbox)
    assert sandbox.pbom("assemble", "out.bin").code == 0
    assert sandbox.pbom("verify", "out.bin").code == 0


def test_a_killed_verify_changes_no_answer(sandbox: Sandbox) -> None:
    assert sandbox.pbom("run", "--output=out.bin", "--", "make", "-s").code == 0
    assert sandbox.pbom("assemble", "out.bin").code == 0
    for moment in MOMENTS:
        kill_after(sandbox, moment, "verify", "out.bin", "--output=json=verdict.json")
        assert_whole(sandbox)
        report = sandbox.project / "verdict.json"
        assert not report.exists() or json.loads(report.read_bytes())["passed"] is True
    assert sandbox.pbom("verify", "out.bin").code == 0


def test_four_runs_at_once_lose_nothing(sandbox: Sandbox) -> None:
    names = [f"step{number}" for number in range(4)]
    with ThreadPoolExecutor(max_workers=4) as pool:
        ended = list(
            pool.map(lambda name: sandbox.pbom("run", "--step", name, "--", "true"), names)
        )
    assert [done.code for done in ended] == [0, 0, 0, 0]
    assert_whole(sandbox)
    steps = [sandbox.recorded(name) for name in names]
    assert [len(found) for found in steps] == [1, 1, 1, 1]
    assert len({found[0].run for found in steps}) == 1


def test_a_torn_index_line_hides_no_other(sandbox: Sandbox) -> None:
    assert sandbox.pbom("run", "--output=out.bin", "--", "make", "-s").code == 0
    index = sandbox.state / "index.jsonl"
    whole = index.read_bytes()
    index.write_bytes(whole[: len(whole) // 2])
    assert sandbox.pbom("assemble", "out.bin").code == 3
    assert ObjectStore(sandbox.state).unindexed() == 1
    assert sandbox.pbom("doctor", "--rebuild-index").code == 0
    index.write_bytes(index.read_bytes() + whole[: len(whole) // 2])
    assert sandbox.pbom("assemble", "out.bin").code == 0


def test_a_cut_archive_is_refused_as_a_whole(sandbox: Sandbox) -> None:
    assert sandbox.pbom("run", "--output=out.bin", "--", "make", "-s").code == 0
    assert sandbox.pbom("assemble", "out.bin").code == 0
    archive = sandbox.project / ARCHIVE
    archive.write_bytes(archive.read_bytes()[:-40])
    with pytest.raises(FormatError):
        Archive(archive)
    assert sandbox.pbom("verify", "out.bin").code == 4
