"""``pbom source`` and ``pbom commits``, as a user meets them, on real repositories."""

import json
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from pbom.model.statement import SourceStatement, StepStatement
from tests.cli.session import ARCHIVE, Sandbox

CLAUDE = "Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>"


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    """Two commits, the second by an agent and on a workflow."""
    sandbox = Sandbox.ready(tmp_path)
    sandbox.write(".github/workflows/ci.yml", "on: push\n")
    sandbox.write("AGENTS.md", "be nice\n")
    sandbox.commit(f"add a workflow\n\n{CLAUDE}")
    return sandbox


def sources(sandbox: Sandbox) -> list[SourceStatement]:
    return [item for item in sandbox.statements() if isinstance(item, SourceStatement)]


def listed(sandbox: Sandbox, *arguments: str) -> dict[str, object]:
    done = sandbox.pbom("commits", "--format=json", *arguments)
    assert done.code == 0, done
    table: dict[str, object] = json.loads(done.out)
    return table


def test_run_records_the_source_once_for_each_head(sandbox: Sandbox) -> None:
    for _ in range(2):
        assert sandbox.pbom("run", "--", "true").code == 0
    [first] = sources(sandbox)
    assert first.changes.range.head == sandbox.git("rev-parse", "HEAD").strip()
    assert [change.kind for change in first.changes.changes] == ["declared", "unknown", "unknown"]
    sandbox.write("more.txt", "more")
    sandbox.commit("more")
    assert sandbox.pbom("run", "--", "true").code == 0
    assert len(sources(sandbox)) == 2


def test_a_memo_of_evidence_that_is_gone_is_not_believed(sandbox: Sandbox) -> None:
    assert sandbox.pbom("run", "--", "true").code == 0
    shutil.rmtree(sandbox.project / ".pbom" / "objects")
    (sandbox.project / ".pbom" / "index.jsonl").unlink()
    assert sandbox.pbom("run", "--", "true").code == 0
    assert len(sources(sandbox)) == 1


def test_source_says_what_it_signed_and_signs_it_once(sandbox: Sandbox) -> None:
    done = sandbox.pbom("source")
    assert done.code == 0, done
    for told in (
        "3 commits since the beginning",
        "at least: 1 declared, 0 inferred, 0 declared-none, 2 unknown",
        "agents, at least: claude-code 1",
        "pipeline definition touched by an agent: .github/workflows/ci.yml (workflow)",
        "agent configuration: AGENTS.md (instructions)",
        "not looked at: notes-absent",
    ):
        assert told in done.text
    assert done.text.splitlines()[-1].startswith("recorded  sha256:")
    again = sandbox.pbom("source")
    assert again.text.splitlines()[-1].startswith("recorded before  sha256:")
    assert len(sources(sandbox)) == 1


def test_what_has_come_in_since_is_recorded_again(sandbox: Sandbox) -> None:
    assert sandbox.pbom("source").code == 0
    sandbox.git("tag", "v1.0", "HEAD~1")
    done = sandbox.pbom("source")
    assert "1 commit since the last tag, v1.0" in done.text
    assert len(sources(sandbox)) == 2


def test_outside_git_there_is_no_source(tmp_path: Path) -> None:
    sandbox = Sandbox.empty(tmp_path)
    assert sandbox.pbom("init").code == 0
    assert sandbox.pbom("run", "--", "true").code == 0
    assert sources(sandbox) == []
    done = sandbox.pbom("source")
    assert done.code == 125
    assert "git" in done.complaint


def test_a_history_that_cannot_be_read_does_not_stop_the_build(sandbox: Sandbox) -> None:
    head = sandbox.git("rev-parse", "HEAD~1").strip()
    broken = sandbox.project / ".git" / "objects" / head[:2] / head[2:]
    broken.chmod(0o644)
    broken.write_bytes(b"no object")
    done = sandbox.pbom("run", "--", "true")
    assert done.code == 0, done
    assert "the new commits were not looked at" in done.complaint
    assert sources(sandbox) == []
    assert len(sandbox.recorded("build")) == 1


