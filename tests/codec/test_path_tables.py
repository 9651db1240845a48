"""The tables of pipeline definitions and agent files, and the rows that a project adds."""

import pytest

from pbom import plugins
from pbom.codec.config import read_config
from pbom.codec.path_tables import read_agent_table, read_pipeline_table
from pbom.errors import UsageError
from pbom.model.path_table import Row

AGENTS = plugins.agent_table()
TABLE = plugins.pipeline_table(AGENTS)

KINDS = {
    ".github/workflows/ci.yml": "workflow",
    ".github/actions/setup/action.yml": "workflow",
    "action.yml": "workflow",
    ".gitea/workflows/ci.yaml": "workflow",
    ".forgejo/workflows/ci.yaml": "workflow",
    ".gitlab-ci.yml": "ci-config",
    "ci/deploy.gitlab-ci.yml": "ci-config",
    ".circleci/config.yml": "ci-config",
    "Jenkinsfile": "ci-config",
    "azure-pipelines.yml": "ci-config",
    "azure-pipelines-release.yml": "ci-config",
    "bitbucket-pipelines.yml": "ci-config",
    ".buildkite/pipeline.yml": "ci-config",
    ".drone.yml": "ci-config",
    ".woodpecker/build.yml": "ci-config",
    ".woodpecker.yml": "ci-config",
    ".tekton/push.yaml": "ci-config",
    ".travis.yml": "ci-config",
    "Dockerfile": "container",
    "docker/Dockerfile.alpine": "container",
    "Containerfile": "container",
    "compose.yaml": "container",
    "docker-compose.prod.yml": "container",
    "docker-bake.hcl": "container",
    ".devcontainer/devcontainer.json": "container",
    "Makefile": "build-script",
    "src/GNUmakefile": "build-script",
    "rules.mk": "build-script",
    "CMakeLists.txt": "build-script",
    "cmake/FindX.cmake": "build-script",
    "meson.build": "build-script",
    "BUILD.bazel": "build-script",
    "MODULE.bazel": "build-script",
    "build.gradle.kts": "build-script",
    "gradle/wrapper/gradle-wrapper.properties": "build-script",
    "crates/x/build.rs": "build-script",
    ".cargo/config.toml": "build-script",
    "setup.py": "build-script",
    "tox.ini": "build-script",
    "noxfile.py": "build-script",
    ".npmrc": "build-script",
    "Justfile": "build-script",
    "debian/rules": "build-script",
    "package.json": "package-manifest",
    "pyproject.toml": "package-manifest",
    "Cargo.toml": "package-manifest",
    "go.mod": "package-manifest",
    "module/pom.xml": "package-manifest",
    "requirements-dev.txt": "package-manifest",
    ".gitmodules": "package-manifest",
    "package-lock.json": "lock-file",
    "frontend/yarn.lock": "lock-file",
    "uv.lock": "lock-file",
    "Cargo.lock": "lock-file",
    "go.sum": "lock-file",
    "Gemfile.lock": "lock-file",
    "flake.lock": "lock-file",
    ".terraform.lock.hcl": "lock-file",
    ".pre-commit-config.yaml": "hook",
    ".husky/pre-push": "hook",
    ".goreleaser.yaml": "release",
    "charts/app/templates/deployment.yaml": "deploy",
    "Chart.yaml": "deploy",
    "kustomization.yaml": "deploy",
    "deploy/run.sh": "deploy",
    "main.tf": "infrastructure",
    "env/prod.tfvars": "infrastructure",
    "CODEOWNERS": "review-config",
    ".github/CODEOWNERS": "review-config",
    ".github/dependabot.yml": "review-config",
    "renovate.json": "review-config",
    ".gitattributes": "review-config",
    "pbom.policy.toml": "policy",
    "pbom.toml": "policy",
    "AGENTS.md": "agent-instructions",
    "deep/er/CLAUDE.md": "agent-instructions",
    ".cursor/rules/style.mdc": "agent-instructions",
    ".mcp.json": "agent-instructions",
    ".vscode/mcp.json": "agent-instructions",
    ".claude/settings.json": "agent-instructions",
    ".github/copilot-instructions.md": "agent-instructions",
    "README.md": "",
    "src/main.c": "",
    "docs/agents.md": "",
    "docs/gemini.md": "",
    "src/makefile_parser.py": "",
    "build/output.o": "",
    "test/main.spec.ts": "",
    "locales/mcp.json": "",
    ".github/ISSUE_TEMPLATE/bug.md": "",
    ".github/FUNDING.yml": "",
    "package.json.bak": "",
}


