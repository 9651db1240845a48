"""``pbom init``: what it writes, what it leaves alone, what it trusts."""

import stat
import tomllib
from pathlib import Path

import pytest

from tests.cli.session import PASSWORD, PBOM, Sandbox
from tests.cli.terminal import Terminal

WRITTEN = {
    "home/config/pbom/key.pem",
    "home/config/pbom/key.pub.pem",
    "home/config/pbom/pins.json",
    "project/.pbom/.gitignore",
    "project/pbom.policy.toml",
    "project/pbom.toml",
}


@pytest.fixture
def newcomer(tmp_path: Path) -> Sandbox:
    """Somebody with a repository who has never run the tool."""
    return Sandbox.with_commit(tmp_path / "newcomer")


def test_init_writes_what_it_says_and_what_comes_next(newcomer: Sandbox) -> None:
    before = newcomer.files()
    done = newcomer.pbom("init", "--step", "test", "--step", "build")
    assert (done.code, done.complaint) == (0, "")
    assert set(newcomer.files()) - set(before) == WRITTEN
    said, _, following = done.text.partition("\nNext:\n")
    for line in said.splitlines():
        assert line.startswith("wrote ")
        assert Path(line.split()[1]).exists()
    assert "pbom run --step test" in following
    assert "pbom run --step build" in following
    policy = tomllib.loads((newcomer.project / "pbom.policy.toml").read_text("utf-8"))
    assert set(policy["steps"]) == {"test", "build"}
    assert newcomer.git("status", "--porcelain") == "?? pbom.policy.toml\n?? pbom.toml\n"


def test_private_key_is_encrypted_and_its_owner_s_alone(newcomer: Sandbox) -> None:
    assert newcomer.pbom("init").code == 0
    key = newcomer.config / "key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(newcomer.config.stat().st_mode) == 0o700
    assert key.read_text("ascii").startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_second_init_changes_nothing(newcomer: Sandbox) -> None:
    assert newcomer.pbom("init").code == 0
    before = newcomer.files()
    done = newcomer.pbom("init")
    assert (done.code, done.complaint) == (0, "")
    assert newcomer.files() == before
    assert [line.split()[0] for line in done.text.splitlines()[:5]] == ["kept"] * 5


def test_dry_run_writes_nothing(newcomer: Sandbox) -> None:
    before = newcomer.files()
    done = newcomer.pbom("init", "--dry-run", PBOM_KEY_PASSWORD="")
    assert (done.code, done.complaint) == (0, "")
    assert newcomer.files() == before
    assert [line.split()[:2] for line in done.text.splitlines()] == [["would", "write"]] * 5
    assert not newcomer.state.exists()


def test_files_that_are_there_stay(newcomer: Sandbox) -> None:
    newcomer.write("pbom.toml", "# mine\n")
    newcomer.write("pbom.policy.toml", "# mine too\n")
    assert newcomer.pbom("init").code == 0
    assert (newcomer.project / "pbom.toml").read_text("utf-8") == "# mine\n"
    assert (newcomer.project / "pbom.policy.toml").read_text("utf-8") == "# mine too\n"


def test_policy_that_was_there_is_pinned_only_when_asked(
    newcomer: Sandbox, shipped: Sandbox
) -> None:
    """A clone brings its policy along: whoever wrote the artifact may have written it."""
    foreign = (shipped.project / "pbom.policy.toml").read_text("utf-8")
    newcomer.write("pbom.policy.toml", foreign)
    done = newcomer.pbom("init")
    assert done.code == 0
    assert "is not pinned: read it" in done.complaint
    evidence = str(shipped.project / "out.bin.evidence.zip")
    verify = ("verify", str(shipped.project / "out.bin"), "--evidence", evidence)
    refused = newcomer.pbom(*verify)
    assert refused.code == 2
    assert "is not one that you pinned" in refused.complaint
    assert newcomer.pbom("init", "--pin").code == 0
    assert newcomer.pbom(*verify).code == 0


def test_broken_policy_cannot_be_pinned(newcomer: Sandbox) -> None:
    newcomer.write("pbom.policy.toml", "version = 1\n")
    assert newcomer.pbom("init").code == 0
    done = newcomer.pbom("init", "--pin")
    assert done.code == 2
    assert not (newcomer.config / "pins.json").exists()


def test_init_in_a_subdirectory_sets_the_project_up(newcomer: Sandbox) -> None:
    inside = newcomer.project / "deep"
    inside.mkdir()
    assert newcomer.pbom("init", folder=inside).code == 0
    assert list(inside.iterdir()) == []
    assert (newcomer.project / "pbom.policy.toml").is_file()


@pytest.mark.parametrize(
    ("password", "about"), [("short", "at least 8 characters"), ("", "PBOM_KEY_PASSWORD")]
)
def test_without_a_good_password_nothing_is_written(
    newcomer: Sandbox, password: str, about: str
) -> None:
    before = newcomer.files()
    done = newcomer.using({"PBOM_KEY_PASSWORD": password}).pbom("init")
    assert done.code == 2
    assert about in done.complaint
    assert newcomer.files() == before


@pytest.mark.parametrize(("again", "code"), [(PASSWORD, 0), ("something else", 2)])
def test_password_is_asked_twice(newcomer: Sandbox, again: str, code: int) -> None:
    before = newcomer.files()
    with Terminal(newcomer, *PBOM, "init", PBOM_KEY_PASSWORD="") as terminal:
        terminal.expect("new signing key")
        terminal.press(f"{PASSWORD}\n")
        terminal.expect("The same again: ")
        terminal.press(f"{again}\n")
        ended, screen = terminal.end()
    assert ended == code
    assert PASSWORD not in screen
    assert (newcomer.files() == before) is (code == 2)


def test_init_with_the_wrong_password_for_a_key_that_is_there_writes_nothing(
    newcomer: Sandbox, prepared: Sandbox
) -> None:
    before = newcomer.files()
    key = str(prepared.config / "key.pem")
    wrong = newcomer.using({"PBOM_KEY": key, "PBOM_KEY_PASSWORD": "something else"})
    assert wrong.pbom("init").code == 125
    assert newcomer.files() == before


def test_init_trusts_the_key_of_a_variable(newcomer: Sandbox, prepared: Sandbox) -> None:
    pem = (prepared.config / "key.pem").read_text("ascii")
    done = newcomer.pbom("init", PBOM_KEY=pem)
    assert (done.code, done.complaint) == (0, "")
    assert "PRIVATE KEY" not in done.text
    ours = (newcomer.project / "pbom.policy.toml").read_text("utf-8")
    assert ours == (prepared.project / "pbom.policy.toml").read_text("utf-8")
    assert not (newcomer.config / "key.pem").exists()
