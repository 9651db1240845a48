"""Sandboxes: made once for each worker, copied for each test."""

from pathlib import Path

import pytest

from tests.cli.session import Sandbox


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """After ``pbom init``; not to be changed."""
    return Sandbox.ready(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="session")
def released(prepared: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """With ``out.bin`` built, assembled, and fit to ship; not to be changed."""
    sandbox = prepared.copy(tmp_path_factory.mktemp("released") / "copy")
    sandbox.release()
    return sandbox


@pytest.fixture
def sandbox(prepared: Sandbox, tmp_path: Path) -> Sandbox:
    """After ``pbom init``, for one test."""
    return prepared.copy(tmp_path / "sandbox")


@pytest.fixture
def shipped(released: Sandbox, tmp_path: Path) -> Sandbox:
    """With ``out.bin`` built and assembled, for one test."""
    return released.copy(tmp_path / "shipped")
