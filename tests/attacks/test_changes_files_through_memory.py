"""The attacker left a process behind that changes a file without touching any of its times.

A memory mapping stamps a file when its first page is written, and not again until the system has
written that page to the disk. Whoever believes times takes the old content for the new.
"""

import mmap
import os
from pathlib import Path

import pytest

from pbom.collectors.stamps import stamps_of
from pbom.collectors.tree import TreeWorkspace
from tests.collectors.looking import NOTHING, sha256

GOOD, EVIL = b"#include <good.h>\n", b"#include <evil.h>\n"
TRIES = 5


def digest(folder: Path) -> str:
    """What the recorder says of the one file, by its content."""
    (material,) = TreeWorkspace(folder).snapshot(NOTHING).materials
    return str(material.artifact.digests)


def change_through_memory(path: Path) -> bool:
    """From the good content to the evil one; whether the file looks as if nothing had happened."""
    path.write_bytes(bytes(len(GOOD)))
    with path.open("r+b") as file, mmap.mmap(file.fileno(), len(GOOD)) as memory:
        memory[:] = GOOD
        before = stamps_of(os.fsencode(path.parent), [path.name])
        assert digest(path.parent) == sha256(GOOD)
        memory[:] = EVIL
        return stamps_of(os.fsencode(path.parent), [path.name]) == before


def test_a_file_changed_through_memory_is_recorded_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "config.h"
    for _ in range(TRIES):  # the disk may be written in between, which gives the attack away
        unseen = change_through_memory(path)
        assert digest(tmp_path) == sha256(EVIL)
        if unseen:
            return
    pytest.skip("here a mapping stamps its file each time")


def test_a_file_that_nobody_changed_is_recorded_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "config.h").write_bytes(GOOD)
    assert digest(tmp_path) == digest(tmp_path) == sha256(GOOD)
