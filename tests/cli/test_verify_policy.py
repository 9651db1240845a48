"""Which policy ``pbom verify`` goes by, and whom it does not believe."""

import shutil
from pathlib import Path

from tests.cli.session import ARCHIVE, BUNDLE, DOCUMENT, Sandbox

POLICY = "pbom.policy.toml"


def test_without_policy_and_key_there_is_no_verdict(shipped: Sandbox, tmp_path: Path) -> None:
    elsewhere = Sandbox.empty(tmp_path / "gate")
    for name in ("out.bin", BUNDLE, DOCUMENT, ARCHIVE):
        shutil.copy(shipped.project / name, elsewhere.project)
    done = elsewhere.pbom("verify", "out.bin")
    assert (done.code, done.text) == (2, "")
    assert "no policy" in done.complaint
    assert "\nhint: give one with --policy FILE" in done.complaint


def test_without_policy_one_s_own_key_is_the_only_one_that_counts(
    shipped: Sandbox, tmp_path: Path
) -> None:
    (shipped.project / POLICY).unlink()
    (shipped.config / "pins.json").unlink()
    assert shipped.judge("out.bin") == (0, set())
    stranger = Sandbox.ready(tmp_path / "stranger")
    shutil.copytree(stranger.config, shipped.config, dirs_exist_ok=True)
    code, rules = shipped.judge("out.bin")
    assert code == 4
    assert "evidence-authentic" in rules


def test_policy_that_lies_here_and_is_not_pinned_is_not_believed(shipped: Sandbox) -> None:
    (shipped.config / "pins.json").unlink()
    done = shipped.pbom("verify", "out.bin")
    assert (done.code, done.text) == (2, "")
    assert "is not one that you pinned" in done.complaint
    assert "--policy pbom.policy.toml" in done.complaint
    assert shipped.judge("out.bin", "--policy", POLICY) == (0, set())


def test_policy_that_changed_since_it_was_pinned_is_not_believed(shipped: Sandbox) -> None:
    with (shipped.project / POLICY).open("a") as file:
        file.write("# one more line\n")
    done = shipped.pbom("verify", "out.bin")
    assert (done.code, done.text) == (2, "")
    assert "has changed since you pinned it" in done.complaint
    assert shipped.pbom("init", "--pin").code == 0
    assert shipped.judge("out.bin") == (0, set())


def test_policy_that_vanished_since_it_was_pinned_is_missed(shipped: Sandbox) -> None:
    """Else its removal would bring the built-in policy back, which demands fewer steps."""
    (shipped.project / POLICY).unlink()
    done = shipped.pbom("verify", "out.bin")
    assert (done.code, done.text) == (2, "")
    assert POLICY in done.complaint


def test_assemble_does_not_believe_a_changed_policy_either(shipped: Sandbox) -> None:
    with (shipped.project / POLICY).open("a") as file:
        file.write("# one more line\n")
    before = shipped.files()
    done = shipped.pbom("assemble", "out.bin")
    assert done.code == 2
    assert "has changed since you pinned it" in done.complaint
    assert shipped.files() == before


def test_policy_of_the_attacker_s_directory_is_not_believed(
    shipped: Sandbox, tmp_path: Path
) -> None:
    """A downloaded directory brings an artifact, evidence, and a policy that trusts its maker."""
    attacker = Sandbox.ready(tmp_path / "attacker")
    attacker.release()
    victim = Sandbox.empty(tmp_path / "victim")
    for name in ("out.bin", BUNDLE, DOCUMENT, ARCHIVE, POLICY, "pbom.toml"):
        shutil.copy(attacker.project / name, victim.project)
    shutil.copytree(shipped.config, victim.config)
    done = victim.pbom("verify", "out.bin")
    assert (done.code, done.text) == (2, "")
    (victim.project / POLICY).unlink()
    code, rules = victim.judge("out.bin")
    assert code == 4
    assert "evidence-authentic" in rules


def test_broken_policy_is_wrong_usage_and_says_where(shipped: Sandbox) -> None:
    text = (shipped.project / POLICY).read_text("utf-8")
    broken = {
        "unknown key": text.replace("[rules.fresh]", "[rules.frehs]"),
        "steps": text.partition("[steps")[0] + "[rules.fresh]\n",
        "not TOML": text + "\n]",
        "threshold": text.replace("# threshold = 1", "threshold = 0"),
    }
    for about, content in broken.items():
        path = shipped.write("broken.toml", content)
        done = shipped.pbom("verify", "out.bin", "--policy", str(path))
        assert (done.code, done.text) == (2, ""), about
        assert done.complaint.startswith("pbom: broken.toml: "), about
    missing = shipped.pbom("verify", "out.bin", "--policy", "missing.toml")
    assert missing.code == 2
    assert "cannot read the policy missing.toml" in missing.complaint


def test_policy_may_demand_more(shipped: Sandbox) -> None:
    text = (shipped.project / POLICY).read_text("utf-8")
    demand = text.replace('# command = ["make"] ', 'command = ["make", "-s"] ')
    assert demand != text
    path = shipped.write("../strict.toml", demand)
    assert shipped.judge("out.bin", "--policy", str(path)) == (0, set())
    other = shipped.write("../other.toml", demand.replace('"-s"', '"-B"'))
    assert shipped.judge("out.bin", "--policy", str(other)) == (1, {"command-expected"})


def test_a_policy_that_the_release_edits_is_told(shipped: Sandbox) -> None:
    text = (shipped.project / POLICY).read_text("utf-8")
    (shipped.project / "out.bin").unlink()
    shipped.write("src.txt", "new\n")
    shipped.write(POLICY, f"{text}# relaxed\n")
    shipped.commit("relax")
    assert shipped.pbom("run", "--", "make").code == 0
    assert shipped.pbom("assemble", "out.bin", f"--policy={POLICY}").code == 0
    own = shipped.pbom("verify", "out.bin", f"--policy={POLICY}")
    assert own.code == 0, own
    assert "warn policy-edited: commit " in own.text
    elsewhere = shipped.base / "policy.toml"
    elsewhere.write_text(text, "utf-8")
    assert "policy-edited" not in shipped.pbom("verify", "out.bin", f"--policy={elsewhere}").text
