"""``pbom waive``: a rule that does not block one artifact, and never in silence."""

import json
from pathlib import Path

import pytest

from pbom.cli.trust import POLICY
from tests.cli.session import PASSWORD, Sandbox

WORDS = ("--reason", "incident 7", "--expires", "7d", "--role", "security")


@pytest.fixture
def failed(tmp_path: Path) -> Sandbox:
    """A release of a step that failed, and a policy by which Grace may waive that."""
    sandbox = Sandbox.ready(tmp_path / "maker", "build")
    sandbox.write("Makefile", "out.bin: src.txt\n\tcp src.txt out.bin; false\n")
    sandbox.commit("break the build")
    assert sandbox.pbom("run", "--output=out.bin", "--", "make", "-s").code != 0
    assert sandbox.pbom("assemble", "out.bin").code == 0
    return sandbox


def grace(base: Path, of: Sandbox) -> Sandbox:
    """Another person at another desk, with a copy of what was built and a key of her own."""
    other = Sandbox.ready(base / "grace", "build")
    for path in of.project.glob("out.bin*"):
        other.write(path.name, path.read_bytes())
    key = (other.config / "key.pub.pem").read_text("utf-8")
    theirs = (of.project / POLICY).read_text("utf-8")
    table = f'\n[functionaries.grace]\nemails = ["grace@example.org"]\npublic-key = """\n{key}"""\n'
    role = '[waivers.security]\nfunctionaries = ["grace"]\nrules = ["command-expected"]\n'
    for sandbox in (of, other):
        (sandbox.project / POLICY).write_text(theirs + table + role, "utf-8")
        assert sandbox.pbom("init", "--pin").code == 0
    return other


def test_it_is_denied_then_waived_by_somebody_else_and_told_in_every_format(
    failed: Sandbox, tmp_path: Path
) -> None:
    desk = grace(tmp_path, failed)
    assert failed.judge("out.bin") == (1, {"command-expected"})
    done = desk.pbom("waive", "command-expected", "--for", "out.bin", *WORDS)
    assert done.code == 0, done
    assert "does not count" not in done.complaint
    (waiver,) = desk.project.glob("out.bin.waiver-*.sigstore.json")
    failed.write(waiver.name, waiver.read_bytes())
    shown = failed.pbom("verify", "out.bin")
    assert shown.code == 0, shown
    assert shown.text.startswith("SHIP")
    assert "waived    by grace as security, until " in shown.text
    for form in ("json", "sarif", "junit", "github", "gitlab", "markdown"):
        assert "incident 7" in failed.pbom("verify", "out.bin", f"--format={form}").text, form


def test_a_release_that_is_waived_is_compared_as_one(failed: Sandbox, tmp_path: Path) -> None:
    desk = grace(tmp_path, failed)
    pair = ("out.bin.pbom.cdx.json", "out.bin.pbom.cdx.json", f"--policy={POLICY}")
    denied = failed.pbom("diff", *pair)
    assert (denied.code, denied.text.startswith("DENIED")) == (1, True)
    assert desk.pbom("waive", "command-expected", "--for", "out.bin", *WORDS).code == 0
    (waiver,) = desk.project.glob("out.bin.waiver-*.sigstore.json")
    failed.write(waiver.name, waiver.read_bytes())
    for form in ("text", "json", "markdown"):
        done = failed.pbom("diff", *pair, f"--format={form}")
        assert done.code == 0, done
        assert done.text.count("command-expected is waived by grace as security until") == 2, form
        assert "incident 7" in done.text


def test_another_artifact_is_not_waived(failed: Sandbox, tmp_path: Path) -> None:
    desk = grace(tmp_path, failed)
    desk.write("out.bin", "another")
    assert desk.pbom("waive", "command-expected", "--for", "out.bin", *WORDS).code == 0
    (waiver,) = desk.project.glob("out.bin.waiver-*.sigstore.json")
    failed.write(waiver.name, waiver.read_bytes())
    code, rules = failed.judge("out.bin")
    assert (code, rules) == (1, {"command-expected", "waiver-counts"})


def test_a_co_author_cannot_waive_it(failed: Sandbox, tmp_path: Path) -> None:
    failed.write("src.txt", "hello again\n")
    failed.commit("write it together\n\nCo-authored-by: G <grace@example.org>")
    assert failed.pbom("run", "--output=out.bin", "--", "make", "-s").code != 0
    assert failed.pbom("assemble", "out.bin").code == 0
    desk = grace(tmp_path, failed)
    assert desk.pbom("waive", "command-expected", "--for", "out.bin", *WORDS).code == 0
    (waiver,) = desk.project.glob("out.bin.waiver-*.sigstore.json")
    failed.write(waiver.name, waiver.read_bytes())
    assert failed.judge("out.bin") == (1, {"command-expected", "waiver-counts"})
    (void,) = [
        line for line in failed.pbom("verify", "out.bin").text.splitlines() if "void" in line
    ]
    assert "grace had a part in commit" in void


def test_who_made_it_cannot_waive_it(failed: Sandbox, tmp_path: Path) -> None:
    grace(tmp_path, failed)
    done = failed.pbom("waive", "command-expected", "--for", "out.bin", *WORDS)
    assert done.code == 0
    assert "it does not count here for command-expected: me has not the role" in done.complaint
    report = json.loads(failed.pbom("verify", "out.bin", "-f", "json").text)
    assert not report["passed"]
    (void,) = [item for item in report["findings"] if item["rule"] == "waiver-counts"]
    assert "me has not the role 'security'" in void["found"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("comand-expected", "--for", "out.bin"), "did you mean 'command-expected'?"),
        (("step-signed", "--for", "out.bin"), "step-signed cannot be waived"),
        (("fresh", "--for", "HEAD"), "--for takes an artifact, and HEAD is no file"),
    ],
)
def test_what_could_never_count_is_refused(
    failed: Sandbox, arguments: tuple[str, ...], problem: str
) -> None:
    before = failed.files()
    done = failed.pbom("waive", *arguments, *WORDS)
    assert (done.code, done.out) == (2, b"")
    assert problem in done.complaint
    assert failed.files() == before
    assert PASSWORD not in done.complaint


def test_a_waiver_has_an_end(failed: Sandbox) -> None:
    assert failed.pbom("waive", "fresh", "--for", "out.bin", "--reason", "x").code == 2


def test_a_waiver_for_one_environment_counts_nowhere_else(failed: Sandbox, tmp_path: Path) -> None:
    path = failed.project / POLICY
    text = path.read_text("utf-8") + '[environments.stage.rules.fresh]\nmax-age = "30d"\n'
    path.write_text(text, "utf-8")
    desk = grace(tmp_path, failed)
    done = desk.pbom("waive", "command-expected", "--for", "out.bin", *WORDS, "--env", "stage")
    assert done.code == 0, done
    (waiver,) = desk.project.glob("out.bin.waiver-*.sigstore.json")
    failed.write(waiver.name, waiver.read_bytes())
    assert failed.pbom("verify", "out.bin", "--env=stage").code == 0
    assert failed.judge("out.bin") == (1, {"command-expected", "waiver-counts"})
    misspelt = desk.pbom("waive", "fresh", "--for", "out.bin", *WORDS, "--env", "stag")
    assert "the policy has no environment stag" in misspelt.complaint
    assert desk.pbom("waive", "fresh", "--for", "out.bin", *WORDS, "--env", "a b").code == 2
