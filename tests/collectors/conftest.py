"""Real repositories, looked at from inside the test."""

from pathlib import Path

import pytest

from tests.cli.session import Sandbox, environment_in


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A repository with one commit, and this process in its user's place."""
    sandbox = Sandbox.with_commit(tmp_path / "user")
    for name, value in environment_in(sandbox.base).items():
        monkeypatch.setenv(name, value)
    return sandbox
