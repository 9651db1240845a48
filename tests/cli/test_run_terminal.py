"""``pbom run`` on a real terminal: the command has it as if nobody stood between."""

import json
import signal
import sys
import time
from pathlib import Path

from tests.cli.session import PASSWORD, PATIENCE, PBOM, Sandbox
from tests.cli.terminal import COLUMNS, ROWS, Terminal

RUN = (*PBOM, "run", "--")
PYTHON = (sys.executable, "-u", "-c")
LOOK = """
import json, os
print(json.dumps([
    [os.isatty(number) for number in range(3)],
    os.get_terminal_size(),
    os.ttyname(0) == os.ttyname(2),
    os.tcgetpgrp(0) == os.getpgrp(),
]))
"""
COUNT = """
import signal, sys, time
number = signal.Signals[sys.argv[1]]
seen = []
signal.signal(number, lambda *_: seen.append(1))
print("ready")
while not seen:
    time.sleep(0.01)
time.sleep(0.3)
print("seen", len(seen), "times")
"""


def codes(sandbox: Sandbox) -> list[int]:
    """The recorded exit codes of the build step."""
    return [step.invocation.exit_code for step in sandbox.recorded("build")]


def test_command_sees_the_terminal(sandbox: Sandbox) -> None:
    with Terminal(sandbox, *RUN, *PYTHON, LOOK) as terminal:
        code, screen = terminal.end()
    assert code == 0
    assert json.loads(screen) == [[True] * 3, [COLUMNS, ROWS], True, True]


def test_control_c_ends_the_command_and_the_record_is_written(sandbox: Sandbox) -> None:
    with Terminal(sandbox, *RUN, "sh", "-c", "echo ready; exec sleep 60") as terminal:
        terminal.expect("ready")
        terminal.press("\x03")
        code, _ = terminal.end()
    assert code == 128 + signal.SIGINT
    assert codes(sandbox) == [130]


def test_control_c_reaches_the_command_once(sandbox: Sandbox) -> None:
    with Terminal(sandbox, *RUN, *PYTHON, COUNT, "SIGINT") as terminal:
        terminal.expect("ready")
        terminal.press("\x03")
        code, screen = terminal.end()
    assert code == 0
    assert "seen 1 times" in screen
    assert codes(sandbox) == [0]


def test_impatient_control_c_does_not_lose_the_record(sandbox: Sandbox) -> None:
    with Terminal(sandbox, *RUN, "sh", "-c", "echo ready; exec sleep 60") as terminal:
        terminal.expect("ready")
        for _ in range(20):
            terminal.press("\x03")
        code, _ = terminal.end()
    assert code == 130
    assert codes(sandbox) == [130]


def test_new_window_size_reaches_the_command_once(sandbox: Sandbox) -> None:
    script = COUNT + "import os; print(os.get_terminal_size())"
    with Terminal(sandbox, *RUN, *PYTHON, script, "SIGWINCH") as terminal:
        terminal.expect("ready")
        terminal.resize(ROWS + 1, COLUMNS + 1)
        code, screen = terminal.end()
    assert code == 0
    assert "seen 1 times" in screen
    assert f"columns={COLUMNS + 1}, lines={ROWS + 1}" in screen


def test_closed_window_ends_the_command_and_the_record_is_written(sandbox: Sandbox) -> None:
    """Here ``pbom`` leads the session, so the kernel tells nobody else."""
    with Terminal(sandbox, *RUN, "sh", "-c", "echo ready; exec sleep 60") as terminal:
        terminal.expect("ready")
        terminal.hang_up()
        code, _ = terminal.end()
    assert code == 128 + signal.SIGHUP
    assert codes(sandbox) == [129]


def until_stopped(pid: int) -> None:
    """Wait until a process no longer reads the terminal, from which it could take what comes next.

    All of a job are told to stop at once, and each does so when its turn comes.
    """
    stat, end = Path(f"/proc/{pid}/stat"), time.monotonic() + PATIENCE
    while stat.exists() and stat.read_text("utf-8").rpartition(")")[2].split()[0] not in {"T", "t"}:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_shell_can_stop_the_command_and_let_it_go_on(sandbox: Sandbox) -> None:
    line = " ".join((*RUN, "sh", "-c", "'echo go $$.; read word; echo heard $word'"))
    with Terminal(sandbox, "bash", "--norc", "--noprofile", "-i", PS1="$ ") as terminal:
        terminal.press(f"{line}\n")
        screen = terminal.expect("\rgo ", ".\r\n")
        terminal.press("\x1a")
        terminal.expect("Stopped", "$ ")
        until_stopped(int(screen.rpartition("go ")[2].rpartition(".")[0]))
        terminal.press("fg\n")
        terminal.expect("fg\r\n", "read word")  # it names what it lets go on
        terminal.press("again\n")
        terminal.expect("heard again")
        terminal.press("exit\n")
        code, _ = terminal.end()
    assert code == 0
    assert codes(sandbox) == [0]


def test_password_is_asked_at_the_terminal_and_the_command_still_has_it(sandbox: Sandbox) -> None:
    with Terminal(sandbox, *RUN, *PYTHON, LOOK, PBOM_KEY_PASSWORD="") as terminal:
        terminal.expect("Password of the signing key: ")
        terminal.press(f"{PASSWORD}\n")
        code, screen = terminal.end()
    assert code == 0
    assert PASSWORD not in screen
    assert json.loads(screen.splitlines()[-1])[0] == [True] * 3
    assert codes(sandbox) == [0]


def test_wrong_password_starts_nothing(sandbox: Sandbox) -> None:
    with Terminal(sandbox, *RUN, "touch", "ran", PBOM_KEY_PASSWORD="") as terminal:
        terminal.expect("Password of the signing key: ")
        terminal.press("something else\n")
        code, screen = terminal.end()
    assert code == 125
    assert "does not open" in screen
    assert not (sandbox.project / "ran").exists()
