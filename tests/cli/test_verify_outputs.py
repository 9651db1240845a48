"""The verdict as text, as JSON, as files, and signed."""

import json
import os

import pytest

from pbom.cli.trust import POLICY, load_policy
from pbom.codec.bundle import read_bundle
from pbom.codec.manifest import no_bodies
from pbom.model.statement import VerdictStatement
from pbom.stages.authenticate import authenticate
from tests.cli.session import ARCHIVE, BUNDLE, DOCUMENT, Sandbox


def signed_verdict(sandbox: Sandbox, name: str) -> VerdictStatement:
    """The verdict in a file, its signature checked."""
    trusted = load_policy(sandbox.project / "pbom.policy.toml").functionaries
    envelope = read_bundle((sandbox.project / name).read_bytes())
    statement = authenticate(envelope, trusted, no_bodies).statement
    assert isinstance(statement, VerdictStatement)
    return statement


def alter(sandbox: Sandbox) -> None:
    """Make the artifact one that must not ship."""
    sandbox.write("out.bin", "something else\n")


def test_the_format_never_changes_the_code(shipped: Sandbox) -> None:
    for code in (0, 4):
        if code:
            alter(shipped)
        text = shipped.pbom("verify", "out.bin")
        as_json = shipped.pbom("verify", "out.bin", "--format", "json")
        assert (text.code, as_json.code) == (code, code)
        assert text.text.startswith("SHIP" if code == 0 else "DO NOT SHIP")
        assert json.loads(as_json.text)["passed"] is (code == 0)


def test_every_finding_says_what_was_expected_and_found_and_how_to_mend_it(
    shipped: Sandbox,
) -> None:
    alter(shipped)
    findings = json.loads(shipped.pbom("verify", "out.bin", "-f", "json").text)["findings"]
    assert len(findings) == 2
    text = shipped.pbom("verify", "out.bin").text
    for finding in findings:
        for key in ("expected", "found", "fix"):
            assert finding[key]
            assert f"     {key:9} {finding[key]}\n" in text


def test_reports_go_to_files_as_well(shipped: Sandbox) -> None:
    outputs = ("--output=json=v.json", "--output=text=v.txt", "--output=vsa=v.sigstore.json")
    shown = shipped.pbom("verify", "out.bin", *outputs)
    assert shown.code == 0
    assert (shipped.project / "v.txt").read_bytes() == shown.out
    report = json.loads((shipped.project / "v.json").read_bytes())
    assert report["passed"] is True
    assert report["findings"] == []
    verdict = signed_verdict(shipped, "v.sigstore.json")
    assert verdict.passed
    assert str(verdict.policy) == report["policy"]
    assert [str(digest) for digest in verdict.inputs] == report["inputs"]
    assert [subject.name for subject in verdict.subjects] == ["out.bin"]


@pytest.mark.parametrize(
    "path",
    ["out.bin", "./out.bin", "link", DOCUMENT, BUNDLE, ARCHIVE, POLICY, "v.json"],
)
def test_no_report_replaces_what_it_is_about(shipped: Sandbox, path: str) -> None:
    (shipped.project / "link").symlink_to("out.bin")
    shipped.write("v.json", "of an earlier verdict")
    before = shipped.files()
    outputs = ("--output=json=v.json", f"--output=sarif={path}")
    done = shipped.pbom("verify", "out.bin", *outputs)
    assert (done.code, done.out) == (2, b"")
    assert "would replace another output, or what is to be verified" in done.complaint
    assert shipped.files() == before
    assert shipped.pbom("verify", "out.bin", "--output=json=v.json").code == 0


@pytest.mark.parametrize("where", ["", "link"])
def test_no_report_replaces_what_is_no_file(shipped: Sandbox, where: str) -> None:
    pipe = shipped.project / "pipe"
    os.mkfifo(pipe)
    (shipped.project / "link").symlink_to("pipe")
    commands = (
        ("verify", "out.bin", f"--output=json={where or 'pipe'}"),
        ("approve", "out.bin", "--reason=x", f"--output={where or 'pipe'}"),
    )
    for command in commands:
        done = shipped.pbom(*command)
        assert (done.code, "no ordinary file" in done.complaint) == (5, True)
    assert pipe.is_fifo()
    assert (shipped.project / "link").is_symlink()
    assert shipped.pbom("verify", "out.bin", "--output=json=plain").code == 0


def test_one_format_can_go_to_several_files(shipped: Sandbox) -> None:
    names = ("1.json", "2.json", "1.vsa", "2.vsa")
    outputs = [f"--output={name.partition('.')[2]}={name}" for name in names]
    assert shipped.pbom("verify", "out.bin", *outputs).code == 0
    written = [(shipped.project / name).read_bytes() for name in names]
    assert written[0] == written[1]
    assert written[2] == written[3]


def test_a_no_is_signed_as_well(shipped: Sandbox) -> None:
    alter(shipped)
    done = shipped.pbom("verify", "out.bin", "--output=vsa=v.sigstore.json")
    assert done.code == 4
    assert not signed_verdict(shipped, "v.sigstore.json").passed


