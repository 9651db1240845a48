"""``pbom run`` returns what its command returned, and records it."""

import signal
import sys

import pytest

from tests.cli.session import Sandbox


@pytest.mark.parametrize("code", [0, 1, 125, 127, 255])
def test_exit_code_is_the_command_s(sandbox: Sandbox, code: int) -> None:
    done = sandbox.pbom("run", "--", "sh", "-c", f"exit {code}")
    assert done.code == code
    [step] = sandbox.recorded("build")
    assert step.invocation.exit_code == code
    assert step.invocation.argv == ("sh", "-c", f"exit {code}")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGPIPE, signal.SIGTERM])
def test_exit_code_is_128_and_the_signal_that_killed_the_command(
    sandbox: Sandbox, number: signal.Signals
) -> None:
    done = sandbox.pbom("run", "--", "sh", "-c", f"kill -{number.value} $$")
    assert done.code == 128 + number
    assert [step.invocation.exit_code for step in sandbox.recorded("build")] == [128 + number]


def test_failing_command_is_recorded_with_its_products(sandbox: Sandbox) -> None:
    done = sandbox.pbom("run", "--output=out.bin", "--", "sh", "-c", "make -s; exit 3")
    assert (done.code, done.err) == (3, b"")
    [step] = sandbox.recorded("build")
    assert step.invocation.exit_code == 3
    assert [product.name for product in step.products] == ["out.bin"]


def test_every_exit_code_passes(prepared: Sandbox) -> None:
    """All 256, through the function below the command, which takes no start-up time."""
    probe = (
        "from pbom.collectors.process import run_command\n"
        "import os\n"
        "for code in range(256):\n"
        "    ran = run_command(['sh', '-c', f'exit {code}'], os.environ)\n"
        "    assert ran.exit_code == code, (ran, code)\n"
        "print('all')\n"
    )
    done = prepared.run(sys.executable, "-c", probe)
    assert (done.code, done.text) == (0, "all\n")
