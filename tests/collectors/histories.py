"""Histories made by real git, commit by commit, with dates that a test chooses."""

from pathlib import Path

from msgspec import Struct, field

from pbom.collectors.commits import Commits
from pbom.collectors.git_command import Git, open_git
from pbom.model.change import Range
from tests.cli.session import Sandbox

NOON = 1_750_000_000
"""When the first commit is made; each further one is made an hour later."""
HOUR = 3600


class Repository(Struct):
    """A repository that grows."""

    sandbox: Sandbox
    clock: int = field(default=NOON)

    @classmethod
    def new(cls, base: Path, *options: str) -> "Repository":
        """An empty one."""
        sandbox = Sandbox.empty(base)
        sandbox.git("init", "-q", "-b", "main", *options)
        return cls(sandbox)

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.sandbox.project

    @property
    def git(self) -> Git:
        """It as the collectors see it."""
        return open_git(self.folder)

    def run(self, *arguments: str, at: int = 0, folder: Path | None = None) -> str:
        """git, with the next hour of the clock as its time, or another one."""
        self.clock += HOUR
        moment = f"{at or self.clock} +0000"
        done = self.sandbox.run(
            "git", *arguments, folder=folder, GIT_AUTHOR_DATE=moment, GIT_COMMITTER_DATE=moment
        )
        assert done.code == 0, done
        return done.text.strip()

    def commit(self, message: str, *, name: str = "", content: str = "", at: int = 0) -> str:
        """A commit that writes one file; its id."""
        self.sandbox.write(name or f"{message.partition(' ')[0]}.txt", content or f"{message}\n")
        self.run("add", "-A")
        self.run("commit", "-q", "-m", message, at=at)
        return self.head

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Begin a branch and go there."""
        self.run("checkout", "-q", "-b", name, start)

    def merge(self, *names: str) -> str:
        """A merge commit of branches into this one; its id."""
        self.run("merge", "-q", "--no-ff", "-m", f"merge {' and '.join(names)}", *names)
        return self.head

    def id_of(self, name: str) -> str:
        """The id that git has for a name."""
        return self.run("rev-parse", name)

    @property
    def head(self) -> str:
        """The id of the commit that is checked out."""
        return self.id_of("HEAD")

    def subjects(self, range_: Range) -> list[str]:
        """The subjects of a range, newest first."""
        return [commit.header.subject for commit in Commits(self.git).between(range_)]

    def clone(self, folder: Path, *options: str) -> "Repository":
        """Another repository, cloned from this one as from a server."""
        self.run("config", "uploadpack.allowFilter", "true")
        self.run("clone", "-q", *options, f"file://{self.folder}", str(folder))
        return Repository(
            Clone(base=folder.parent, environment=self.sandbox.environment, at=folder)
        )


class Clone(Sandbox, frozen=True, kw_only=True):
    """The same user in a clone."""

    at: Path

    @property
    def project(self) -> Path:
        """The clone's directory."""
        return self.at
