"""``pbom record start``, ``stop`` and ``cancel``: several commands as one step."""

import subprocess
from pathlib import Path

import pytest

from pbom.model.statement import SourceStatement
from tests.cli.session import PBOM, Sandbox, without_privileges


def session_file(sandbox: Sandbox) -> Path:
    """The one open session."""
    [path] = (sandbox.state / "sessions").glob("*.json")
    return path


def test_several_commands_are_one_step_that_ships(sandbox: Sandbox) -> None:
    started = sandbox.pbom("record", "start", "--output=out.bin")
    assert (started.code, started.text) == (0, "")
    assert "end it with `pbom record stop --step build`" in started.complaint
    sandbox.run("make", "-s")
    sandbox.write("by-product.txt", "x")
    stopped = sandbox.pbom("record", "stop")
    assert (stopped.code, stopped.text) == (0, "")
    assert "step build is recorded with 1 products" in stopped.complaint
    [step] = sandbox.recorded("build")
    assert (step.invocation.argv, step.invocation.exit_code) == ((), 0)
    assert [product.name for product in step.products] == ["out.bin"]
    assert list((sandbox.state / "sessions").iterdir()) == []
    assert sandbox.pbom("assemble", "out.bin").code == 0
    assert sandbox.judge("out.bin") == (0, set())


def test_exit_code_that_is_told_is_recorded(sandbox: Sandbox) -> None:
    assert sandbox.pbom("record", "start").code == 0
    sandbox.run("make", "-s")
    assert sandbox.pbom("record", "stop", "--exit-code=3").code == 0
    assert [step.invocation.exit_code for step in sandbox.recorded("build")] == [3]
    assert sandbox.pbom("assemble", "out.bin").code == 0
    assert sandbox.judge("out.bin") == (1, {"command-expected"})


def test_two_sessions_and_a_run_can_be_open_at_once(sandbox: Sandbox) -> None:
    for step in ("one", "two"):
        assert sandbox.pbom("record", "start", f"--step={step}").code == 0
    assert sandbox.pbom("run", "--step=three", "--", "touch", "out.bin").code == 0
    for step in ("one", "two"):
        assert sandbox.pbom("record", "stop", f"--step={step}").code == 0
    steps = [sandbox.recorded(name)[0] for name in ("one", "two", "three")]
    assert [[product.name for product in step.products] for step in steps] == [["out.bin"]] * 3
    assert len({step.run for step in steps}) == 1


def test_session_that_is_open_cannot_be_begun_again(sandbox: Sandbox) -> None:
    assert sandbox.pbom("record", "start").code == 0
    before = sandbox.files()
    done = sandbox.pbom("record", "start")
    assert done.code == 2
    assert "\nhint: end it with `pbom record stop --step build`" in done.complaint
    assert sandbox.files() == before


def test_session_that_is_not_open_cannot_end(sandbox: Sandbox) -> None:
    for verb in ("stop", "cancel"):
        done = sandbox.pbom("record", verb)
        assert done.code == 2
        assert "no session of step 'build' is open" in done.complaint
    assert sandbox.recorded("build") == []


def test_cancelled_session_leaves_nothing(sandbox: Sandbox) -> None:
    assert sandbox.pbom("record", "start").code == 0
    assert sandbox.pbom("record", "cancel").code == 0
    assert {type(item) for item in sandbox.statements()} == {SourceStatement}
    assert sandbox.pbom("record", "stop").code == 2
    assert sandbox.pbom("record", "start").code == 0


@pytest.mark.parametrize("damage", ["flipped", "cut", "emptied"])
def test_session_that_was_tampered_with_is_refused(sandbox: Sandbox, damage: str) -> None:
    """What happens in between must not be able to rewrite what was seen before."""
    assert sandbox.pbom("record", "start").code == 0
    path = session_file(sandbox)
    data = path.read_bytes()
    middle = len(data) // 2
    damaged = {
        "flipped": data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :],
        "cut": data[:middle],
        "emptied": b"",
    }
    path.write_bytes(damaged[damage])
    done = sandbox.pbom("record", "stop")
    assert done.code == 2
    assert "cannot be trusted" in done.complaint
    assert "\nhint: drop it with `pbom record cancel --step build`" in done.complaint
    assert sandbox.recorded("build") == []
    path.write_bytes(data)
    assert sandbox.pbom("record", "stop").code == 0


def test_session_of_another_step_is_refused(sandbox: Sandbox) -> None:
    """It is signed, and by the right key; only its place is wrong."""
    for step in ("test", "build"):
        assert sandbox.pbom("record", "start", f"--step={step}").code == 0
    one, two = sorted((sandbox.state / "sessions").glob("*.json"))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    for step in ("test", "build"):
        assert sandbox.pbom("record", "stop", f"--step={step}").code == 2
        assert sandbox.recorded(step) == []


def test_session_of_another_key_is_refused(sandbox: Sandbox, tmp_path: Path) -> None:
    stranger = Sandbox.ready(tmp_path / "stranger")
    assert sandbox.pbom("record", "start").code == 0
    other_key = str(stranger.config / "key.pem")
    done = sandbox.pbom("record", "stop", PBOM_KEY=other_key)
    assert done.code == 2
    assert "not begun with the key" in done.complaint
    assert sandbox.pbom("record", "stop").code == 0


def test_session_that_cannot_be_kept_does_not_begin(sandbox: Sandbox) -> None:
    (sandbox.state / "sessions").mkdir()
    (sandbox.state / "sessions").chmod(0o555)
    done = sandbox.run(*without_privileges(), *PBOM, "record", "start")
    (sandbox.state / "sessions").chmod(0o755)
    assert done.code == 5
    assert "cannot write" in done.complaint
    assert sandbox.pbom("record", "stop").code == 2


def test_record_that_cannot_be_stored_leaves_the_session_open(sandbox: Sandbox) -> None:
    assert sandbox.pbom("record", "start").code == 0
    objects = sandbox.state / "objects"
    objects.mkdir(exist_ok=True)
    subprocess.run(("chmod", "-R", "a-w", str(objects)), check=True)
    done = sandbox.run(*without_privileges(), *PBOM, "record", "stop")
    subprocess.run(("chmod", "-R", "u+w", str(objects)), check=True)
    assert done.code == 5
    assert sandbox.recorded("build") == []
    assert sandbox.pbom("record", "stop").code == 0
    assert len(sandbox.recorded("build")) == 1


def test_wrong_usage(sandbox: Sandbox) -> None:
    for arguments in (
        ("start", "--step=two words"),
        ("stop", "--exit-code=256"),
        ("stop", "--exit-code=-1"),
        ("begin",),
        (),
    ):
        done = sandbox.pbom("record", *arguments)
        assert done.code == 2, arguments
        assert "Traceback" not in done.complaint
    assert not (sandbox.state / "sessions").exists()


def test_a_session_cannot_be_traced_and_says_so(sandbox: Sandbox) -> None:
    sandbox.write("pbom.toml", '[steps.build]\ntrace = "all"\n')
    done = sandbox.pbom("record", "start")
    assert done.code == 2
    assert "is to be traced, and a session of several commands cannot be" in done.complaint
    sandbox.write("pbom.toml", '[steps.build]\ntrace = "auto"\n')
    assert sandbox.pbom("record", "start").code == 0
    assert sandbox.pbom("record", "stop").code == 0
    [step] = sandbox.recorded("build")
    assert "not-traced" in {gap.kind for gap in step.coverage.gaps}
