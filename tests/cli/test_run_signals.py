"""Signals that are sent to ``pbom run`` reach its command, and the record is written."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.cli.session import PATIENCE, PBOM, Sandbox

RUN = (*PBOM, "run", "--")
SLEEP = ("sh", "-c", "echo ready; exec sleep 60")
COUNT = """
import signal, sys, time
number = signal.Signals[sys.argv[1]]
seen = []
signal.signal(number, lambda *_: seen.append(1))
print("ready", flush=True)
while not seen:
    time.sleep(0.01)
time.sleep(0.2)
print(len(seen), flush=True)
"""
LOOK = ("grep", "-E", "Sig(Blk|Ign|Cgt)", "/proc/self/status")


def dispositions(status: str) -> dict[str, int]:
    """Blocked, ignored and caught signals without 32 and 33, which glibc keeps to itself."""
    masks = dict(line.split(":\t") for line in status.splitlines())
    assert len(masks) == 3
    return {name: int(mask, 16) & ~(0b11 << 31) for name, mask in masks.items()}


@contextlib.contextmanager
def running(sandbox: Sandbox, *argv: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A command in a process group of its own that has said it is ready."""
    with subprocess.Popen(
        argv,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        cwd=sandbox.project,
        env=dict(sandbox.environment),
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def exit_codes(sandbox: Sandbox) -> list[int]:
    """The recorded exit codes of the build step."""
    return [step.invocation.exit_code for step in sandbox.recorded("build")]


@pytest.mark.parametrize(
    "number",
    [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2],
)
def test_signal_to_the_wrapper_alone_ends_the_command(
    sandbox: Sandbox, number: signal.Signals
) -> None:
    with running(sandbox, *RUN, *SLEEP) as process:
        process.send_signal(number)
        assert process.wait(PATIENCE) == 128 + number
    assert exit_codes(sandbox) == [128 + number]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_that_handles_the_signal_decides_the_exit_code(
    sandbox: Sandbox, number: signal.Signals
) -> None:
    with running(sandbox, *RUN, sys.executable, "-c", COUNT, number.name) as process:
        process.send_signal(number)
        assert process.stdout is not None
        assert process.stdout.read() == b"1\n"
        assert process.wait(PATIENCE) == 0
    assert exit_codes(sandbox) == [0]


def test_signal_to_the_whole_group_ends_the_command(sandbox: Sandbox) -> None:
    with running(sandbox, *RUN, *SLEEP) as process:
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(PATIENCE) == 143
    assert exit_codes(sandbox) == [143]


def test_signal_that_is_repeated_to_the_end_does_not_lose_the_record(sandbox: Sandbox) -> None:
    with running(sandbox, *RUN, *SLEEP) as process:
        while process.poll() is None:
            process.send_signal(signal.SIGTERM)
            time.sleep(0.001)
        assert process.returncode == 143
    assert exit_codes(sandbox) == [143]


def test_time_limit_ends_the_command_and_the_record_is_written(sandbox: Sandbox) -> None:
    """``timeout`` signals the wrapper, and then the wrapper and its command once more.

    On a busy machine a limit may come before the command has started; then a longer one is tried.
    """
    started = sandbox.base / "started"
    for limit in ("2", "8", "32"):
        script = ("sh", "-c", 'touch "$0"; exec sleep 60', str(started))
        done = sandbox.run("timeout", limit, *RUN, *script)
        assert done.code == 124
        if started.exists():
            break
    assert exit_codes(sandbox) == [143]


def test_signal_before_the_command_starts_leaves_no_record_and_no_success(
    sandbox: Sandbox,
) -> None:
    """The honest twin of the tests above: here nothing has run that could be recorded."""
    with subprocess.Popen(
        (*RUN, "touch", "ran"), cwd=sandbox.project, env=dict(sandbox.environment)
    ) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == -signal.SIGTERM
    assert not (sandbox.project / "ran").exists()
    assert exit_codes(sandbox) == []


@pytest.mark.parametrize("ignored", ["", "HUP", "HUP INT QUIT", "USR1 TERM"])
def test_signal_dispositions_are_those_without_wrapper(sandbox: Sandbox, ignored: str) -> None:
    """What was ignored stays ignored, what Python ignores for itself does not become so."""
    script = f"trap '' {ignored}; exec \"$@\""
    bare = sandbox.run("sh", "-c", script, "sh", *LOOK)
    wrapped = sandbox.run("sh", "-c", script, "sh", *RUN, *LOOK)
    assert dispositions(wrapped.text) == dispositions(bare.text)


def test_command_under_nohup_survives_a_hang_up(sandbox: Sandbox) -> None:
    script = "echo ready; sleep 0.5; echo survived"
    with running(sandbox, "nohup", *RUN, "sh", "-c", script) as process:
        os.killpg(process.pid, signal.SIGHUP)
        assert process.stdout is not None
        assert process.stdout.read() == b"survived\n"
        assert process.wait(PATIENCE) == 0
    assert exit_codes(sandbox) == [0]


def test_exit_code_is_seen_even_if_the_parent_ignored_the_end_of_children(
    sandbox: Sandbox,
) -> None:
    done = sandbox.run("sh", "-c", "trap '' CHLD; exec \"$@\"", "sh", *RUN, "sh", "-c", "exit 7")
    assert (done.code, done.err) == (7, b"")
    assert exit_codes(sandbox) == [7]
