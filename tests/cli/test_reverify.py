"""``pbom reverify``: old verdicts by today's policy, without keys that it no longer names."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from pbom.cli.reverifying import UNKNOWN, again
from tests.cli.session import Sandbox

POLICY = "pbom.policy.toml"


@pytest.fixture
def judged(shipped: Sandbox) -> Sandbox:
    """A release that was verified, and may ship."""
    assert shipped.pbom("verify", "out.bin").code == 0
    return shipped


def policy(sandbox: Sandbox, *changes: tuple[str, str], more: str = "") -> str:
    """The policy with changes, in a file outside of the project."""
    text = (sandbox.project / POLICY).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = sandbox.base / "today.toml"
    path.write_text(text + more, "utf-8")
    return f"--policy={path}"


def test_a_yes_that_is_still_one_is_kept(judged: Sandbox) -> None:
    done = judged.pbom("reverify")
    assert done.code == 0, done
    kept, then, today, summary = done.text.splitlines()
    assert kept.startswith("kept    out.bin sha256:")
    assert then.startswith("        then  SHIP, 20")
    assert then.endswith(", signed by me")
    assert today == "        now   SHIP"
    assert summary == "1 verdicts, 0 turned from yes to no"


def test_what_today_s_policy_denies_has_turned(judged: Sandbox) -> None:
    today = policy(judged, more="[rules.changes-reviewed]\n")
    done = judged.pbom("reverify", today)
    assert done.code == 1
    assert done.text.startswith("TURNED  out.bin sha256:")
    assert "        now   DO NOT SHIP: changes-reviewed (denied)\n" in done.text


def test_a_key_that_was_revoked_turns_what_it_signed(judged: Sandbox, tmp_path: Path) -> None:
    other = Sandbox.ready(tmp_path / "other")
    mine, theirs = (
        (sandbox.config / "key.pub.pem").read_text("utf-8") for sandbox in (judged, other)
    )
    done = judged.pbom("reverify", policy(judged, (mine, theirs)))
    assert done.code == 1
    assert f"signed by {UNKNOWN}\n" in done.text
    assert "evidence-authentic (invalid)" in done.text


def test_evidence_that_is_gone_turns_a_yes(judged: Sandbox) -> None:
    (bundle,) = [
        path
        for path in judged.state.glob("objects/sha256/??/*")
        if b'"dsseEnvelope"' in path.read_bytes()
        and json.loads(path.read_bytes())
        and b"link" in _payload(path)
    ]
    bundle.unlink()
    done = judged.pbom("reverify")
    assert done.code == 1
    assert "(missing)" in done.text


def _payload(path: Path) -> bytes:
    from tests.edits import payload_of  # noqa: PLC0415

    return payload_of(path.read_bytes())[-4000:]


def test_a_later_no_hides_no_yes(judged: Sandbox) -> None:
    today = policy(judged, more="[rules.changes-reviewed]\n")
    assert judged.pbom("verify", "out.bin", today).code == 1
    done = judged.pbom("reverify", today)
    assert done.code == 1
    assert done.text.startswith("TURNED")
    assert judged.pbom("reverify").code == 0


def test_a_no_that_is_one_still_has_not_turned(shipped: Sandbox) -> None:
    today = policy(shipped, more="[rules.changes-reviewed]\n")
    assert shipped.pbom("verify", "out.bin", today).code == 1
    done = shipped.pbom("reverify", today)
    assert done.code == 0
    assert done.text.startswith("was no  out.bin")


def test_an_environment_that_is_gone_turns_its_verdicts(shipped: Sandbox) -> None:
    more = '[environments.prod.rules.fresh]\nmax-age = "30d"\n'
    then = policy(shipped, more=more)
    assert shipped.pbom("verify", "out.bin", then, "--env=prod").code == 0
    done = shipped.pbom("reverify", then)
    assert (done.code, "  in prod\n" in done.text) == (0, True)
    gone = shipped.pbom("reverify")
    assert gone.code == 1
    assert "unknown environment 'prod'" in gone.text


def test_age_counts_only_if_that_is_asked(judged: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(judged.project)
    for name, value in judged.environment.items():
        monkeypatch.setenv(name, value)
    (then,) = again(None, None, None)
    assert not then.turned
    (later,) = again(None, None, then.then.verified + timedelta(days=91))
    assert (later.turned, later.reasons) == (True, ("fresh (denied)",))
    assert judged.pbom("reverify", "--at=now").code == 0


def test_a_stranger_s_word_on_the_time_is_not_taken(judged: Sandbox, tmp_path: Path) -> None:
    """Their verdict is judged as of now, so that none can be dated back to when it was fresh."""
    stranger = Sandbox.ready(tmp_path / "stranger")
    copied = stranger.copy(tmp_path / "copy")
    for path in judged.project.glob("out.bin*"):
        copied.write(path.name, path.read_bytes())
    known = policy(judged)
    done = copied.pbom("verify", "out.bin", known, "--output=vsa=v.json")
    assert done.code == 0, done
    found = json.loads(copied.pbom("reverify", known, "--format=json").text)
    (verdict,) = found["verdicts"]
    assert verdict["signer"] == ""
    assert verdict["turned"] is True  # the evidence lies beside the artifact, not in that store


def test_without_verdicts_there_is_nothing_to_say(shipped: Sandbox) -> None:
    done = shipped.pbom("reverify")
    assert (done.code, done.text) == (3, "")
    assert "there is no verdict here" in done.complaint
