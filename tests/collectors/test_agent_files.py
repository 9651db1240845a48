"""Agent files at the head, from trees that git wrote."""

import hashlib
import json
from pathlib import Path

import pytest

from pbom import plugins
from pbom.collectors import agent_files
from pbom.collectors.agent_files import read_agent_files
from pbom.collectors.git_objects import GitObjects
from pbom.model.change import AgentFile
from pbom.model.evidence import Gap
from pbom.model.remedies import remedy_for
from tests.collectors.histories import Repository

TABLE = plugins.agent_table()
SECRET = "ghp_" + "Zz9" * 12


def look(repository: Repository, tree: str = "") -> tuple[dict[str, AgentFile], tuple[Gap, ...]]:
    """The agent files of a tree, or at the head, by name, and the gaps."""
    tree = tree or repository.id_of("HEAD^{tree}")
    with GitObjects(repository.git) as objects:
        files, gaps = read_agent_files(objects, tree, TABLE)
    assert all(remedy_for(gap.kind) for gap in gaps)
    assert [item.name for item in files] == sorted(item.name for item in files)
    return {item.name: item for item in files}, gaps


def test_files_with_their_digests(repository: Repository) -> None:
    repository.sandbox.write("pkg/AGENTS.md", "be careful\n")
    repository.sandbox.write(".claude/settings.json", "{}")
    repository.commit("one", name="CLAUDE.md", content="rules\n")
    files, gaps = look(repository)
    assert gaps == ()
    assert [(item.name, item.kind, item.agent) for item in files.values()] == [
        (".claude/settings.json", "settings", "claude-code"),
        ("CLAUDE.md", "instructions", "claude-code"),
        ("pkg/AGENTS.md", "instructions", ""),
    ]
    digests = files["CLAUDE.md"].digests
    assert (
        str(digests.get("sha256")) == f"sha256:{hashlib.sha256(b'rules' + bytes([10])).hexdigest()}"
    )
    assert str(digests.get("gitBlob")) == f"gitBlob:{repository.id_of('HEAD:CLAUDE.md')}"


def test_what_is_only_in_the_working_tree_is_not_there(repository: Repository) -> None:
    repository.commit("one", name="CLAUDE.md", content="committed\n")
    repository.sandbox.write("CLAUDE.md", "changed\n")
    repository.sandbox.write("AGENTS.md", "untracked\n")
    files, _ = look(repository)
    expected = hashlib.sha256(b"committed\n").hexdigest()
    assert list(files) == ["CLAUDE.md"]
    assert str(files["CLAUDE.md"].digests.get("sha256")) == f"sha256:{expected}"


def test_the_names_of_servers_and_no_secret(repository: Repository) -> None:
    servers = {"github": {"command": "x", "env": {"T": SECRET}}, "db": {}}
    repository.sandbox.write(".mcp.json", json.dumps({"mcpServers": servers}))
    repository.sandbox.write(".vscode/mcp.json", '{\n// servers\n"servers": {"docs": {},}}')
    repository.commit("one", name=".codex/config.toml", content="[mcp_servers.web]\n")
    files, gaps = look(repository)
    assert gaps == ()
    assert {name: item.servers for name, item in files.items()} == {
        ".codex/config.toml": ("web",),
        ".mcp.json": ("db", "github"),
        ".vscode/mcp.json": ("docs",),
    }
    assert SECRET not in repr(files)


def test_a_configuration_that_cannot_be_read_is_listed_and_said(repository: Repository) -> None:
    repository.commit("one", name=".mcp.json", content=f'{{"{SECRET}": 1, "{SECRET}": 2}}')
    files, gaps = look(repository)
    assert list(files) == [".mcp.json"]
    assert files[".mcp.json"].digests.get("sha256")
    assert [(gap.kind, gap.detail) for gap in gaps] == [
        ("agent-file-not-read", ".mcp.json: the names of its servers cannot be read")
    ]


# Links.


def test_a_link_is_listed_with_the_file_that_it_leads_to(repository: Repository) -> None:
    (repository.folder / "CLAUDE.md").symlink_to("docs/rules.txt")
    (repository.folder / "GEMINI.md").symlink_to("AGENTS.md")
    repository.sandbox.write("AGENTS.md", "rules\n")
    repository.commit("one", name="docs/rules.txt")
    files, gaps = look(repository)
    assert gaps == ()
    assert {name: item.target for name, item in files.items()} == {
        "AGENTS.md": "",
        "CLAUDE.md": "docs/rules.txt",
        "GEMINI.md": "AGENTS.md",
        "docs/rules.txt": "",
    }
    assert files["docs/rules.txt"].agent == "claude-code"
    target = hashlib.sha256(b"docs/rules.txt").hexdigest()
    assert str(files["CLAUDE.md"].digests.get("sha256")) == f"sha256:{target}"


