"""Real repositories, looked at from inside the test."""

from pathlib import Path

import pytest

from tests.cli.session import Sandbox, environment_in
from tests.collectors.histories import Repository


def take_the_place_of(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give this process the environment of a sandbox's user."""
    for name, value in environment_in(sandbox.base).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A repository with one commit, and this process in its user's place."""
    sandbox = Sandbox.with_commit(tmp_path / "user")
    take_the_place_of(sandbox, monkeypatch)
    return sandbox


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository without commits, and this process in its user's place."""
    made = Repository.new(tmp_path / "user")
    take_the_place_of(made.sandbox, monkeypatch)
    return made
