"""Files by content: each kind as it is, none waited for, and no change in the meantime missed."""

import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from pbom.collectors import hashing
from pbom.collectors.hashing import Look, Unreadable, hash_files
from pbom.collectors.stamps import stamps_of
from pbom.model.artifact import Artifact, encode_name
from tests.cli.session import without_privileges
from tests.collectors.looking import sha256

FEW, MANY = 3, 2 * hashing.MANY
_TOUCH = "import os, sys\nprint('ready', flush=True)\nwhile True: os.utime(sys.argv[1])\n"


def look(folder: Path, *names: str) -> list[Look]:
    return hash_files(os.fsencode(folder), names)


def digest(found: Look) -> str:
    assert isinstance(found.found, Artifact), found
    return str(found.found.digests)


def problem(found: Look) -> str:
    assert isinstance(found.found, Unreadable), found
    return f"{found.found.gap.kind}: {found.found.gap.detail}"


@pytest.fixture(params=[FEW, MANY], ids=["in this process", "in copies"])
def others(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """So many other files, which decide how the work is done."""
    names = [f"other{number}" for number in range(request.param)]
    for name in names:
        (tmp_path / name).write_text(name)
    return names


def test_files_are_what_they_hold_in_the_order_they_were_asked_for(
    tmp_path: Path, others: list[str]
) -> None:
    names = list(reversed(others))
    found = look(tmp_path, *names)
    assert [item.found.name for item in found if isinstance(item.found, Artifact)] == names
    assert [digest(item) for item in found] == [sha256(name.encode()) for name in names]


def test_each_kind_of_file_is_told(tmp_path: Path, others: list[str]) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "tool").write_text("x")
    (tmp_path / "tool").chmod(0o755)
    (tmp_path / "link").symlink_to("nowhere")
    large = os.urandom(3 * hashing.CHUNK + 1)
    (tmp_path / "large").write_bytes(large)
    odd = encode_name(b"\xff\n")
    (tmp_path / os.fsdecode(b"\xff\n")).write_text("y")
    names = ("empty", "tool", "link", "large", odd)
    found = [item.found for item in look(tmp_path, *others, *names)[len(others) :]]
    assert [
        (item.name, item.mode, str(item.digests)) for item in found if isinstance(item, Artifact)
    ] == [
        ("empty", "100644", sha256(b"")),
        ("tool", "100755", sha256(b"x")),
        ("link", "120000", sha256(b"nowhere")),
        ("large", "100644", sha256(large)),
        (odd, "100644", sha256(b"y")),
    ]


def test_a_stamp_is_that_of_the_content(tmp_path: Path, others: list[str]) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    names = [*others, "link"]
    assert {name: item.stamp for name, item in zip(names, look(tmp_path, *names), strict=True)} == (
        stamps_of(os.fsencode(tmp_path), names)
    )


def test_what_is_no_file_is_named_and_not_waited_for(tmp_path: Path, others: list[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "socket"))
    names = ("pipe", "folder", "socket", "missing", "missing/below", "x" * 300)
    found = look(tmp_path, *others, *names)[len(others) :]
    listener.close()
    assert [problem(item) for item in found] == [
        "unreadable-file: pipe: neither a file nor a link",
        "unreadable-file: folder: neither a file nor a link",
        "unreadable-file: socket: No such device or address",
        "unreadable-file: missing: No such file or directory",
        "unreadable-file: missing/below: No such file or directory",
        f"unreadable-file: {'x' * 300}: File name too long",
    ]
    assert [item.stamp for item in found] == [None] * len(names)


def test_a_file_that_may_not_be_read_is_named_and_has_a_stamp(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0)
    program = (
        "import sys\n"
        "from pbom.collectors.hashing import hash_files\n"
        "((found, stamp),) = hash_files(sys.argv[1].encode(), ['secret'])\n"
        "print(found.gap.kind, found.gap.detail, stamp.size)\n"
    )
    command = (*without_privileges(), sys.executable, "-c", program, str(tmp_path))
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout == b"unreadable-file secret: Permission denied 1\n"


def test_a_file_that_changes_each_time_is_said_to_and_one_at_rest_is_not(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with path.open("wb") as file:
        file.truncate(512 * 1024 * 1024)
    writer = subprocess.Popen((sys.executable, "-c", _TOUCH, path), stdout=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"ready\n"
    (changing,) = look(tmp_path, "log")
    writer.kill()
    writer.communicate()
    assert problem(changing) == "changed-while-hashed: log"
    assert changing.stamp
    (resting,) = look(tmp_path, "log")
    with path.open("rb") as file:
        assert digest(resting) == f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def test_who_watches_hears_of_every_file_and_of_the_end(tmp_path: Path, others: list[str]) -> None:
    heard: list[tuple[int, int]] = []
    hash_files(os.fsencode(tmp_path), others, lambda *numbers: heard.append(numbers))
    total = len(others)
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == ((0, total), (total, total))


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        look(tmp_path / "missing", "a")
