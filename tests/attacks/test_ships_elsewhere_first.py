"""The attacker ships where little is asked, so that it is old news where more is asked."""

from pathlib import Path

from tests.scenarios.releases import Releases

RULE = "changes-reviewed"
LIVE = f"[environments.live.rules.{RULE}]\n"


def test_a_commit_that_passed_without_an_environment_first(tmp_path: Path) -> None:
    releases = Releases(tmp_path, LIVE)
    releases.commit("evil", {"src.txt": "evil\n"})
    assert releases.build().code == 0
    releases.commit("harmless", {"README": "hello\n"})
    releases.approve()
    assert releases.build().code == 0
    judged = releases.ask("--env=live")
    assert judged.code == 1
    (finding,) = [item for item in judged.findings if item["rule"] == RULE]
    assert "'evil' by Ada" in str(finding["found"])


def test_a_commit_that_was_live_is_not_asked_about_again(tmp_path: Path) -> None:
    releases = Releases(tmp_path, LIVE)
    releases.commit("honest", {"src.txt": "hello again\n"})
    releases.approve()
    assert releases.build().code == 0
    assert releases.ask("--env=live").code == 0
    releases.commit("harmless", {"README": "hello\n"})
    releases.approve()
    releases.build()
    assert releases.ask("--env=live").code == 0
    told = releases.bench.must("pbom", "show", "app.pbom.cdx.json").out
    assert "shipped" in told


MAY = f"""
[rules.{RULE}]
[waivers.security]
functionaries = ["grace"]
rules = ["{RULE}"]
"""
WAIVER = ("--reason", "incident 7", "--expires", "1d", "--role", "security")


def test_a_commit_that_was_waived_once(tmp_path: Path) -> None:
    releases = Releases(tmp_path, MAY)
    evil = releases.commit("evil", {"src.txt": "evil\n"})
    assert releases.build().code == 1
    with releases.as_grace():
        releases.bench.must("pbom", "waive", RULE, "--for", "app", *WAIVER)
    assert releases.ask().code == 0
    releases.commit("harmless", {"src.txt": "evil and harmless\n"})
    releases.approve()
    judged = releases.build()
    assert (judged.code, judged.rules) == (1, {RULE})
    assert "'evil' by Ada" in judged.said_by(RULE)[0][1]
    releases.approve(evil)
    assert releases.ask().code == 0