def test_the_range_begins_at_what_was_shipped_last(sandbox: Sandbox) -> None:
    sandbox.release()
    shipped = sandbox.git("rev-parse", "HEAD").strip()
    assert sandbox.pbom("verify", "out.bin").code == 0
    sandbox.git("tag", "v0.9", "HEAD~1")
    sandbox.write("src.txt", "more\n")
    sandbox.commit("more")
    told = listed(sandbox)
    assert isinstance(told["range"], dict)
    assert told["range"]["basis"] == "shipped"
    assert told["range"]["base"] == shipped
    assert isinstance(told["commits"], list)
    assert [commit["subject"] for commit in told["commits"]] == ["more"]


def test_a_refused_release_was_not_shipped(sandbox: Sandbox) -> None:
    out = sandbox.release()
    out.write_bytes(b"altered")
    assert sandbox.pbom("verify", "out.bin").code == 4
    sandbox.write("src.txt", "more\n")
    sandbox.commit("more")
    told = listed(sandbox)
    assert isinstance(told["range"], dict)
    assert told["range"]["basis"] == "root"


def test_the_release_carries_what_is_known_of_its_commits(sandbox: Sandbox) -> None:
    sandbox.release()
    shown = sandbox.pbom("show", "out.bin.pbom.cdx.json").text
    assert "claude-code" in shown
    assert "1 declared" in shown
    bundles = sandbox.pbom("show", ARCHIVE).text
    assert "at least    1 declared, 0 inferred, 0 declared-none, 2 unknown" in bundles
    assert sandbox.pbom("verify", "out.bin").code == 0


