"""``pbom diff`` of real releases, with differences that are known."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.session import ARCHIVE, BUNDLE, DOCUMENT, Sandbox
from tests.cli.test_hostile_names import HIDDEN, NAMES
from tests.ecosystems import test_github_workflow, test_uv_lock
from tests.tracing import needs_strace

Difference = dict[str, Any]
CLAUDE = "Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>"


def keep(sandbox: Sandbox, name: str) -> str:
    """A release put aside, with nothing of it left in the project; the path of its PBOM."""
    folder = sandbox.base / name
    folder.mkdir()
    for file in (DOCUMENT, BUNDLE, ARCHIVE):
        shutil.move(sandbox.project / file, folder / file)
    (sandbox.project / "out.bin").unlink()
    return str(folder / DOCUMENT)


def releases(sandbox: Sandbox) -> tuple[str, str]:
    """Two releases: the second one has another package, an agent's commit and another command."""
    sandbox.write("uv.lock", test_uv_lock.SAMPLE)
    sandbox.write(".github/workflows/ci.yml", test_github_workflow.SAMPLE)
    sandbox.commit("lock")
    sandbox.git("tag", "v1")
    sandbox.release()
    old = keep(sandbox, "old")
    sandbox.write("uv.lock", test_uv_lock.SAMPLE.replace("13.0", "13.1"))
    sandbox.write("CLAUDE.md", "be good\n")
    sandbox.commit(f"take a newer rich\n\n{CLAUDE}")
    sandbox.write("src.txt", "good day\n")
    sandbox.commit("say it better")
    done = sandbox.pbom("run", "--output=out.bin", "--", "make")
    assert done.code == 0, done
    assert sandbox.pbom("assemble", "out.bin").code == 0
    return old, keep(sandbox, "new")


def differences(sandbox: Sandbox, *arguments: str) -> list[Difference]:
    done = sandbox.pbom("diff", *arguments, "--format=json")
    assert done.code == 0, done
    found: list[Difference] = json.loads(done.out)["differences"]
    return found


def test_every_known_difference_is_shown_and_no_other(sandbox: Sandbox) -> None:
    old, new = releases(sandbox)
    ids = sandbox.git("log", "-2", "--format=%H").split()
    found = {
        (item["kind"], item["change"], item["subject"]): item
        for item in differences(sandbox, old, new)
    }
    assert set(found) == {
        ("dependencies", "changed", "pkg:pypi/rich"),
        ("commands", "changed", "step build"),
        ("commits", "added", f"commit {ids[0]}"),
        ("commits", "added", f"commit {ids[1]}"),
        ("commits", "changed", "source source"),
        ("agents", "added", "agent claude-code"),
        ("agents", "added", "model Claude Opus 4.6"),
        ("agents", "added", "configuration CLAUDE.md"),
        ("pipeline", "added", "definition CLAUDE.md, touched by an agent's commit"),
        ("pipeline", "added", "definition uv.lock, touched by an agent's commit"),
        ("artifacts", "changed", "out.bin"),
        ("artifacts", "changed", "out.bin (made by step build)"),
        ("coverage", "changed", "the look at the commits of source"),
    }
    rich = found["dependencies", "changed", "pkg:pypi/rich"]
    (introduced,) = [note["value"] for note in rich["new"]["notes"] if note["name"] == "introduced"]
    assert introduced == f"version {ids[1]} declared"
    texts = [reason["text"] for reason in rich["reasons"]]
    assert "a commit that an agent had a part in brought it" in texts
    by_agent = {
        fact["name"]: fact["value"]
        for fact in found["commits", "added", f"commit {ids[1]}"]["new"]["facts"]
    }
    assert (by_agent["class"], by_agent["review"]) == ("declared", "none-visible")
    basis = found["coverage", "changed", "the look at the commits of source"]
    assert {"name": "range by", "value": "tag"} in basis["new"]["facts"]


