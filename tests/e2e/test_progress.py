"""Hashing that takes long shows how far it has come: at a terminal, and leaves nothing there.

Three gigabytes are hashed for each test, which takes too long to be done every time.
"""

import re
from pathlib import Path

import pytest

from pbom.cli.terminal import ERASE
from tests.cli.session import PBOM, Sandbox
from tests.cli.terminal import Terminal

LARGE = 3 * 1024**3
"""Bytes that no processor hashes in a second; on the disk there are none."""
LINE = re.compile(r"pbom: hashing, \d+ of 1 files")


@pytest.fixture
def large(sandbox: Sandbox) -> Path:
    """A file that is hashed before every step."""
    path = sandbox.write("large.bin", "")
    with path.open("wb") as file:
        file.truncate(LARGE)
    return path


def visible(screen: str) -> str:
    """What is left on the screen."""
    return "".join(re.sub(f".*{re.escape(ERASE)}", "", line) for line in screen.split("\n"))


@pytest.mark.usefixtures("large")
def test_at_a_terminal_progress_is_shown_and_gone_when_the_command_runs(sandbox: Sandbox) -> None:
    with Terminal(sandbox, *PBOM, "run", "--", "sh", "-c", "echo command; sleep 1.5") as terminal:
        terminal.expect("pbom: hashing, 0 of 1 files")
        code, screen = terminal.end()
    assert code == 0
    assert visible(screen) == "command\r"
    shown, _, rest = screen.partition("command")
    assert LINE.search(shown)
    assert shown.endswith(ERASE)
    assert rest == "\r\n"


def test_what_is_hashed_in_a_moment_is_not_spoken_of(sandbox: Sandbox) -> None:
    sandbox.write("small.bin", "small")
    with Terminal(sandbox, *PBOM, "run", "--", "sh", "-c", "echo command; sleep 1.5") as terminal:
        assert terminal.end() == (0, "command\r\n")


def test_products_and_artifacts_that_are_large_show_progress(sandbox: Sandbox, large: Path) -> None:
    make = f"rm large.bin; truncate -s {LARGE} out.bin"
    large.write_bytes(b"")
    with Terminal(sandbox, *PBOM, "run", "--output=out.bin", "--", "sh", "-c", make) as terminal:
        code, screen = terminal.end()
    assert (code, visible(screen)) == (0, "")
    assert LINE.search(screen)
    with Terminal(sandbox, *PBOM, "assemble", "out.bin") as terminal:
        code, screen = terminal.end()
    assert code == 0
    assert re.search(r"pbom: hashing, [1-9],?\d+ of 3,072 MB", screen)
    assert "hashing" not in visible(screen)


@pytest.mark.usefixtures("large")
def test_a_terminal_that_cannot_erase_is_not_written_to(sandbox: Sandbox) -> None:
    with Terminal(sandbox, *PBOM, "run", "--", "echo", "command", TERM="dumb") as terminal:
        assert terminal.end() == (0, "command\r\n")


@pytest.mark.usefixtures("large")
def test_without_a_terminal_there_is_no_progress(sandbox: Sandbox) -> None:
    done = sandbox.pbom("run", "--", "echo", "command", TERM="xterm")
    assert (done.code, done.out, done.err) == (0, b"command\n", b"")


@pytest.mark.usefixtures("large")
def test_an_interrupt_while_hashing_takes_the_progress_away(sandbox: Sandbox) -> None:
    with Terminal(sandbox, *PBOM, "run", "--", "echo", "command") as terminal:
        terminal.expect("pbom: hashing")
        terminal.press("\x03")
        code, screen = terminal.end()
    assert code == 130
    assert "hashing" not in visible(screen)
    assert "command" not in screen
    assert sandbox.recorded("build") == []