def test_each_verdict_is_kept_in_the_store(shipped: Sandbox) -> None:
    shipped.pbom("verify", "out.bin")
    alter(shipped)
    shipped.pbom("verify", "out.bin")
    kept = [item for item in shipped.statements() if isinstance(item, VerdictStatement)]
    assert sorted(item.passed for item in kept) == [False, True]


def test_a_verdict_of_yesterday_does_not_survive_a_run_that_fails(shipped: Sandbox) -> None:
    names = ("v.json", "v.txt", "v.sigstore.json")
    outputs = ("--output=json=v.json", "--output=text=v.txt", "--output=vsa=v.sigstore.json")
    failing = (
        (2, ("missing.bin",)),
        (2, ("out.bin", "--policy=missing.toml")),
        (3, ("out.bin", "--evidence=missing.zip")),
        (2, ("out.bin", "--digest=nonsense")),
        (2, ("out.bin", "--format=yaml")),
        (2, ("out.bin", "--output=yaml=other")),
    )
    for code, arguments in failing:
        for name in names:
            shipped.write(name, '{"passed": true}')
        assert shipped.pbom("verify", *arguments, *outputs).code == code
        assert [name for name in names if (shipped.project / name).exists()] == []


def test_a_verdict_that_shall_be_signed_and_cannot_be_is_none(shipped: Sandbox) -> None:
    stale = shipped.write("v.sigstore.json", "stale")
    (shipped.config / "key.pem").unlink()
    done = shipped.pbom("verify", "out.bin", "--output=vsa=v.sigstore.json")
    assert (done.code, done.text) == (2, "")
    assert not stale.exists()
    unsigned = shipped.pbom("verify", "out.bin")
    assert unsigned.code == 0
    assert "the verdict is not signed" in unsigned.complaint


def test_report_that_cannot_be_written_is_no_yes(shipped: Sandbox) -> None:
    shipped.write("file", "")
    done = shipped.pbom("verify", "out.bin", "--output=json=file/v.json")
    assert (done.code, done.text) == (5, "")
    assert "cannot write file/v.json: Not a directory" in done.complaint


def test_colours_are_for_terminals_only(shipped: Sandbox) -> None:
    assert b"\x1b" not in shipped.pbom("verify", "out.bin").out
    assert b"\x1b[32m" in shipped.pbom("verify", "out.bin", FORCE_COLOR="1").out
    forced = ("verify", "out.bin", "--output=text=v.txt")
    assert shipped.pbom(*forced, FORCE_COLOR="1", NO_COLOR="1").out.startswith(b"SHIP")
    assert b"\x1b" not in (shipped.project / "v.txt").read_bytes()


def test_every_format_has_the_same_code_and_can_go_to_a_file(shipped: Sandbox) -> None:
    forms = ("text", "json", "sarif", "junit", "github", "gitlab", "markdown", "vsa")
    for code in (0, 4):
        if code:
            alter(shipped)
        outputs = [f"--output={form}=v.{form}" for form in forms]
        assert shipped.pbom("verify", "out.bin", *outputs).code == code
        for form in forms:
            shown = shipped.pbom("verify", "out.bin", f"--format={form}")
            assert shown.code == code, form
            assert shown.out
            assert (shipped.project / f"v.{form}").read_bytes(), form


def test_the_format_vsa_is_the_signed_verdict_and_needs_a_key(shipped: Sandbox) -> None:
    alter(shipped)
    shown = shipped.pbom("verify", "out.bin", "--format=vsa")
    assert shown.code == 4
    shipped.write("v.sigstore.json", shown.out)
    assert not signed_verdict(shipped, "v.sigstore.json").passed
    (shipped.config / "key.pem").unlink()
    unsigned = shipped.pbom("verify", "out.bin", "--format=vsa")
    assert (unsigned.code, unsigned.out) == (2, b"")


def test_a_job_of_github_gets_a_page_where_it_says_so(shipped: Sandbox) -> None:
    summary = shipped.write("summary.md", "before\n")
    job = shipped.using({"GITHUB_STEP_SUMMARY": str(summary)})
    assert job.pbom("verify", "out.bin").code == 0
    assert summary.read_text("utf-8") == "before\n"
    told = job.pbom("verify", "out.bin", "--format=github")
    assert told.text.startswith("::notice title=pbom verify::SHIP out.bin ")
    assert summary.read_text("utf-8").startswith("before\n## SHIP\n")
    job.pbom("verify", "out.bin", "--output=github=v.txt")
    assert summary.read_text("utf-8").count("## SHIP\n") == 2


def test_a_summary_that_cannot_be_written_changes_no_verdict(shipped: Sandbox) -> None:
    shipped.write("file", "")
    nowhere = str(shipped.project / "file" / "summary.md")
    job = shipped.using({"GITHUB_STEP_SUMMARY": nowhere})
    done = job.pbom("verify", "out.bin", "--format=github")
    assert done.code == 0
    assert "cannot write the step summary" in done.complaint
