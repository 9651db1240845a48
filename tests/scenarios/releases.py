"""A small project with people: an author, a reviewer with a key of her own, and a pipeline."""

import json
from collections.abc import Mapping
from pathlib import Path

from tests.scenarios.pipeline import Judged
from tests.workbench import Done, Workbench, require

LOCK = """\
version = 1
requires-python = ">=3.11"

[[package]]
name = "shop"
version = "1.0"
source = { virtual = "." }
dependencies = [{ name = "%s" }]

[[package]]
name = "%s"
version = "%s"
source = { registry = "https://pypi.example/simple" }
sdist = { url = "https://pypi.example/%s.tar.gz", hash = "sha256:%s", size = 9 }
"""
FILES = {
    "Makefile": "app: src.txt\n\tcp src.txt app\n",
    "src.txt": "hello\n",
    ".gitignore": "app\napp.*\n.pbom/\n",
}


def lock(name: str, version: str = "1.0", digit: str = "a") -> str:
    """A lock file with one dependency."""
    return LOCK % (name, name, version, name, digit * 64)


class Releases:
    """One project; it is built, released and judged with the real command."""

    def __init__(self, root: Path, rules: str, files: Mapping[str, str] = {}) -> None:
        """Ada wrote a first version, which is tagged; the policy knows the pipeline and Grace."""
        require("git", "make")
        self.bench = Workbench(root)
        self.project = self.bench.project
        self.bench.write({**FILES, "uv.lock": lock("requests"), **files})
        self.bench.commit("a shop")
        self.bench.must("pbom", "init", "--step", "build")
        self._grace = {**self.bench.environment, "XDG_CONFIG_HOME": str(root / "grace")}
        self._make_key()
        self.demand(rules)
        self.bench.commit("the policy")
        self.bench.must("git", "tag", "v1.0")

    def _make_key(self) -> None:
        """Grace has a key and the policy says whose it is."""
        apart = self.project.parent / "elsewhere"
        apart.mkdir()
        with self.as_grace():
            self.bench.must("pbom", "init", folder=apart)
        pem = Path(self._grace["XDG_CONFIG_HOME"], "pbom", "key.pub.pem").read_text("utf-8")
        text = self.bench.policy.read_text("utf-8")
        grace = (
            f'[functionaries.grace]\npublic-key = """\n{pem}"""\nemails = ["grace@example.com"]\n'
        )
        self.bench.policy.write_text(text.replace("[pbom]", f"{grace}\n[pbom]"), "utf-8")

    def demand(self, rules: str) -> None:
        """The policy has these rules as well."""
        text = self.bench.policy.read_text("utf-8")
        self.bench.policy.write_text(f"{text}\n{rules}", "utf-8")
        self.bench.must("pbom", "init", "--pin")

    def as_grace(self) -> "_As":
        """What is done inside is done by Grace."""
        return _As(self.bench, self._grace)

    def commit(self, message: str, files: Mapping[str, str]) -> str:
        """A commit of these files; its id."""
        self.bench.write(files)
        self.bench.commit(message)
        return self.head()

    def head(self) -> str:
        """The id of the head commit."""
        return self.bench.must("git", "rev-parse", "HEAD").out.strip()

    def approve(self, what: str = "HEAD", *more: str) -> Done:
        """Grace approves something."""
        with self.as_grace():
            return self.bench.must("pbom", "approve", what, "--reason", "read it", *more)

    def build(self) -> Judged:
        """The artifact is built, released and judged."""
        self.bench.must("git", "clean", "-fdxq", "--exclude=.pbom")
        self.bench.must("pbom", "run", "--step=build", "--output=app", "--", "make", "-s")
        self.bench.must("pbom", "assemble", "app")
        return self.ask()

    def ask(self, *arguments: str) -> Judged:
        """What the gate says of the artifact."""
        done = self.bench.run("pbom", "verify", "app", "--format=json", *arguments)
        assert done.out, done
        return Judged(done.code, tuple(json.loads(done.out)["findings"]))


class _As:
    """Another user in the same project."""

    def __init__(self, bench: Workbench, environment: dict[str, str]) -> None:
        self._bench, self._other = bench, environment

    def __enter__(self) -> None:
        self._bench.environment, self._other = self._other, self._bench.environment

    def __exit__(self, *_: object) -> None:
        self._bench.environment, self._other = self._other, self._bench.environment
