"""``pbom commits``: whole sessions with markers of agents and of a project's own."""

import json
from pathlib import Path

import pytest

from tests.cli.session import Sandbox

CLAUDE = "Co-authored-by: Claude <noreply@anthropic.com>"


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    """A repository with one commit of a person."""
    return Sandbox.with_commit(tmp_path)


def add(sandbox: Sandbox, message: str) -> str:
    """An empty commit."""
    sandbox.git("commit", "-q", "--allow-empty", "-m", message)
    return sandbox.git("rev-parse", "HEAD").strip()


def listed(sandbox: Sandbox, *arguments: str) -> list[dict[str, object]]:
    """The commits of the JSON form."""
    done = sandbox.pbom("commits", "--format", "json", *arguments)
    assert done.code == 0, done
    found: list[dict[str, object]] = json.loads(done.out)["commits"]
    return found


def test_an_agent_is_listed(sandbox: Sandbox) -> None:
    id_ = add(sandbox, f"add a cache\n\n{CLAUDE}")
    first = listed(sandbox)[0]
    assert (first["id"], first["class"], first["agents"]) == (id_, "declared", ["claude-code"])


def test_a_merged_branch_marks_what_it_brought(sandbox: Sandbox) -> None:
    sandbox.git("checkout", "-q", "-b", "codex/cache")
    id_ = add(sandbox, "add a cache")
    sandbox.git("checkout", "-q", "main")
    sandbox.git("merge", "-q", "--no-ff", "-m", "Merge branch 'codex/cache'", "codex/cache")
    classes = {one["id"]: one["class"] for one in listed(sandbox)}
    assert classes[id_] == "inferred"
    assert list(classes.values()).count("unknown") == 1


def test_a_project_has_markers_of_its_own(sandbox: Sandbox) -> None:
    add(sandbox, "add a cache\n\nAcme-Run: 12")
    assert listed(sandbox)[0]["class"] == "unknown"
    sandbox.write(
        "pbom.toml",
        '[markers.trailer.acme]\nkeys = ["acme-run"]\nvalue = "session"\nagent = "acme"\n',
    )
    assert listed(sandbox)[0]["agents"] == ["acme"]
    (sandbox.project / "deep").mkdir()
    done = sandbox.pbom("commits", folder=sandbox.project / "deep")
    assert "acme" in done.text


def test_a_mistake_in_the_markers_is_the_users(sandbox: Sandbox) -> None:
    sandbox.write("pbom.toml", "[markers.line.x]\nlines = ['{rest}']\n")
    done = sandbox.pbom("commits")
    assert done.code == 2
    assert "pbom.toml: $.markers.line.x.lines[0]" in done.complaint


def test_the_commits_of_either_side_are_no_range(sandbox: Sandbox) -> None:
    sandbox.write("more.txt", "more\n")
    sandbox.commit("one more")
    done = sandbox.pbom("commits", "HEAD~1...HEAD")
    assert done.code == 2
    assert done.complaint == (
        "pbom: not a range from a base to a head: 'HEAD~1...HEAD'\n"
        "hint: write HEAD~1..HEAD for what is new since HEAD~1\n"
    )
    assert sandbox.pbom("commits", "HEAD~1..HEAD").code == 0


def test_a_damaged_repository_is_no_list(sandbox: Sandbox) -> None:
    add(sandbox, "second")
    first = sandbox.git("rev-parse", "HEAD~1").strip()
    (sandbox.project / ".git" / "objects" / first[:2] / first[2:]).unlink()
    done = sandbox.pbom("commits")
    assert done.code not in {0, 1}
    assert done.out == b""


def test_a_message_cannot_draw_on_the_terminal(sandbox: Sandbox) -> None:
    add(sandbox, f"\x1b[2Jgone\u202e\n\n{CLAUDE}\x1b[31m")
    done = sandbox.pbom("commits")
    assert "\x1b" not in done.text
    assert "\u202e" not in done.text
    assert "declared" in done.text