@pytest.mark.parametrize("name", KINDS)
def test_kinds_of_pipeline_definitions(name: str) -> None:
    assert TABLE.kind_of(name) == KINDS[name]


@pytest.mark.parametrize("name", [name for name in KINDS if KINDS[name] and name != "AGENTS.md"])
def test_in_capitals_most_are_still_what_they_are(name: str) -> None:
    exact = name.rpartition("/")[2] in {"CLAUDE.md", "AGENTS.md"}
    assert exact or TABLE.kind_of(name.upper()) == KINDS[name]


FILES = {
    "CLAUDE.md": ("instructions", "claude-code"),
    "pkg/CLAUDE.local.md": ("instructions", "claude-code"),
    "claude.md": ("instructions", "claude-code"),
    "AGENTS.md": ("instructions", ""),
    "a/b/AGENTS.md": ("instructions", ""),
    "GEMINI.md": ("instructions", "gemini-cli"),
    "QWEN.md": ("instructions", "qwen-code"),
    ".cursorrules": ("instructions", "cursor"),
    ".cursor/rules/a.mdc": ("instructions", "cursor"),
    ".cursor/mcp.json": ("mcp", "cursor"),
    ".cursor/hooks.json": ("hook", "cursor"),
    ".mcp.json": ("mcp", ""),
    ".vscode/mcp.json": ("mcp", "copilot"),
    ".claude/settings.json": ("settings", "claude-code"),
    ".claude/settings.local.json": ("settings", "claude-code"),
    ".claude/commands/release.md": ("prompt", "claude-code"),
    ".claude/agents/reviewer.md": ("agent", "claude-code"),
    ".claude/skills/x/SKILL.md": ("skill", "claude-code"),
    ".claude/hooks/check.sh": ("hook", "claude-code"),
    ".agents/skills/x/run.py": ("skill", ""),
    ".github/copilot-instructions.md": ("instructions", "copilot"),
    ".github/instructions/py.instructions.md": ("instructions", "copilot"),
    ".github/prompts/a.prompt.md": ("prompt", "copilot"),
    ".github/agents/a.agent.md": ("agent", "copilot"),
    ".github/workflows/copilot-setup-steps.yml": ("instructions", "copilot"),
    ".windsurfrules": ("instructions", "windsurf"),
    ".windsurf/rules/a.md": ("instructions", "windsurf"),
    ".clinerules": ("instructions", "cline"),
    ".clinerules/a.md": ("instructions", "cline"),
    ".clinerules-code": ("instructions", "cline"),
    ".roo/rules/a.md": ("instructions", "roo-code"),
    ".roo/mcp.json": ("mcp", "roo-code"),
    ".roomodes": ("settings", "roo-code"),
    ".kilocode/rules/a.md": ("instructions", "kilo-code"),
    ".aider.conf.yml": ("settings", "aider"),
    ".continue/rules/a.md": ("instructions", "continue"),
    ".continue/mcpServers/a.yaml": ("mcp", "continue"),
    ".junie/guidelines.md": ("instructions", "junie"),
    ".kiro/steering/a.md": ("instructions", "kiro"),
    ".kiro/settings/mcp.json": ("mcp", "kiro"),
    ".amazonq/rules/a.md": ("instructions", "amazon-q"),
    ".amazonq/mcp.json": ("mcp", "amazon-q"),
    ".openhands/microagents/repo.md": ("agent", "openhands"),
    ".goosehints": ("instructions", "goose"),
    ".augment/rules/a.md": ("instructions", "augment"),
    ".augment-guidelines": ("instructions", "augment"),
    ".zed/settings.json": ("settings", "zed"),
    ".rules": ("instructions", ""),
    ".gemini/settings.json": ("settings", "gemini-cli"),
    ".codex/config.toml": ("settings", "codex"),
    ".opencode/agent/a.md": ("agent", "opencode"),
    "opencode.json": ("settings", "opencode"),
    "crush.json": ("settings", "crush"),
    ".cursorignore": ("ignore", "cursor"),
    ".specstory/history/a.md": ("record", "specstory"),
    ".agent-trace/traces.jsonl": ("record", "agent-trace"),
    ".entire/settings.json": ("record", "entire"),
    ".ai-attestation.yaml": ("record", "korext"),
    "llms.txt": None,
    "docs/agents.md": None,
    "src/claude.py": None,
    ".github/workflows/claude.yml": None,
    "agents/templates/a.md": None,
    "packages/claude/index.ts": None,
}


