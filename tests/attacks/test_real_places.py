"""The attacker leaves links, pipes and devices where the tool reads and writes."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.session import Sandbox

PRECIOUS = "what the user would miss\n"


def link(sandbox: Sandbox, name: str, target: Path) -> None:
    """A link in the store, in the commit, as a hostile repository brings it."""
    place = sandbox.state / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    place.symlink_to(target)
    sandbox.git("add", "-f", ".pbom")
    sandbox.git("commit", "-q", "-m", "a store of its own")


@pytest.mark.parametrize("name", ["run.lock", "index.jsonl"])
def test_a_link_in_the_store_leads_nobody_to_write_elsewhere(tmp_path: Path, name: str) -> None:
    sandbox = Sandbox.ready(tmp_path / "user")
    precious = sandbox.base / "precious"
    precious.write_text(PRECIOUS)
    link(sandbox, name, precious)
    done = sandbox.pbom("run", "--", "true")
    assert done.code == 125, done
    assert precious.read_text() == PRECIOUS


@pytest.mark.parametrize("name", ["objects", "objects/sha256"])
def test_a_linked_folder_of_the_store_is_not_written(tmp_path: Path, name: str) -> None:
    sandbox = Sandbox.ready(tmp_path / "user")
    elsewhere = sandbox.base / "elsewhere"
    elsewhere.mkdir()
    link(sandbox, name, elsewhere)
    done = sandbox.pbom("run", "--", "true")
    assert done.code == 125, done
    assert "is a link" in done.complaint
    assert list(elsewhere.iterdir()) == []


def test_a_store_that_is_a_link_is_not_written(tmp_path: Path) -> None:
    sandbox = Sandbox.with_commit(tmp_path / "user")
    elsewhere = sandbox.base / "elsewhere"
    elsewhere.mkdir()
    sandbox.state.symlink_to(elsewhere)
    done = sandbox.pbom("init")
    assert done.code == 5, done
    assert list(elsewhere.iterdir()) == []


def test_the_same_store_without_links_is_written(tmp_path: Path) -> None:
    sandbox = Sandbox.ready(tmp_path / "user")
    done = sandbox.pbom("run", "--", "true")
    assert done.code == 0, done
    assert sandbox.recorded("build")


@pytest.mark.parametrize("target", ["/dev/zero", "pipe"])
def test_a_configuration_that_never_ends_is_refused(tmp_path: Path, target: str) -> None:
    sandbox = Sandbox.ready(tmp_path / "user")
    config = sandbox.project / "pbom.toml"
    config.unlink()
    if target == "pipe":
        os.mkfifo(config)
    else:
        config.symlink_to(target)
    done = sandbox.pbom("run", "--", "true")
    assert done.code == 125, done
    assert "not an ordinary file" in done.complaint


def grow(path: Path) -> None:
    """A file larger than any bundle, without a byte on the disk."""
    path.touch()
    os.truncate(path, 1 << 33)


PLANTS: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a folder": Path.mkdir,
    "a huge file": grow,
}


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS)
def test_evidence_that_is_no_ordinary_file_is_an_error(
    tmp_path: Path, plant: Callable[[Path], None]
) -> None:
    sandbox = Sandbox.ready(tmp_path / "user")
    sandbox.release()
    evidence = sandbox.base / "evidence"
    archive = sandbox.project / "out.bin.evidence.zip"
    shutil.unpack_archive(archive, evidence, "zip")
    honest = sandbox.pbom("verify", "out.bin", "--evidence", str(evidence))
    assert honest.code == 0, honest
    plant(evidence / "x.sigstore.json")
    done = sandbox.pbom("verify", "out.bin", "--evidence", str(evidence))
    assert done.code == 5, done
    assert "x.sigstore.json" in done.complaint