def test_a_link_in_the_place_of_a_directory(repository: Repository) -> None:
    (repository.folder / ".claude").symlink_to("agents/claude")
    repository.sandbox.write("agents/claude/settings.json", "{}")
    repository.commit("one", name="agents/claude/skills/x.md")
    files, gaps = look(repository)
    assert gaps == ()
    assert list(files) == [".claude", "agents/claude/settings.json", "agents/claude/skills/x.md"]


def test_a_link_to_a_link(repository: Repository) -> None:
    (repository.folder / "CLAUDE.md").symlink_to("one")
    (repository.folder / "one").symlink_to("deep/two")
    (repository.folder / "deep").mkdir()
    (repository.folder / "deep/two").symlink_to("../rules.txt")
    repository.commit("one", name="rules.txt")
    assert list(look(repository)[0]) == ["CLAUDE.md", "rules.txt"]


OUTSIDE = ("/etc/passwd", "../outside", "../../outside", "missing", "CLAUDE.md", ".", "a/../../b")


@pytest.mark.parametrize("target", OUTSIDE)
def test_a_link_that_leads_to_no_file_is_said(repository: Repository, target: str) -> None:
    (repository.folder / "CLAUDE.md").symlink_to(target)
    repository.commit("one")
    files, gaps = look(repository)
    assert files["CLAUDE.md"].target in {target, f"raw:{target}"}
    assert list(files) == ["CLAUDE.md"]
    assert [gap.kind for gap in gaps] == ["agent-file-outside"]


def test_a_submodule_in_the_place_of_a_directory_is_said(repository: Repository) -> None:
    head = repository.commit("one")
    repository.run("update-index", "--add", "--cacheinfo", f"160000,{head},.claude")
    repository.run("commit", "-q", "-m", "two")
    files, gaps = look(repository)
    assert files == {}
    assert [(gap.kind, gap.detail) for gap in gaps] == [
        ("agent-file-outside", ".claude: a submodule")
    ]


# What is missing, or too much.


def test_contents_that_are_not_here(repository: Repository, tmp_path: Path) -> None:
    repository.commit("one", name="CLAUDE.md")
    clone = repository.clone(tmp_path / "clone", "--filter=blob:none", "--bare")
    files, gaps = look(clone, repository.id_of("HEAD^{tree}"))
    assert [digest.algorithm for digest in files["CLAUDE.md"].digests] == ["gitBlob"]
    assert [gap.detail for gap in gaps] == ["CLAUDE.md: its content is not here"]


def test_directories_that_are_not_here(repository: Repository, tmp_path: Path) -> None:
    repository.commit("one", name=".claude/settings.json")
    clone = repository.clone(tmp_path / "clone", "--filter=tree:0", "--bare")
    files, gaps = look(clone, repository.id_of("HEAD^{tree}"))
    assert files == {}
    assert [gap.kind for gap in gaps] == ["agent-files-left-out"]


def test_a_large_file_is_known_by_its_git_digest(repository: Repository) -> None:
    repository.commit("one", name=".specstory/history/a.md", content="x" * 1_100_000)
    files, gaps = look(repository)
    (item,) = files.values()
    assert (item.kind, [digest.algorithm for digest in item.digests]) == ("record", ["gitBlob"])
    assert [gap.detail for gap in gaps] == [".specstory/history/a.md: its content is too large"]


def test_more_files_than_anybody_has(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agent_files, "MAX_FILES", 3)
    for number in range(5):
        repository.sandbox.write(f".claude/skills/{number}.md", "x")
    repository.commit("one")
    files, gaps = look(repository)
    assert len(files) == 3
    assert [gap.kind for gap in gaps] == ["agent-files-left-out"]


def test_a_tree_without_end(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_files, "MAX_ENTRIES", 1000)
    repository.commit("one", name="CLAUDE.md")
    below, mode = repository.id_of("HEAD:CLAUDE.md"), "100644 blob"
    for _ in range(9):
        lines = "".join(f"{mode} {below}\tn{number}\n" for number in range(10))
        done = repository.sandbox.run("git", "mktree", stdin=lines.encode())
        below, mode = done.text.strip(), "040000 tree"
    with GitObjects(repository.git) as objects:
        files, gaps = read_agent_files(objects, below, TABLE)
    assert (files, [gap.kind for gap in gaps]) == ((), ["agent-files-left-out"])


def test_odd_names(repository: Repository) -> None:
    repository.sandbox.write(".claude/line\nbreak\u202e.md", "x")
    repository.commit("one", name=".CLAUDE/Settings.JSON")
    files, _ = look(repository)
    assert {(name, item.kind) for name, item in files.items()} == {
        (".CLAUDE/Settings.JSON", "settings"),
        ("raw:.claude/line%0Abreak%E2%80%AE.md", "settings"),
    }
