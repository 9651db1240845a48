"""GitPython reads the same commits as we do: a second opinion by a reader that is not ours."""

from pathlib import Path

import git
import pytest

from pbom.collectors.commits import Commits
from pbom.model.commit import CommitHeader
from tests.collectors.histories import Repository

MESSAGES = (
    "plain",
    "with a body\n\nand a line\n\nCo-authored-by: Ada <ada@example.org>",
    "Grüße — 你好\n\n\n\nwith empty lines",
    "  spaces before it\n\ttab",
)


def read(repository: Repository) -> dict[str, tuple[CommitHeader, str]]:
    """Every commit, as we read it."""
    commits = Commits(repository.git).of("--all")
    return {commit.header.id: (commit.header, commit.message) for commit in commits}


@pytest.mark.parametrize("name", ["Ada", "Ada Lovelace (she) [x]", "Zoë Ñandú"])
def test_commits_are_read_the_same_way(tmp_path: Path, name: str) -> None:
    repository = Repository.new(tmp_path)
    repository.run("config", "user.name", name)
    for number, message in enumerate(MESSAGES):
        repository.commit(message, name=f"{number}.txt")
    repository.run("checkout", "-q", "-b", "side", "HEAD~2")
    repository.commit("beside")
    repository.run("merge", "-q", "--no-ff", "-m", "Merge branch 'main' into side", "main")
    ours = read(repository)
    with git.Repo(repository.folder) as opened:
        theirs = list(opened.iter_commits("--all"))
        assert {commit.hexsha for commit in theirs} == set(ours)
        for commit in theirs:
            header, message = ours[commit.hexsha]
            assert tuple(parent.hexsha for parent in commit.parents) == header.parents
            assert commit.tree.hexsha == header.tree
            assert (commit.author.name, commit.author.email) == (
                header.author.name,
                header.author.email,
            )
            assert commit.authored_datetime == header.authored
            assert commit.committed_datetime == header.committed
            assert commit.message == message
