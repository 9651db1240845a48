"""Nx "s1ngularity" (August 2025): an install script drove the AI agents that it found."""

import io
import json
import tarfile
from pathlib import Path

from tests.scenarios.pipeline import Pipeline

SCRIPT = """
const { execSync } = require("child_process");
const { readFileSync } = require("fs");
try { readFileSync(process.env.HOME + "/.aws/credentials"); } catch {}
try { execSync("claude --dangerously-skip-permissions -p find-secrets"); } catch {}
"""
AGENT = "#!/bin/sh\necho found nothing\n"


def package(name: str, scripts: dict[str, str], script: str) -> bytes:
    """A package as a registry would hand it out."""
    files = {
        "package/package.json": json.dumps(
            {"name": name, "version": "1.0.0", "main": "index.js", "scripts": scripts}
        ),
        "package/index.js": "module.exports = 1;\n",
        "package/script.js": script,
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, text in files.items():
            info = tarfile.TarInfo(path)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return packed.getvalue()


def npm_project(root: Path, scripts: dict[str, str], script: str) -> Pipeline:
    """A project with one dependency, locked and vendored."""
    files = {
        "package.json": json.dumps(
            {
                "name": "app",
                "version": "1.0.0",
                "main": "index.js",
                "files": ["index.js"],
                "dependencies": {"dep": "file:dep.tgz"},
            }
        ),
        "index.js": "module.exports = require('dep');\n",
        ".gitignore": "node_modules/\n*-1.0.0.tgz\n",
    }
    pipeline = Pipeline(root, files)
    (pipeline.project / "dep.tgz").write_bytes(package("dep", scripts, script))
    rules = pipeline.declare_npm()
    pipeline.bench.must("npm", "install", "--package-lock-only", "--offline", "--silent")
    return pipeline.demand(rules)


def build(pipeline: Pipeline, *options: str) -> None:
    """Install and pack, in one traced step."""
    install = " ".join(("npm ci --offline --silent --no-audit", *options))
    pipeline.run("sh", "-c", f"{install} && npm pack --silent", output="app-1.0.0.tgz")


def _with_agent(root: Path) -> Pipeline:
    pipeline = npm_project(root, {"postinstall": "node script.js"}, SCRIPT)
    pipeline.at_home(".aws/credentials", "[default]\n")
    agent = pipeline.at_home("bin/claude", AGENT)
    agent.chmod(0o755)
    pipeline.bench.environment["PATH"] = f"{agent.parent}:{pipeline.bench.environment['PATH']}"
    return pipeline


def test_an_install_script_that_drives_an_agent_and_reads_credentials(tmp_path: Path) -> None:
    pipeline = _with_agent(tmp_path)
    build(pipeline)
    judged = pipeline.judge("app-1.0.0.tgz")
    assert judged.code == 1
    assert {"no-agent-in-build", "secrets-untouched", "inputs-explained"} <= judged.rules
    assert judged.said_by("no-agent-in-build") == [
        ("step build", "claude-code: traced process claude")
    ]
    [(_, secret)] = judged.said_by("secrets-untouched")
    assert secret.startswith("AWS credentials, ")
    assert secret.endswith(", read by node script.js")
    assert any("/bin/claude" in subject for subject, _ in judged.said_by("inputs-explained"))


def test_the_same_dependency_without_its_scripts_ships(tmp_path: Path) -> None:
    pipeline = _with_agent(tmp_path)
    build(pipeline, "--ignore-scripts")
    assert pipeline.judge("app-1.0.0.tgz").complaints == []


def test_a_dependency_with_an_honest_script_ships(tmp_path: Path) -> None:
    pipeline = npm_project(tmp_path, {"postinstall": "node script.js"}, "console.log(1);\n")
    build(pipeline)
    assert pipeline.judge("app-1.0.0.tgz").complaints == []