@pytest.mark.parametrize("name", FILES)
def test_agent_files(name: str) -> None:
    rule = AGENTS.files.find(name)
    assert (rule and (rule.kind, rule.agent)) == FILES[name]


SERVERS = {
    ".mcp.json": ("mcpServers", "servers"),
    ".cursor/mcp.json": ("mcpServers", "servers"),
    ".vscode/mcp.json": ("servers",),
    ".gemini/settings.json": ("mcpServers",),
    ".zed/settings.json": ("context_servers",),
    "opencode.json": ("mcp",),
    ".codex/config.toml": ("mcp_servers",),
    "package.json": None,
    "CLAUDE.md": None,
}


@pytest.mark.parametrize("name", SERVERS)
def test_where_the_names_of_servers_stand(name: str) -> None:
    assert AGENTS.servers.find(name) == SERVERS[name]


def test_every_row_with_servers_is_an_agent_file() -> None:
    for row in AGENTS.servers.rows:
        name = row.pattern.replace("**/", "").replace("*", "x").lstrip("/")
        assert AGENTS.files.find(name), row


def test_every_exact_pattern_is_one_of_the_table() -> None:
    exact = [row.pattern for row in AGENTS.files.rows if row.exact]
    assert sorted(exact) == [
        "AGENT.md", "AGENTS.md", "CLAUDE.md", "CRUSH.md", "GEMINI.md", "JULES.md", "OPENCODE.md",
        "QWEN.md", "SKILL.md", "WARP.md",
    ]  # fmt: skip


def test_a_project_adds_rows_of_its_own() -> None:
    config = read_config(
        b'[commits]\ntags = ["app-*"]\n[commits.pipeline]\nfirmware = ["/boot/**", "Makefile"]\n',
        "pbom.toml",
    )
    assert config.commits.tags.match("app-1")
    table = plugins.pipeline_table(AGENTS, config.commits.pipeline)
    assert table.kind_of("boot/stage1.s") == "firmware"
    assert table.kind_of("Makefile") == "firmware", "of equals the project's own decides"
    assert table.kind_of("Dockerfile") == "container"
    assert table.digest != TABLE.digest
    assert plugins.pipeline_table(AGENTS).digest == TABLE.digest


BROKEN = {
    "a kind that is no word": b'[commits.pipeline]\n"A b" = ["x"]\n',
    "a pattern that is none": b'[commits.pipeline]\nx = ["!x"]\n',
    "a pattern that is no text": b"[commits.pipeline]\nx = [1]\n",
    "a misspelt key": b'[commits]\ntag = ["x"]\n',
    "tags that are no list": b'[commits]\ntags = "x"\n',
}


@pytest.mark.parametrize("document", BROKEN.values(), ids=BROKEN)
def test_a_broken_configuration_is_refused(document: bytes) -> None:
    with pytest.raises(UsageError, match=r"pbom\.toml"):
        read_config(document, "pbom.toml")


@pytest.mark.parametrize(
    "document",
    [b"", b"version = 1", b'version = "1"', b'version = "1"\n[files.A]\nx = ["y"]\n[servers]',
     b'version = "1"\n[files.a]\nx = ["!"]\n[servers]',
     b'version = "1"\nmore = 1\n[files]\n[servers]'],
)  # fmt: skip
def test_a_broken_table_is_refused(document: bytes) -> None:
    with pytest.raises(UsageError, match=r"t\.toml"):
        read_agent_table(document, "t.toml")
    with pytest.raises(UsageError, match=r"t\.toml"):
        read_pipeline_table(document, "t.toml", AGENTS)


def test_a_row_of_a_table_that_is_none() -> None:
    with pytest.raises(UsageError, match="not a pattern"):
        plugins.pipeline_table(AGENTS, (Row("", "x"),))
