"""The attacker configures the repository in which the build runs; git and the command are real."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.session import Ended, Sandbox

EVIL = "out.bin:\n\techo evil > out.bin\n"
Poison = Callable[[Sandbox], object]


def hide_behind_case(sandbox: Sandbox) -> None:
    """make prefers ``makefile``; a git that ignores case takes it for the ``Makefile`` it knows."""
    sandbox.git("config", "core.ignoreCase", "true")
    sandbox.write("makefile", EVIL)


def forge_the_commit_graph(sandbox: Sandbox) -> None:
    """git believes its commit graph, which is a cache, when it asks which tree a commit has."""
    sandbox.git("commit-graph", "write", "--reachable")
    graph = sandbox.project / ".git/objects/info/commit-graph"
    honest = sandbox.git("rev-parse", "HEAD^{tree}").strip()
    sandbox.write("src.txt", "evil\n")
    sandbox.git("add", "-A")
    evil = sandbox.git("write-tree").strip()
    forged = graph.read_bytes().replace(bytes.fromhex(honest), bytes.fromhex(evil))[:-20]
    graph.chmod(0o644)
    graph.write_bytes(forged + hashlib.sha1(forged, usedforsecurity=False).digest())


def hide_in_the_deep(sandbox: Sandbox) -> None:
    """A path that is too long for git, and reachable step by step."""
    here = os.open(sandbox.project, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=here)
        below = os.open("d" * 200, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("x.mk", os.O_WRONLY | os.O_CREAT, dir_fd=here))
    os.close(here)


POISONS: dict[str, tuple[Poison, str, str]] = {
    "a makefile hides behind the Makefile": (hide_behind_case, "steps-chained", "makefile"),
    "the commit graph names another tree": (forge_the_commit_graph, "source-pinned", "src.txt"),
    "a file lies too deep for git": (hide_in_the_deep, "steps-chained", "unreadable-file"),
}


def ship(sandbox: Sandbox) -> Ended:
    sandbox.release()
    return sandbox.pbom("verify", "out.bin")


@pytest.mark.parametrize("poison", POISONS.values(), ids=POISONS)
def test_poisoned_repository(tmp_path: Path, poison: tuple[Poison, str, str]) -> None:
    attack, rule, named = poison
    sandbox = Sandbox.ready(tmp_path / "user")
    attack(sandbox)
    assert "src.txt" not in sandbox.git("status", "--porcelain"), "git itself does not see it"
    done = ship(sandbox)
    assert done.code == 1, done
    assert f"deny {rule}" in done.text
    assert named in done.text


def test_the_same_repository_without_poison_ships(tmp_path: Path) -> None:
    done = ship(Sandbox.ready(tmp_path / "user"))
    assert done.code == 0, done


CONFIGURE = (
    "git config filter.late.clean 'touch ../pwned; cat' && "
    "echo '* filter=late' > .git/info/attributes && touch src.txt && make -s"
)


def test_a_filter_that_the_step_configures_is_not_executed(tmp_path: Path) -> None:
    sandbox = Sandbox.ready(tmp_path / "user")
    done = sandbox.pbom("run", "--output=out.bin", "--", "sh", "-c", CONFIGURE)
    assert done.code == 0, done
    assert not (sandbox.base / "pwned").exists()
    sandbox.git("status")
    assert (sandbox.base / "pwned").exists(), "the honest twin: git by itself does execute it"


@pytest.mark.parametrize("place", [".", ""], ids=["dot", "empty"])
def test_a_git_of_the_repository_is_not_executed(tmp_path: Path, place: str) -> None:
    sandbox = Sandbox.ready(tmp_path / "user")
    sandbox.write("git", "#!/bin/sh\ntouch ../pwned\n").chmod(0o755)
    sandbox.commit("a git of its own")
    path = f"{place}:{sandbox.environment['PATH']}"
    done = sandbox.pbom("run", "--", "true", PATH=path)
    assert done.code == 0, done
    assert not (sandbox.base / "pwned").exists()
    assert sandbox.recorded("build")[-1].source is not None, "the real git was asked"
    sandbox.run("sh", "-c", "git", PATH=path)
    assert (sandbox.base / "pwned").exists(), "the honest twin: a shell does execute it"
