"""A user of the real command, with a home, a key and a real git repository of their own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pbom.cli.trust import POLICY, load_policy
from pbom.codec.bundle import read_bundle
from pbom.errors import AuthenticationError, FormatError
from pbom.model.statement import Statement, StepStatement
from pbom.stages.authenticate import authenticate
from pbom.stores.objects import ObjectStore

PASSWORD = "correct-horse-battery"  # noqa: S105 - opens keys that live as long as a test
PBOM = (sys.executable, "-P", "-m", "pbom")
"""The real command; with ``-P`` it searches the current directory as little as the script does."""
PATIENCE = 60
"""Seconds after which a command hangs for good."""
BUNDLE, DOCUMENT = "out.bin.pbom.sigstore.json", "out.bin.pbom.cdx.json"
ARCHIVE = "out.bin.evidence.zip"
_KEPT = ("PATH", "LD_LIBRARY_PATH", "TMPDIR")


class Ended(Struct, frozen=True, kw_only=True):
    """A command that came to its end."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """Standard output, decoded."""
        return self.out.decode("utf-8")

    @property
    def complaint(self) -> str:
        """Standard error, decoded."""
        return self.err.decode("utf-8")


class Sandbox(Struct, frozen=True, kw_only=True):
    """A user and a project; nothing outside of their own directory is touched."""

    base: Path
    environment: Mapping[str, str]

    @classmethod
    def empty(cls, base: Path) -> "Sandbox":
        """A user whose project is an empty directory."""
        (base / "project").mkdir(parents=True)
        return cls(base=base, environment=environment_in(base))

    @classmethod
    def with_commit(cls, base: Path) -> "Sandbox":
        """A user whose project is a git repository with one commit."""
        sandbox = cls.empty(base)
        sandbox.git("init", "-q", "-b", "main")
        sandbox.write("Makefile", "out.bin: src.txt\n\tcp src.txt out.bin\n")
        sandbox.write("src.txt", "hello\n")
        sandbox.commit("first")
        return sandbox

    @classmethod
    def ready(cls, base: Path, *steps: str) -> "Sandbox":
        """The same after ``pbom init``, its files committed."""
        sandbox = cls.with_commit(base)
        done = sandbox.pbom("init", *(f"--step={step}" for step in steps))
        assert done.code == 0, done
        sandbox.commit("trust")
        return sandbox

    def copy(self, base: Path) -> "Sandbox":
        """The same elsewhere, for one test to spoil; its policy is pinned at the new place."""
        shutil.copytree(self.base, base, symlinks=True)
        other = Sandbox(base=base, environment=environment_in(base))
        pins = other.config / "pins.json"
        if pins.exists():
            pinned: dict[str, str] = json.loads(pins.read_text("utf-8"))
            moved = {path.replace(str(self.base), str(base)): pinned[path] for path in pinned}
            pins.write_text(json.dumps(moved), "utf-8")
        return other

    @property
    def project(self) -> Path:
        """The project's directory."""
        return self.base / "project"

    @property
    def state(self) -> Path:
        """The project's store."""
        return self.project / ".pbom"

    @property
    def config(self) -> Path:
        """Where the user's key is."""
        return Path(self.environment["XDG_CONFIG_HOME"]) / "pbom"

    def pbom(
        self, *arguments: str | bytes, folder: Path | None = None, stdin: bytes = b"", **more: str
    ) -> Ended:
        """Run the command to its end; with more variables, of which an empty one is unset."""
        return self.run(*PBOM, *arguments, folder=folder, stdin=stdin, **more)

    def run(
        self, *argv: str | bytes, folder: Path | None = None, stdin: bytes = b"", **more: str
    ) -> Ended:
        """Run any command to its end as this user."""
        done = subprocess.run(
            argv,
            input=stdin,
            cwd=folder or self.project,
            env=self.with_variables(more),
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return Ended(code=done.returncode, out=done.stdout, err=done.stderr)

    def using(self, variables: Mapping[str, str]) -> "Sandbox":
        """The same user with other variables; an empty one is unset."""
        return replace(self, environment=self.with_variables(variables))

    def with_variables(self, more: Mapping[str, str]) -> dict[str, str]:
        """The environment with more variables; an empty one is unset."""
        merged = {**self.environment, **more}
        return {name: value for name, value in merged.items() if value}

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        """Standard output of git, which must succeed."""
        done = self.run("git", *arguments, folder=folder)
        assert done.code == 0, done
        return done.out.decode("utf-8", "surrogateescape")

    def write(self, name: str, content: str | bytes) -> Path:
        """A file of the project."""
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def commit(self, message: str) -> str:
        """Everything that is here as a commit; its id."""
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD").strip()

    def release(self) -> Path:
        """``out.bin``, built in a recorded step and assembled."""
        done = self.pbom("run", "--output=out.bin", "--", "make", "-s")
        assert done.code == 0, done
        done = self.pbom("assemble", "out.bin")
        assert done.code == 0, done
        return self.project / "out.bin"

    def judge(self, *arguments: str) -> tuple[int, set[str]]:
        """Exit code of ``verify``, and the rules that were broken."""
        done = self.pbom("verify", *arguments, "--format=json")
        findings = json.loads(done.out)["findings"]
        return done.code, {finding["rule"] for finding in findings}

    def recorded(self, step: str) -> list[StepStatement]:
        """The authentic recordings of a step in the store, the oldest first."""
        found = [
            item
            for item in self.statements()
            if isinstance(item, StepStatement) and item.step == step
        ]
        return sorted(found, key=lambda item: item.invocation.started)

    def statements(self) -> list[Statement]:
        """Whatever the user's own key vouches for in the store."""
        trusted = load_policy(self.project / POLICY).functionaries
        found = []
        for path in self.objects():
            try:
                envelope = read_bundle(path.read_bytes())
                vouched = authenticate(envelope, trusted, ObjectStore(self.state).body)
            except (FormatError, AuthenticationError):
                continue
            found.append(vouched.statement)
        return found

    def objects(self) -> list[Path]:
        """Every object of the store."""
        return sorted(self.state.glob("objects/sha256/??/[!.]*"))

    def files(self) -> dict[str, bytes]:
        """Every file outside ``.git``, to see what a command left behind."""
        return {
            str(path.relative_to(self.base)): path.read_bytes()
            for path in sorted(self.base.rglob("*"))
            if ".git" not in path.parts and path.is_file() and not path.is_symlink()
        }


def environment_in(base: Path) -> dict[str, str]:
    """An environment that knows nothing of whoever runs the tests."""
    home = base / "home"
    home.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "XDG_CONFIG_HOME": str(home / "config"),
        "PBOM_KEY_PASSWORD": PASSWORD,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
    }


def without_privileges() -> tuple[str, ...]:
    """What to put before a command so that permissions bind it, even if root runs the tests."""
    if os.geteuid() != 0:
        return ()
    return ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