def test_the_release_verifies_elsewhere_with_its_commits(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.release()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("out.bin", "out.bin.pbom.cdx.json", "out.bin.pbom.sigstore.json", ARCHIVE):
        (elsewhere / name).write_bytes((sandbox.project / name).read_bytes())
    policy = f"--policy={sandbox.project / 'pbom.policy.toml'}"
    done = sandbox.pbom("verify", "out.bin", policy, folder=elsewhere)
    assert done.code == 0, done


def test_one_byte_of_what_is_known_of_the_commits_changes_and_the_gate_says_no(
    sandbox: Sandbox,
) -> None:
    sandbox.release()
    body = next(path for path in sandbox.objects() if b'"urn:pbom:changes:v1"' in path.read_bytes())
    honest = body.read_bytes()
    body.chmod(0o644)
    (sandbox.project / ARCHIVE).unlink()
    assert sandbox.pbom("verify", "out.bin").code == 0
    body.write_bytes(honest.replace(b"declared-by-tool", b"declared-by-fool"))
    code, rules = sandbox.judge("out.bin")
    assert code == 4
    assert "evidence-authentic" in rules
    body.write_bytes(honest)
    assert sandbox.pbom("verify", "out.bin").code == 0


def test_without_what_is_known_of_the_commits_the_gate_says_missing(sandbox: Sandbox) -> None:
    sandbox.release()
    (sandbox.project / ARCHIVE).unlink()
    body = next(path for path in sandbox.objects() if b'"urn:pbom:changes:v1"' in path.read_bytes())
    body.unlink()
    code, _ = sandbox.judge("out.bin")
    assert code == 3


def test_a_forged_memo_has_the_commits_not_looked_at_and_hides_nothing(sandbox: Sandbox) -> None:
    """Whoever can write the store can lose evidence; the gate then has none, and no lie."""
    assert sandbox.pbom("approve", "HEAD", "--reason", "a bundle that is no source").code == 0
    head = sandbox.git("rev-parse", "HEAD").strip()
    other = next(sandbox.state.glob("objects/sha256/*/*"))
    there = other.parent.name + other.name
    (sandbox.state / "source").write_text(f"{head} {'0' * 64} {there} tag\n", "ascii")
    assert sandbox.pbom("run", "--", "true").code == 0
    assert sources(sandbox) == []
    assert sandbox.pbom("source").code == 0
    assert len(sources(sandbox)) == 1


def test_a_range_that_was_named_replaces_no_other(sandbox: Sandbox) -> None:
    """To name a range is a way to leave commits out."""
    assert sandbox.pbom("source", "HEAD..HEAD").code == 0
    sandbox.release()
    assert "1 declared" in sandbox.pbom("show", "out.bin.pbom.cdx.json").text
    assert sandbox.pbom("source", "HEAD..HEAD").code == 0
    assert sandbox.pbom("assemble", "out.bin").code == 0
    shown = sandbox.pbom("show", "out.bin.pbom.cdx.json").text
    assert "1 declared" in shown
    assert "range by    root" in shown


def test_an_empty_range_says_so(sandbox: Sandbox) -> None:
    done = sandbox.pbom("commits", "HEAD..HEAD")
    assert done.code == 0
    assert "not looked at: range-empty" in done.text


def test_a_subject_cannot_reach_the_next_line_of_a_terminal(sandbox: Sandbox) -> None:
    forged = "fix" + " " * 150 + "0123456789ab  declared-none  all is well" + "x" * 500
    sandbox.write("a.txt", "a")
    sandbox.commit(forged)
    for arguments in (("commits",), ("commits", "--explain", "HEAD")):
        text = sandbox.pbom(*arguments).text
        assert "   0123456789ab" not in text
        assert max(map(len, text.splitlines())) < 1100
    [line] = [line for line in sandbox.pbom("commits").text.splitlines() if "all is well" in line]
    assert len(line) < 200


def test_explain_shows_every_marker_with_its_line(sandbox: Sandbox) -> None:
    done = sandbox.pbom("commits", "--explain", "HEAD")
    assert done.code == 0, done
    assert CLAUDE in done.text
    assert "co-author, declared-by-tool, message line, commit" in done.text
    assert "file       A .github/workflows/ci.yml  (workflow)" in done.text
    root = sandbox.pbom("commits", "--explain", "HEAD~2")
    assert "no marker: unknown, which is not the same as written by a person" in root.text


@pytest.mark.parametrize("form", ["text", "json", "markdown", "csv"])
def test_every_form_lists_every_commit(sandbox: Sandbox, form: str) -> None:
    done = sandbox.pbom("commits", f"--format={form}")
    assert done.code == 0, done
    assert done.text.count("add a workflow") == 1
    assert "claude-code" in done.text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--format=xml",), "there are: csv, json, markdown, text"),
        (("nowhere..HEAD",), "no such commit"),
        (("--explain", "nowhere"), "no such commit"),
    ],
)
def test_a_wrong_question_is_told_with_a_way_out(
    sandbox: Sandbox, arguments: tuple[str, ...], told: str
) -> None:
    done = sandbox.pbom("commits", *arguments)
    assert done.code == 2
    assert told in done.complaint


def test_an_agent_that_runs_the_build_is_in_the_pbom(sandbox: Sandbox) -> None:
    inside = sandbox.using({"CLAUDECODE": "1"})
    inside.release()
    [step] = [item for item in inside.statements() if isinstance(item, StepStatement)]
    assert ("claude-code", "environment CLAUDECODE") in [
        (seen.agent, seen.basis) for seen in step.observed_agents
    ]
    document = json.loads((inside.project / "out.bin.pbom.cdx.json").read_bytes())
    assert "claude-code: environment CLAUDECODE" in json.dumps(document)


def test_what_is_recorded_reads_back_as_it_was(sandbox: Sandbox) -> None:
    assert sandbox.pbom("source").code == 0
    [source] = sources(sandbox)
    assert source.changes == replace(source.changes)
    [change, *_] = source.changes.changes
    assert [path.name for path in change.paths or ()] == [".github/workflows/ci.yml", "AGENTS.md"]
    assert change.review.state == "none-visible"
