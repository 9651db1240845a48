"""LiteLLM 1.82.7 (March 2026): a file that Python runs at start-up was only in the wheel."""

import zipfile
from pathlib import Path

import pytest

from tests.scenarios.pipeline import Pipeline
from tests.workbench import missing

PYTHON = ("/usr/bin/python3", "-I", "-S")
WHEEL = "dist/lib-1.0-py3-none-any.whl"
BACKEND = """\
import pathlib, zipfile
pathlib.Path("dist").mkdir(exist_ok=True)
with zipfile.ZipFile("dist/lib-1.0-py3-none-any.whl", "w") as wheel:
    wheel.write("lib/__init__.py")
    wheel.writestr("lib-1.0.dist-info/METADATA", "Name: lib\\nVersion: 1.0\\n")
    wheel.writestr("lib-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\n")
    hook(wheel)
    wheel.writestr("lib-1.0.dist-info/RECORD", "")
"""
HONEST = "def hook(wheel):\n    pass\n\n"
HOOKS = {
    "it is only in the archive": (
        'def hook(wheel):\n    wheel.writestr("lib_init.pth", "import os")\n\n'
    ),
    "it is written as a file first": (
        "def hook(wheel):\n    open('lib_init.pth', 'w').write('import os')\n"
        "    wheel.write('lib_init.pth')\n\n"
    ),
    "it is written, packed and removed": (
        "def hook(wheel):\n    import os\n    open('lib_init.pth', 'w').write('import os')\n"
        "    wheel.write('lib_init.pth')\n    os.remove('lib_init.pth')\n\n"
    ),
}


def _pipeline(root: Path, hook: str) -> Pipeline:
    if not Path(PYTHON[0]).exists():
        missing(f"{PYTHON[0]} is not there")
    files = {
        "build.py": hook + BACKEND,
        "lib/__init__.py": "VERSION = '1.0'\n",
        ".gitignore": "dist/\n*.pth\n",
    }
    return Pipeline(root, files).demand()


@pytest.mark.parametrize("hook", HOOKS.values(), ids=list(HOOKS))
def test_a_hook_adds_it_during_the_build(tmp_path: Path, hook: str) -> None:
    pipeline = _pipeline(tmp_path, hook)
    pipeline.run(*PYTHON, "build.py")
    judged = pipeline.judge(WHEEL)
    assert (judged.code, judged.rules) == (1, {"outputs-explained"})
    [(subject, found)] = judged.said_by("outputs-explained")
    assert subject == f"lib_init.pth in {WHEEL} of step build"
    assert found.endswith("; it runs without being called")


def test_it_is_added_after_the_build(tmp_path: Path) -> None:
    pipeline = _pipeline(tmp_path, HONEST)
    pipeline.run(*PYTHON, "build.py")
    assert pipeline.judge(WHEEL).complaints == []
    with zipfile.ZipFile(pipeline.project / WHEEL, "a") as wheel:
        wheel.writestr("lib_init.pth", "import os")
    assert "artifact-attested" in pipeline.ask(WHEEL).rules


def test_the_honest_wheel_ships(tmp_path: Path) -> None:
    pipeline = _pipeline(tmp_path, HONEST)
    pipeline.run(*PYTHON, "build.py")
    assert pipeline.judge(WHEEL).complaints == []


def test_a_start_up_file_that_is_in_the_commit_ships(tmp_path: Path) -> None:
    """Somebody reviewed it; whether it may be there is another rule's question."""
    pipeline = _pipeline(tmp_path, "def hook(wheel):\n    wheel.write('lib_init.pth')\n\n")
    pipeline.write("lib_init.pth", "import lib\n")
    pipeline.bench.must("git", "add", "--force", "lib_init.pth")
    pipeline.bench.commit("start-up file")
    pipeline.run(*PYTHON, "build.py")
    assert pipeline.judge(WHEEL).complaints == []
