"""The attacker cannot sign, and tries to have the gate go by a weaker policy."""

from pathlib import Path

import pytest

from pbom.cli.trust import POLICY
from tests.cli.session import Ended, Sandbox


@pytest.fixture
def untested(tmp_path: Path) -> Sandbox:
    """A release without the test that the pinned policy demands; the built-in one demands none."""
    sandbox = Sandbox.ready(tmp_path / "user", "test", "build")
    sandbox.release()
    return sandbox


def verify(sandbox: Sandbox) -> Ended:
    return sandbox.pbom("verify", "out.bin")


def test_the_pinned_policy_says_no(untested: Sandbox) -> None:
    done = verify(untested)
    assert done.code == 3, done
    assert "deny step-signed: step test" in done.text


def test_a_pinned_policy_that_is_gone_is_not_replaced_by_a_weaker_one(untested: Sandbox) -> None:
    (untested.project / POLICY).unlink()
    done = verify(untested)
    assert done.code == 2, done
    assert "you have pinned one" in done.complaint
    doctor = untested.pbom("doctor")
    assert doctor.code == 1, doctor
    assert "was pinned and is gone" in doctor.text


@pytest.mark.parametrize("kind", ["folder", "dangling link", "device"])
def test_something_else_in_the_place_of_the_policy_is_not_overlooked(
    untested: Sandbox, kind: str
) -> None:
    place = untested.project / POLICY
    place.unlink()
    if kind == "folder":
        place.mkdir()
    else:
        place.symlink_to("/dev/zero" if kind == "device" else "nowhere")
    done = verify(untested)
    assert done.code == 2, done


def test_a_policy_behind_a_link_is_known_by_its_content(untested: Sandbox) -> None:
    place = untested.project / POLICY
    moved = untested.base / "elsewhere.toml"
    place.rename(moved)
    place.symlink_to(moved)
    assert verify(untested).code == 3, "the same bytes at the same place"
    weaker = moved.read_text("utf-8").replace('[steps."test"]', '[steps."other"]')
    assert weaker != moved.read_text("utf-8")
    moved.write_text(weaker, "utf-8")
    done = verify(untested)
    assert done.code == 2, done
    assert "has changed since you pinned it" in done.complaint


def test_a_policy_that_was_never_pinned_is_not_missed(tmp_path: Path) -> None:
    """The honest twin: who never pinned one here is judged by the built-in one."""
    sandbox = Sandbox.ready(tmp_path / "user")
    (sandbox.project / POLICY).unlink()
    (sandbox.config / "pins.json").unlink()
    sandbox.commit("no policy")
    sandbox.release()
    assert verify(sandbox).code == 0
