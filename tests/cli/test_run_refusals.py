"""What ``pbom run`` cannot record it does not run, and says so with 125, 126 or 127."""

import os
import shutil
import subprocess

import pytest

from pbom.model.statement import SourceStatement, Statement
from tests.cli.session import PASSWORD, PBOM, Sandbox, without_privileges

_RUN = (*PBOM, "run")
TOUCH = ("--", "touch", "ran")


def has_run(sandbox: Sandbox) -> bool:
    """Whether the command left its mark."""
    return (sandbox.project / "ran").exists()


def steps(sandbox: Sandbox) -> list[Statement]:
    """The steps that were recorded; what is known of the commits is no step."""
    return [item for item in sandbox.statements() if not isinstance(item, SourceStatement)]


@pytest.mark.parametrize("name", ["no-such-command", "./no-such-file", "src.txt/below", ""])
def test_command_that_is_not_there_is_127(sandbox: Sandbox, name: str) -> None:
    done = sandbox.pbom("run", "--", name)
    assert done.code == 127
    assert done.complaint.startswith("pbom: ")
    assert done.complaint.count("\n") == 1
    assert steps(sandbox) == []


@pytest.mark.parametrize("name", ["./src.txt", "."])
def test_command_that_may_not_be_executed_is_126(sandbox: Sandbox, name: str) -> None:
    done = sandbox.pbom("run", "--", name)
    assert (done.code, done.complaint) == (126, f"pbom: {name}: Permission denied\n")
    assert steps(sandbox) == []


def test_script_without_interpreter_runs_as_in_a_shell(sandbox: Sandbox) -> None:
    sandbox.write("script", 'echo "$0" "$@"; exit 5\n').chmod(0o755)
    done = sandbox.pbom("run", "--", "./script", "one", "two words")
    assert (done.code, done.text) == (5, "./script one two words\n")
    [step] = sandbox.recorded("build")
    assert step.invocation.argv == ("./script", "one", "two words")


def test_without_a_key_nothing_runs(sandbox: Sandbox) -> None:
    shutil.rmtree(sandbox.config)
    done = sandbox.pbom("run", *TOUCH)
    assert done.code == 125
    assert "no signing key at" in done.complaint
    assert "\nhint: make one with `pbom init`" in done.complaint
    assert not has_run(sandbox)


def test_with_the_wrong_password_nothing_runs(sandbox: Sandbox) -> None:
    done = sandbox.using({"PBOM_KEY_PASSWORD": "something else"}).pbom("run", *TOUCH)
    assert done.code == 125
    assert "does not open" in done.complaint
    assert not has_run(sandbox)


def test_without_a_password_and_a_terminal_nothing_runs(sandbox: Sandbox) -> None:
    done = sandbox.pbom("run", *TOUCH, PBOM_KEY_PASSWORD="")
    assert done.code == 125
    assert "\nhint: set PBOM_KEY_PASSWORD\n" in done.complaint
    assert not has_run(sandbox)


def test_with_a_key_that_others_may_read_nothing_runs(sandbox: Sandbox) -> None:
    (sandbox.config / "key.pem").chmod(0o644)
    done = sandbox.pbom("run", *TOUCH)
    assert done.code == 125
    assert "\nhint: run `chmod 600 " in done.complaint
    assert not has_run(sandbox)


def test_key_in_a_variable_signs_as_well(sandbox: Sandbox) -> None:
    """The twin of the tests above, as on a CI machine."""
    pem = (sandbox.config / "key.pem").read_text("ascii")
    (sandbox.config / "key.pem").unlink()
    assert sandbox.pbom("run", *TOUCH, PBOM_KEY=pem, PBOM_KEY_PASSWORD=PASSWORD).code == 0
    assert has_run(sandbox)
    assert len(sandbox.recorded("build")) == 1


def test_with_a_store_that_cannot_be_written_nothing_runs(sandbox: Sandbox) -> None:
    for path in (sandbox.state, *sandbox.state.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    done = sandbox.run(*without_privileges(), *_RUN, *TOUCH)
    assert done.code == 125
    assert "internal" not in done.complaint
    assert "cannot write" in done.complaint
    assert not has_run(sandbox)


def test_where_no_store_can_be_made_nothing_runs(sandbox: Sandbox) -> None:
    shutil.rmtree(sandbox.state)
    sandbox.project.chmod(0o555)
    done = sandbox.run(*without_privileges(), *_RUN, "--", "touch", "../ran")
    sandbox.project.chmod(0o755)
    assert done.code == 125
    assert "cannot write" in done.complaint
    assert not (sandbox.base / "ran").exists()


def test_record_that_cannot_be_stored_is_no_success(sandbox: Sandbox) -> None:
    """The command itself takes the store away; it ran, and nobody may believe it was recorded."""
    take_away = f"chmod -R a-w {sandbox.state}; touch ran"
    done = sandbox.run(*without_privileges(), *_RUN, "--", "sh", "-c", take_away)
    subprocess.run(("chmod", "-R", "u+w", str(sandbox.state)), check=True)
    assert done.code == 125
    assert "cannot write" in done.complaint
    assert has_run(sandbox)
    assert sandbox.recorded("build") == []
    assert list(sandbox.state.rglob("*.tmp")) == []


@pytest.mark.parametrize(
    ("options", "about"),
    [
        (("--step", "two words"), "cannot be a step's name"),
        (("--step", ""), "cannot be a step's name"),
        (("--step", "../up"), "cannot be a step's name"),
        (("--no-such-option", "x"), "No such option"),
        (("--step",), "requires an argument"),
    ],
)
def test_wrong_usage_is_125_for_2_might_be_the_command_s(
    sandbox: Sandbox, options: tuple[str, ...], about: str
) -> None:
    words = (*options, *TOUCH) if len(options) > 1 else options
    done = sandbox.pbom("run", *words)
    assert done.code == 125
    assert about in done.complaint
    assert not has_run(sandbox)


def test_configuration_that_cannot_be_understood_is_125(sandbox: Sandbox) -> None:
    sandbox.write("pbom.toml", "[recrod]\n")
    done = sandbox.pbom("run", *TOUCH)
    assert done.code == 125
    assert "did you mean 'record'?" in done.complaint
    assert not has_run(sandbox)


def test_configuration_cannot_ask_for_a_secret_to_be_recorded(sandbox: Sandbox) -> None:
    sandbox.write("pbom.toml", '[record]\nenvironment = ["DEPLOY_TOKEN"]\n')
    done = sandbox.pbom("run", *TOUCH)
    assert done.code == 125
    assert "names a secret" in done.complaint
    assert not has_run(sandbox)


def test_run_id_that_could_forge_a_line_is_125(sandbox: Sandbox) -> None:
    done = sandbox.pbom("run", *TOUCH, PBOM_RUN_ID="one\ntwo")
    assert done.code == 125
    assert "PBOM_RUN_ID" in done.complaint
    assert not has_run(sandbox)


def test_repository_that_git_refuses_to_open_is_125(sandbox: Sandbox) -> None:
    sandbox.write(".git/config", "[core\n")
    done = sandbox.pbom("run", *TOUCH)
    assert done.code == 125
    assert "git: " in done.complaint
    assert not has_run(sandbox)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_repository_of_another_user_is_refused_with_git_s_own_words(sandbox: Sandbox) -> None:
    """Else the step would be recorded without its commit, and nobody would know why."""
    subprocess.run(("chown", "-R", "12345:12345", str(sandbox.project)), check=True)
    done = sandbox.pbom("run", *TOUCH)
    assert done.code == 125
    assert "dubious ownership" in done.complaint
    assert not has_run(sandbox)
