"""A real project in a directory of its own, and a user who works in it with real tools."""

import os
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec import Struct

PASSWORD = "correct-horse"  # noqa: S105 - of a key that lives as long as its test
REQUIRED = "REQUIRE_TOOLS"
"""Set, a tool that is missing fails the tests that need it; else they are skipped."""


class Done(Struct, frozen=True):
    """A command that ended.

    Attributes:
        code: Its exit code.
        out: Its standard output.
        err: Its standard error.
        seconds: How long it took.
    """

    code: int
    out: str
    err: str
    seconds: float


class Workbench:
    """A project directory, a home directory, and nothing of the real user's settings."""

    def __init__(self, root: Path) -> None:
        self.project = root / "project"
        self.home = root / "home"
        self.project.mkdir(parents=True)
        self.home.mkdir()
        scripts = sysconfig.get_path("scripts")
        self.environment = {
            "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "PBOM_KEY_PASSWORD": PASSWORD,
            "NO_COLOR": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.com",
            "npm_config_cache": str(self.home / "npm"),
            "npm_config_update_notifier": "false",
        }

    @property
    def keys(self) -> Path:
        """Where the user's key pair is."""
        return self.home / "config" / "pbom"

    @property
    def policy(self) -> Path:
        """The project's policy."""
        return self.project / "pbom.policy.toml"

    def run(self, *command: str, folder: Path | None = None) -> Done:
        """Run a command, in the project where no other directory is named."""
        started = time.perf_counter()
        done = subprocess.run(
            command,
            cwd=folder or self.project,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - started
        return Done(done.returncode, done.stdout, done.stderr, seconds)

    def must(self, *command: str, folder: Path | None = None) -> Done:
        """Run a command that has to succeed."""
        done = self.run(*command, folder=folder)
        assert done.code == 0, f"{' '.join(command)}: {done.code}\n{done.out}{done.err}"
        return done

    def write(self, files: Mapping[str, str]) -> None:
        """Write files of the project."""
        for name, content in files.items():
            path = self.project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")

    def commit(self, message: str) -> None:
        """Commit everything that is there; the first commit makes the repository."""
        if not (self.project / ".git").exists():
            self.must("git", "init", "--quiet", "--initial-branch=main")
        self.must("git", "add", "--all")
        self.must("git", "commit", "--quiet", "--message", message)

    def amend(self) -> None:
        """Put everything that is there into the last commit."""
        self.must("git", "add", "--all")
        self.must("git", "commit", "--quiet", "--amend", "--no-edit")

    def init(self, *steps: str) -> Done:
        """Make the key, the configuration and a policy for these steps, and commit them."""
        done = self.must("pbom", "init", *(word for step in steps for word in ("--step", step)))
        self.commit("pbom: record and verify the build")
        return done


def require(*programs: str) -> None:
    """Skip the test where a program is missing; fail it where tools are required."""
    absent = [program for program in programs if shutil.which(program) is None]
    if absent:
        missing(f"{' and '.join(absent)} not installed")


def missing(reason: str) -> None:
    """Skip the test; fail it where tools are required."""
    if os.environ.get(REQUIRED):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
