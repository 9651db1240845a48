"""Real repositories, with records beside their commits."""

from pathlib import Path

import pytest

from tests.cli.session import Sandbox, environment_in


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A repository with two commits, and this process in its user's place."""
    sandbox = Sandbox.with_commit(tmp_path / "user")
    for name, value in environment_in(sandbox.base).items():
        monkeypatch.setenv(name, value)
    sandbox.write("src/main.py", "".join(f"line {number}\n" for number in range(1, 10)))
    sandbox.write("src/with space.py", "one\ntwo\nthree\nfour\n")
    sandbox.commit("code")
    return sandbox
