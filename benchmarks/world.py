"""A user with a key, and the repositories and trees that the benchmarks work on."""

import json
import os
import subprocess
import sysconfig
from pathlib import Path

from benchmarks.builds import make_compiler_build, make_configure_build
from benchmarks.documents import make_document
from benchmarks.lineages import fill_store
from benchmarks.timing import Command
from benchmarks.trees import make_lock, make_tree
from pbom.signers.key_file import open_key


class World:
    """A user of our own in a temporary directory."""

    def __init__(self, root: Path) -> None:
        self.root = root
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG"}}
        scripts = sysconfig.get_path("scripts")
        self.environment = kept | {
            "PATH": f"{scripts}{os.pathsep}{kept.get('PATH', '')}",
            "HOME": str(root),
            "XDG_CONFIG_HOME": str(root / "config"),
            "PBOM_KEY_PASSWORD": "a long password",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.com",
        }
        self.in_toto_key = root / "in-toto.pem"

    def must(self, folder: Path, *argv: str) -> None:
        """A command that prepares something."""
        subprocess.run(argv, cwd=folder, env=self.environment, check=True, capture_output=True)

    def command(self, folder: Path, *argv: str, before: str = "") -> Command:
        """A command to time, and what a shell does before it."""
        if not before:
            return Command(argv, folder, self.environment)
        return Command(
            argv, folder, self.environment, lambda: self.must(folder, "sh", "-c", before)
        )

    def build(self, name: str) -> Path:
        """A repository with a build to trace."""
        folder = self.root / name
        folder.mkdir()
        make_compiler_build(folder) if name == "compiling" else make_configure_build(folder)
        self.must(folder, "git", "init", "--quiet")
        self.must(folder, "git", "add", "--all")
        self.must(folder, "git", "commit", "--quiet", "--message", "one")
        return folder

    def repository(self, name: str, files: int) -> Path:
        """A clean checkout with so many small files."""
        folder = self.root / name
        folder.mkdir()
        make_tree(folder, files)
        (folder / "README").write_text("benchmark\n", "utf-8")
        self.must(folder, "git", "init", "--quiet")
        self.must(folder, "git", "add", "--all")
        self.must(folder, "git", "commit", "--quiet", "--message", "one")
        return folder

    def tree(self, name: str, files: int) -> Path:
        """The same files without git."""
        folder = self.root / name
        folder.mkdir()
        make_tree(folder, files)
        return folder

    def make_keys(self) -> None:
        """Our key, and one for in-toto."""
        home = self.root / "init"
        home.mkdir()
        self.must(home, "pbom", "init")
        self.must(
            self.root,
            "openssl",
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-out",
            str(self.in_toto_key),
        )

    def in_toto(self, folder: Path, *materials: str) -> Command:
        """``in-toto-run`` signing the record of ``true``."""
        listed = ("-m", *materials, "-p", *materials) if materials else ()
        argv = ("in-toto-run", "-n", "build", "--signing-key", str(self.in_toto_key), *listed)
        return self.command(folder, *argv, "-d", str(self.root), "--", "true")

    def assembled(self, steps: int) -> Path:
        """A repository with an artifact that so many steps stand behind."""
        folder = self.repository(f"release{steps}", 100)
        names = [f"step{number}" for number in range(steps)]
        named = [word for name in names for word in ("--step", name)]
        self.must(folder, "pbom", "init", *named)
        self.must(folder, "git", "add", "--all")
        self.must(folder, "git", "commit", "--quiet", "--message", "two")
        for name in names[:-1]:
            self.must(folder, "pbom", "run", "--step", name, "--", "true")
        last = ("pbom", "run", "--step", names[-1], "--", "sh", "-c", "cp README out.bin")
        self.must(folder, *last)
        self.must(folder, "pbom", "assemble", "out.bin")
        return folder

    def release(self, steps: int, commits: int, components: int) -> Path:
        """The same with a history and a lock file, and a policy that asks about both."""
        folder = self.repository(f"release{steps}-{commits}-{components}", 100)
        names = [f"step{number}" for number in range(steps)]
        named = [word for name in names for word in ("--step", name)]
        (folder / "package-lock.json").write_text(make_lock(components), "utf-8")
        self.must(folder, "pbom", "init", *named)
        with (folder / "pbom.policy.toml").open("a", encoding="utf-8") as policy:
            policy.write("[rules.dependencies-locked]\n[rules.dependencies-hashed]\n")
            policy.write('[rules.changes-classified]\nclasses = ["unknown"]\n')
            policy.write('[rules.changes-reviewed]\nunknown = "free"\n')
        self.must(folder, "pbom", "init", "--pin")
        self.must(folder, "git", "add", "--all")
        self.must(folder, "git", "commit", "--quiet", "--message", "two")
        self.must(folder, "git", "tag", "v1.0.0")
        several = f"for n in $(seq {commits}); do echo $n > n; git add n; "
        several += 'git commit -qm "change $n"; done'
        self.must(folder, "sh", "-c", several)
        for name in names[:-1]:
            self.must(folder, "pbom", "run", "--step", name, "--", "true")
        last = ("pbom", "run", "--step", names[-1], "--", "sh", "-c", "cp README out.bin")
        self.must(folder, *last)
        self.must(folder, "pbom", "assemble", "out.bin")
        return folder

    def built(self, name: str, products: int) -> Path:
        """A repository in which one step has made so many files."""
        folder = self.repository(name, 100)
        self.must(folder, "pbom", "init")
        self.must(folder, "git", "add", "--all")
        self.must(folder, "git", "commit", "--quiet", "--message", "two")
        make = f"mkdir out && seq {products} | split -l 1 -a 4 - out/"
        self.must(folder, "pbom", "run", "--", "sh", "-c", make)
        return folder

    def locked(self, name: str, packages: int) -> Path:
        """A repository whose lock file, which was there before, has so many packages."""
        folder = self.repository(name, 100)
        (folder / "package-lock.json").write_text(make_lock(packages), "utf-8")
        self.must(folder, "pbom", "init")
        self.must(folder, "git", "add", "--all")
        self.must(folder, "git", "commit", "--quiet", "--message", "two")
        self.must(folder, "git", "tag", "v1.0.0")
        return folder

    def hundredth(self, folder: Path) -> list[str]:
        """Every hundredth file that the step of ``built`` has made."""
        made = sorted((folder / "out").iterdir())
        return [f"out/{path.name}" for path in made if "." not in path.name][::100]

    def evidence(self, name: str, attestations: int) -> Path:
        """A repository whose store has so many attestations by our own key."""
        folder = self.repository(name, 10)
        (folder / ".git" / "info" / "exclude").write_text(".pbom\n", "utf-8")
        fill_store(folder / ".pbom", attestations, open_key(self.environment, str))
        return folder

    def documents(self, count: int) -> tuple[str, str]:
        """Two CycloneDX documents of so many components, of which every tenth is not the same."""
        folder = self.root / f"documents{count}"
        folder.mkdir()
        for name, step in (("old", 0), ("new", 10)):
            (folder / name).write_text(json.dumps(make_document(count, step)), "utf-8")
        return str(folder / "old"), str(folder / "new")
