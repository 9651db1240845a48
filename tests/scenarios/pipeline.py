"""A small project with a traced pipeline, and a gate that demands explanations."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from msgspec import Struct

from tests.tracing import needs_strace
from tests.workbench import Done, Workbench, missing, require

STRICT = """
[rules.inputs-explained]
[rules.outputs-explained]
[rules.coverage-at-least]
[rules.network-allowed]
[rules.no-agent-in-build]
[rules.secrets-untouched]
[rules.cache-trusted]
"""
"""Everything that a trace can be asked."""


class Judged(Struct, frozen=True):
    """What the gate said."""

    code: int
    findings: tuple[Mapping[str, Any], ...]

    @property
    def rules(self) -> set[str]:
        """The rules that said no."""
        return {item["rule"] for item in self.findings if item["severity"] == "deny"}

    @property
    def complaints(self) -> list[str]:
        """Everything that it did not like; nothing where the artifact ships."""
        found = [f"{item['rule']}: {item['subject']}: {item['found']}" for item in self.findings]
        return found or [f"exit code {self.code}"] * bool(self.code)

    def said_by(self, rule: str) -> list[tuple[str, str]]:
        """Subject and found of each finding of a rule."""
        return [(item["subject"], item["found"]) for item in self.findings if item["rule"] == rule]


class Pipeline:
    """One project; steps are traced, released and judged with the real command."""

    def __init__(self, root: Path, files: Mapping[str, str], *steps: str) -> None:
        """A committed project with a key and a policy for these steps."""
        needs_strace()
        require("git", "make")
        if not Path("/var/lib/dpkg/status").is_file():
            missing("the tools of this machine are in no package database that is read")
        self.bench = Workbench(root)
        self.bench.environment["LC_ALL"] = "C"
        self.bench.write(files)
        self.bench.commit("the project")
        self.bench.init(*(steps or ("build",)))
        self.project = self.bench.project

    def demand(self, rules: str = STRICT, steps: str = "") -> Self:
        """A policy that begins with these rules as well, and these lines for the build."""
        text = self.bench.policy.read_text("utf-8")
        mark = '[steps."build"]\n'
        assert mark in text
        self.bench.policy.write_text(text.replace(mark, mark + steps) + rules, "utf-8")
        self.bench.must("pbom", "init", "--pin")
        self.bench.amend()
        return self

    def run(self, *argv: str, step: str = "build", **more: str) -> Done:
        """A traced step that has to be recorded."""
        words = [f"--{name}={value}" for name, value in more.items()]
        done = self.bench.run("pbom", "run", "--trace=all", f"--step={step}", *words, "--", *argv)
        assert done.code not in {125, 126, 127}, done
        return done

    def declare(self, name: str, *places: str) -> str:
        """A declared toolchain; the strict rules that let it in."""
        done = self.bench.must(
            "pbom", "toolchain", *places, f"--name={name}", f"--output={name}.json"
        )
        self.write("pbom.toml", f'[record]\ntoolchains = ["{name}.json"]\n')
        return f'{STRICT}\n[toolchains]\n"{name}" = "{done.out.split()[0]}"\n'

    def declare_npm(self) -> str:
        """The npm of this machine as a declared toolchain; the strict rules that let it in."""
        require("node", "npm")
        place = Path(self.bench.must("npm", "root", "--global").out.strip())
        settings = [str(path) for path in (Path("/usr/etc/npmrc"),) if path.exists()]
        return self.declare("npm", str(place / "npm"), *settings)

    def judge(self, artifact: str) -> Judged:
        """What the gate says of an artifact, once it is assembled."""
        self.bench.must("pbom", "assemble", artifact)
        return self.ask(artifact)

    def ask(self, artifact: str, *arguments: str) -> Judged:
        """What the gate says of an artifact."""
        done = self.bench.run("pbom", "verify", artifact, "--format=json", *arguments)
        assert done.out, done
        return Judged(done.code, tuple(json.loads(done.out)["findings"]))

    def write(self, name: str, content: str) -> Path:
        """A file of the project."""
        self.bench.write({name: content})
        return self.project / name

    def at_home(self, name: str, content: str) -> Path:
        """A file of the user's."""
        path = self.bench.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        return path