def test_an_unchanged_rebuild_is_no_difference(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.write("uv.lock", test_uv_lock.SAMPLE)
    sandbox.commit(f"lock\n\n{CLAUDE}")
    sandbox.release()
    old = keep(sandbox, "old")
    elsewhere = tmp_path / "another place"
    other = sandbox.copy(elsewhere)
    shutil.rmtree(other.state)
    other.release()
    new = keep(other, "new")
    assert Path(old).read_bytes() != Path(new).read_bytes()
    done = sandbox.pbom("diff", old, new, "--exit-code", "--fail-on=commits,dependencies,commands")
    assert done.code == 0, done
    assert "\nno differences\n" in done.text


def test_a_traced_build_again_is_no_difference_though_its_temporary_files_have_other_names(
    sandbox: Sandbox,
) -> None:
    needs_strace()
    script = "t=$(mktemp -d); cp src.txt $t/a; cat $t/a > out.bin; rm -r $t"
    kept = []
    for name in ("old", "new"):
        done = sandbox.pbom("run", "--trace=all", "--output=out.bin", "--", "sh", "-c", script)
        assert done.code == 0, done
        assert sandbox.pbom("assemble", "out.bin").code == 0
        kept.append(keep(sandbox, name))
    done = sandbox.pbom("diff", *kept, "--exit-code", "--fail-on=network,coverage,commands")
    assert done.code == 0, done
    assert "\nno differences\n" in done.text
    assert "not compared" not in done.text


def test_the_exit_code(sandbox: Sandbox) -> None:
    old, new = releases(sandbox)

    def code(*arguments: str) -> int:
        return sandbox.pbom("diff", old, new, *arguments).code

    assert code() == 0
    assert code("--exit-code") == 1
    assert code("--exit-code", "--only=builder") == 0
    assert code("--fail-on=dependencies") == 1
    assert code("--fail-on=dependencies", "--only=builder") == 1
    assert code("--fail-on=dependencies:added, agents:removed") == 0
    assert code("--fail-on=agents:added") == 1
    assert code("--fail-on=network") == 3
    assert code("--fail-on=any") == 3
    assert code("--only=network", "--exit-code") == 3
    for wrong in ("--only=packages", "--fail-on=agents:new", "--format=xml", "--policy=none.toml"):
        assert code(wrong) == 2


def test_only_shows_what_was_asked_for(sandbox: Sandbox) -> None:
    old, new = releases(sandbox)
    found = differences(sandbox, old, new, "--only=dependencies,commands")
    assert {item["kind"] for item in found} == {"dependencies", "commands"}


def test_both_sides_are_verified_where_a_policy_is_given(sandbox: Sandbox) -> None:
    old, new = releases(sandbox)
    policy = "--policy=pbom.policy.toml"
    unverified = sandbox.pbom("diff", old, new)
    assert unverified.text.startswith("NOT VERIFIED")
    done = sandbox.pbom("diff", old, new, policy)
    assert (done.code, done.text.split(":")[0]) == (0, "both sides are verified")
    forged = Path(new).read_bytes().replace(b"none-visible", b"verified")
    assert forged != Path(new).read_bytes()
    Path(new).write_bytes(forged)
    assert sandbox.pbom("diff", old, new).code == 0
    done = sandbox.pbom("diff", old, new, policy)
    assert done.code == 4
    assert done.text.startswith("DENIED")
    assert "pbom-recomputed" in done.text


def test_the_new_one_is_verified_for_an_environment(sandbox: Sandbox) -> None:
    old, new = releases(sandbox)
    text = (sandbox.project / "pbom.policy.toml").read_text("utf-8")
    sandbox.write("pbom.policy.toml", text + "\n[environments.prod.rules.changes-reviewed]\n")
    policy = "--policy=pbom.policy.toml"
    assert sandbox.pbom("diff", old, new, policy).code == 0
    done = sandbox.pbom("diff", old, new, policy, "--env=prod", "--format=json")
    assert done.code == 1, done
    found = json.loads(done.text)
    assert (found["old"]["standing"], found["new"]["standing"]) == ("verified", "denied")
    assert any("changes-reviewed" in text for text in found["new"]["objections"])
    assert sandbox.pbom("diff", old, new, policy, "--env=nowhere").code == 2
    assert sandbox.pbom("diff", old, new, "--env=prod").code == 2


def test_a_page_can_be_kept(sandbox: Sandbox) -> None:
    old, new = releases(sandbox)
    done = sandbox.pbom("diff", old, new, "--format=html")
    assert done.code == 0
    assert done.text.startswith("<!DOCTYPE html>")
    assert "changed dependencies: pkg:pypi/rich" in done.text


def test_evidence_that_is_not_there_is_no_verification(sandbox: Sandbox) -> None:
    old, new = releases(sandbox)
    for path in (old, new):
        Path(path).with_name(ARCHIVE).unlink()
    shutil.rmtree(sandbox.state)
    done = sandbox.pbom("diff", old, new, "--policy=pbom.policy.toml")
    assert (done.code, done.text.split(":")[0]) == (3, "DENIED")


def test_a_document_of_another_tool_is_never_verified(sandbox: Sandbox) -> None:
    plain = str(
        sandbox.write(
            "a.json", '{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": []}'
        )
    )
    done = sandbox.pbom("diff", plain, plain)
    assert done.code == 0
    assert "not compared: " in done.text
    assert sandbox.pbom("diff", plain, plain, "--policy=pbom.policy.toml").code == 3
    assert sandbox.pbom("diff", plain, plain, "--fail-on=commits").code == 3
    assert sandbox.pbom("diff", plain, plain, "--fail-on=dependencies").code == 0


def test_what_is_no_document(sandbox: Sandbox) -> None:
    wrong = str(sandbox.write("wrong.json", "{}"))
    done = sandbox.pbom("diff", wrong, wrong)
    assert (done.code, done.complaint) == (
        4,
        f"pbom: {wrong}: $.bomFormat: expected CycloneDX as JSON\n",
    )
    assert sandbox.pbom("diff", "nowhere", wrong).code == 2


@pytest.mark.parametrize("name", list(NAMES.values()), ids=list(NAMES))
def test_hostile_names_of_files_and_commits(sandbox: Sandbox, name: str) -> None:
    sandbox.release()
    old = keep(sandbox, "old")
    subject = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    sandbox.git("commit", "-q", "--allow-empty", "-m", f"{subject}\n\n{CLAUDE}")
    (sandbox.project / name.replace("/", "")).write_bytes(b"x")
    done = sandbox.pbom("run", "--output=out.bin", "--", "make", "-s")
    assert done.code == 0, done
    assert sandbox.pbom("assemble", "out.bin").code == 0
    new = keep(sandbox, "new")
    for form in ("text", "markdown", "json"):
        done = sandbox.pbom("diff", old, new, f"--format={form}")
        assert done.code == 0, done
        assert "added materials" in done.text or form == "json"
        assert not [character for character in HIDDEN if character in done.text]
        assert not [line for line in done.text.split("\n") if line.startswith("SHIP")]


def test_a_tag_that_was_moved_between_two_runs_shows_though_no_file_changed(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """The same `uses:`, and another action: only what the name came to tells."""
    action = tmp_path / "action"
    mirror = tmp_path / "mirrors/me/it.git"
    action.mkdir()
    sandbox.write("pbom.toml", f'[pipeline]\nmirrors = ["{tmp_path}/mirrors"]\n')
    sandbox.write(
        ".github/workflows/ci.yml",
        "jobs:\n  build:\n    runs-on: x\n    steps:\n      - uses: me/it@v1\n",
    )
    sandbox.commit("use it")
    sandbox.git("init", "-q", "-b", "main", folder=action)

    def publish(text: str) -> str:
        (action / "action.yml").write_text(text)
        sandbox.git("add", "-A", folder=action)
        sandbox.git("commit", "-q", "--allow-empty", "-m", text, folder=action)
        sandbox.git("tag", "-f", "v1", folder=action)
        shutil.rmtree(mirror, ignore_errors=True)
        sandbox.git("clone", "-q", "--mirror", str(action), str(mirror))
        return sandbox.git("rev-parse", "HEAD", folder=action).strip()

    def release(name: str) -> str:
        shutil.rmtree(sandbox.state)  # as on a fresh runner
        sandbox.release()
        return keep(sandbox, name)

    first = publish("one")
    old, same = release("old"), release("same")
    assert not [one for one in differences(sandbox, old, same) if one["kind"] == "pipeline"]
    moved = publish("two")
    new = release("new")
    (found,) = [one for one in differences(sandbox, old, new) if one["kind"] == "pipeline"]
    assert found["subject"] == "action me/it@v1"
    assert found["reasons"][0]["text"] == "the same name came to other content"
    text = json.dumps(found)
    assert f"git-commit gitCommit:{first} mirror" in text
    assert f"git-commit gitCommit:{moved} mirror" in text
    shutil.rmtree(mirror)
    (lost,) = [
        one for one in differences(sandbox, old, release("lost")) if one["kind"] == "pipeline"
    ]
    told = [reason["text"] for reason in lost["reasons"]]
    assert "nobody could see any more what it came to" in told
