"""``pbom run`` works wherever a build runs: odd names, no git, somebody else's account."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pbom.model.artifact import decode_name
from tests.cli.session import PBOM, Sandbox

NAMES = {
    "spaces": b"with spaces and 'quotes'",
    "non-ASCII": "größe-例-\N{CHECK MARK}".encode(),
    "invalid UTF-8": b"caf\xe9",
    "line break": b"two\nlines",
    "leading dash": b"-rf",
    "glob characters": b"[a]*?",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_project_whose_path_is_odd(sandbox: Sandbox, name: bytes) -> None:
    place = Path(os.fsdecode(os.path.join(os.fsencode(sandbox.base), name)))
    shutil.copytree(sandbox.project, place, symlinks=True)
    done = sandbox.pbom("run", "--output=out.bin", "--", "make", "-s", folder=place)
    assert (done.code, done.out, done.err) == (0, b"", b"")
    shutil.copytree(place / ".pbom", sandbox.state, dirs_exist_ok=True)
    [step] = sandbox.recorded("build")
    assert step.source is not None
    assert step.source.commit == sandbox.git("rev-parse", "HEAD").strip()
    assert (step.materials, step.coverage.gaps) == ((), ())
    assert [product.name for product in step.products] == ["out.bin"]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_product_and_folder_whose_names_are_odd(sandbox: Sandbox, name: bytes) -> None:
    folder = Path(os.fsdecode(os.path.join(os.fsencode(sandbox.project), name)))
    folder.mkdir()
    done = sandbox.pbom("run", "--", "sh", "-c", 'echo x > "$1"', "sh", name, folder=folder)
    assert (done.code, done.out, done.err) == (0, b"", b"")
    [step] = sandbox.recorded("build")
    [product] = step.products
    assert decode_name(product.name) == name + b"/" + name
    assert decode_name(step.invocation.cwd) == name
    assert product.name.isprintable()
    released = sandbox.pbom("assemble", b"./" + name, folder=folder)
    assert (released.code, released.err) == (0, b"")
    verified = sandbox.pbom("verify", b"./" + name, "--format=json", folder=folder)
    assert json.loads(verified.text)["findings"] == []
    assert verified.code == 0


def test_step_in_a_subdirectory_means_patterns_relative_to_it(sandbox: Sandbox) -> None:
    inside = sandbox.project / "deep" / "er"
    inside.mkdir(parents=True)
    script = "touch a.out b.out ../c.out; mkdir sub; touch sub/a.out"
    done = sandbox.pbom("run", "--output=a.out", "--", "sh", "-c", script, folder=inside)
    assert done.code == 0
    [step] = sandbox.recorded("build")
    assert step.invocation.cwd == "deep/er"
    names = [product.name for product in step.products]
    assert names == ["deep/er/a.out", "deep/er/sub/a.out"]


def test_without_a_repository_the_record_says_what_is_missing(tmp_path: Path) -> None:
    sandbox = Sandbox.empty(tmp_path / "user")
    assert sandbox.pbom("init").code == 0
    sandbox.write("in.txt", "hello")
    done = sandbox.pbom("run", "--", "cp", "in.txt", "out.txt")
    assert (done.code, done.err) == (0, b"")
    [step] = sandbox.recorded("build")
    assert step.source is None
    assert "in.txt" in [material.artifact.name for material in step.materials]
    assert [product.name for product in step.products] == ["out.txt"]
    assert [gap.kind for gap in step.coverage.gaps] == ["no-commit"]


def test_without_git_installed_the_record_says_what_is_missing(sandbox: Sandbox) -> None:
    tools = sandbox.base / "bin"
    tools.mkdir()
    for name in ("cp", "sh"):
        (tools / name).symlink_to(shutil.which(name) or name)
    done = sandbox.pbom("run", "--", "cp", "src.txt", "out.bin", PATH=str(tools))
    assert (done.code, done.err) == (0, b"")
    [step] = sandbox.recorded("build")
    assert step.source is None
    assert "src.txt" in [material.artifact.name for material in step.materials]
    assert [gap.kind for gap in step.coverage.gaps] == ["no-commit"]


def test_repository_without_a_commit_is_a_plain_directory(tmp_path: Path) -> None:
    sandbox = Sandbox.empty(tmp_path / "user")
    sandbox.git("init", "-q")
    assert sandbox.pbom("init").code == 0
    assert sandbox.pbom("run", "--", "touch", "out.txt").code == 0
    [step] = sandbox.recorded("build")
    assert step.source is None
    assert [product.name for product in step.products] == ["out.txt"]


AS_SOMEBODY = """
import importlib, os, pkgutil, sys, tempfile
import pbom
for module in pkgutil.walk_packages(pbom.__path__, "pbom."):
    if module.name != "pbom.__main__":
        importlib.import_module(module.name)
import concurrent.futures.thread, ctypes, encodings.idna, getpass, importlib.metadata, tomllib
from pathlib import Path
from pbom.cli.main import main
from pbom.signers.key_file import make_key, open_key
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "key.pem"
    make_key(path, "long enough")
    told = {"PBOM_KEY": str(path), "PBOM_KEY_PASSWORD": "long enough"}
    open_key(told, getpass.getpass).sign(b"anything")
os.setgroups([])
os.setgid(12345)
os.setuid(12345)
assert os.getuid() == os.geteuid() == 12345
main()
"""
"""Loads everything first, for the interpreter itself may be out of reach for somebody else."""


@pytest.mark.skipif(os.geteuid() != 0, reason="everything runs as somebody else than root anyway")
def test_another_account_than_root(prepared: Sandbox) -> None:
    with TemporaryDirectory() as place:  # the directory that pytest gives is root's alone
        Path(place).chmod(0o711)
        sandbox = prepared.copy(Path(place) / "user")
        assert sandbox.pbom("source").code == 0  # the rules, too, may be out of reach
        subprocess.run(("chown", "-R", "12345:12345", str(sandbox.base)), check=True)
        script = "id -u; make -s"
        done = sandbox.run(sys.executable, "-c", AS_SOMEBODY, "run", "--", "sh", "-c", script)
        assert (done.code, done.text, done.err) == (0, "12345\n", b"")
        owners = {path.stat().st_uid for path in sandbox.state.rglob("*")}
        assert owners == {12345}
        [step] = sandbox.recorded("build")
    assert step.source is not None
    assert [product.name for product in step.products] == ["out.bin"]


def test_modules_of_the_project_are_not_imported(sandbox: Sandbox) -> None:
    """The installed command: a ``json.py`` in the checkout must not run inside the recorder."""
    script = Path(sys.executable).with_name("pbom")
    for name in ("json", "typer", "hashlib", "pbom", "sitecustomize"):
        sandbox.write(f"{name}.py", "open('imported', 'w')\n")
    for argv in ((str(script),), PBOM):
        done = sandbox.run(*argv, "run", "--", "true")
        assert (done.code, done.err) == (0, b"")
    assert not (sandbox.project / "imported").exists()
