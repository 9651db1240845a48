"""``pbom run`` does not touch what flows through its command."""

import hashlib
import os
import random
import subprocess
import sys

from tests.cli.session import PBOM, Sandbox

NOISE = random.Random(7).randbytes(5_000_000) + bytes(range(256))  # noqa: S311 - only noise
COPY = "import shutil, sys; shutil.copyfileobj(sys.stdin.buffer, {}.buffer)"


def test_megabytes_of_bytes_pass_from_stdin_to_stdout(sandbox: Sandbox) -> None:
    done = sandbox.pbom("run", "--", "cat", stdin=NOISE)
    assert (done.code, done.err) == (0, b"")
    assert hashlib.sha256(done.out).digest() == hashlib.sha256(NOISE).digest()


def test_megabytes_of_bytes_pass_to_stderr(sandbox: Sandbox) -> None:
    done = sandbox.pbom("run", "--", sys.executable, "-c", COPY.format("sys.stderr"), stdin=NOISE)
    assert (done.code, done.out) == (0, b"")
    assert hashlib.sha256(done.err).digest() == hashlib.sha256(NOISE).digest()


def test_stdin_is_not_read_by_anybody_but_the_command(sandbox: Sandbox) -> None:
    """What the command leaves unread is still there for the next one on the same pipe."""
    reading, writing = os.pipe()
    os.write(writing, b"first\nsecond\n")
    os.close(writing)
    argv = (*PBOM, "run", "--", "sh", "-c", "read line; echo $line")
    with os.fdopen(reading, "rb") as pipe:
        done = subprocess.run(
            argv,
            stdin=pipe,
            cwd=sandbox.project,
            env=dict(sandbox.environment),
            capture_output=True,
            check=True,
        )
        assert (done.stdout, pipe.read()) == (b"first\n", b"second\n")


def test_closed_streams_stay_closed(sandbox: Sandbox) -> None:
    script = 'python=$1; shift; exec "$@" -- "$python" -c \'import os; os.fstat(0)\' 0<&-'
    done = sandbox.run("sh", "-c", script, "sh", sys.executable, *PBOM, "run")
    assert done.code == 1
    assert b"Bad file descriptor" in done.err
    [step] = sandbox.recorded("build")
    assert step.invocation.exit_code == 1


def test_reader_that_goes_away_ends_the_command_as_without_wrapper(sandbox: Sandbox) -> None:
    """``yes`` dies of SIGPIPE, which Python ignores for itself."""
    line = f"{sys.executable} -P -m pbom run -- yes | head -n 1"
    script = f"set -o pipefail; {line}; echo ${{PIPESTATUS[0]}}"
    done = sandbox.run("bash", "-c", script)
    assert done.text == "y\n141\n"
    assert [step.invocation.exit_code for step in sandbox.recorded("build")] == [141]


def test_inherited_descriptors_pass_and_no_others(sandbox: Sandbox) -> None:
    reading, writing = os.pipe()
    listing = (
        "import os; os.write(int(os.environ['GIFT']), b'hello');"
        "print(sorted(os.listdir('/proc/self/fd')))"
    )
    shown = []
    for wrapper in ((), (*PBOM, "run", "--")):
        done = subprocess.run(
            (*wrapper, sys.executable, "-c", listing),
            cwd=sandbox.project,
            env=sandbox.with_variables({"GIFT": str(writing)}),
            pass_fds=(writing,),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
        )
        shown.append(done.stdout)
    assert os.read(reading, 100) == b"hellohello"
    assert shown[0] == shown[1]
    os.close(reading)
    os.close(writing)


def test_make_shares_its_job_slots_with_a_make_inside(sandbox: Sandbox) -> None:
    """The job server is a descriptor or a pipe that ``make -j`` hands down."""
    wrapper = " ".join((*PBOM, "run", "--"))
    sandbox.write("outer.mk", f"all:\n\t+{wrapper} $(MAKE) -f inner.mk\n")
    sandbox.write("inner.mk", "all: a b\na b:\n\t@echo $@ $(MAKEFLAGS)\n")
    done = sandbox.run("make", "-s", "-j2", "-f", "outer.mk")
    assert (done.code, done.err) == (0, b"")
    assert b"jobserver" in done.out
