"""What a command does not need, it does not load: read from ``sys.modules`` when it has ended."""

import sys
from pathlib import Path

import pytest

from tests.cli.session import Sandbox

_REPORTING = """
import sys
report, sys.argv = sys.argv[1], ["pbom", *sys.argv[2:]]
from pbom.cli.main import main
try:
    main()
finally:
    with open(report, "w") as file:
        file.write("\\n".join(sorted(sys.modules)))
"""
HEAVY = frozenset(
    {
        "cyclonedx",
        "git",
        "in_toto",
        "jsonschema_rs",
        "pydantic",
        "requests",
        "sigstore",
        "sqlalchemy",
    }
)
"""Never needed to record a step."""
SPARED = frozenset({"click", "concurrent", "importlib.metadata", "pathspec", "tempfile", "typer"})
"""Small enough to be used, large enough to be felt in each of thousands of steps."""


def loaded_by(sandbox: Sandbox, *arguments: str) -> set[str]:
    """The modules that a command had loaded at its end, each with the packages it is in."""
    report = sandbox.base / "modules.json"
    done = sandbox.run(sys.executable, "-c", _REPORTING, str(report), *arguments)
    assert done.code == 0, done
    names = report.read_text("utf-8").splitlines()
    return set(names)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    ready = Sandbox.ready(tmp_path_factory.mktemp("lazy"))
    loaded = loaded_by(ready, "run", "--", "true")
    assert not loaded & HEAVY  # not even for the look at the commits, once for each head
    return ready


def test_the_version_loads_nothing_but_the_entry_point(tmp_path: Path) -> None:
    loaded = loaded_by(Sandbox.empty(tmp_path), "--version")
    assert not loaded & (HEAVY | SPARED | {"cryptography", "subprocess", "dataclasses", "json"})
    assert {name for name in loaded if name.startswith("pbom")} == {
        "pbom",
        "pbom.cli",
        "pbom.cli.main",
        "pbom.errors",
    }


def test_a_signed_run_loads_no_heavy_library(sandbox: Sandbox) -> None:
    loaded = loaded_by(sandbox, "run", "--step", "build", "--", "true")
    assert "cryptography" in loaded  # it did sign
    assert not loaded & HEAVY
    assert not loaded & SPARED


def test_a_signed_run_loads_nothing_of_the_gate(sandbox: Sandbox) -> None:
    loaded = loaded_by(sandbox, "run", "--", "true")
    gate = {"pbom.pipeline.gate", "pbom.stages.verify", "pbom.stages.authenticate", "pbom.plugins"}
    assert not loaded & gate
    assert not {name for name in loaded if name.startswith(("pbom.rules", "pbom.reports"))}


def test_a_signed_run_without_lock_files_loads_nothing_for_them(sandbox: Sandbox) -> None:
    loaded = loaded_by(sandbox, "run", "--", "true")
    assert "pbom.ecosystems" in loaded
    readers = {name for name in loaded if name.startswith("pbom.ecosystems.")}
    nouns = {"pbom.model.dependency", "pbom.model.inventory", "pbom.codec.dependencies", "yaml"}
    assert not readers | (loaded & nouns)


def test_a_step_that_is_not_traced_loads_nothing_of_traces(sandbox: Sandbox) -> None:
    loaded = loaded_by(sandbox, "run", "--", "true")
    assert not {name for name in loaded if "trac" in name and name.startswith("pbom.")}
    assert not loaded & {"zipfile", "tarfile"}


def test_the_gate_does_load_what_the_others_are_spared(sandbox: Sandbox) -> None:
    loaded = loaded_by(sandbox, "verify", "--help")
    assert "typer" in loaded
