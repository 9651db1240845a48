"""Real builds, traced: nothing of them is unexplained, and the strictest policy lets them ship."""

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Struct

from tests.scenarios.pipeline import STRICT, Pipeline
from tests.scenarios.test_06_nx import npm_project
from tests.workbench import missing, require

SOURCES = """\
Types: deb-src
URIs: http://deb.debian.org/debian
Suites: {suite}
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""


class Build(Struct, frozen=True, kw_only=True):
    """A project and its steps.

    Attributes:
        prepare: Makes it, with its policy.
        steps: Name and command of each.
        artifact: What ships.
    """

    prepare: Callable[[Path], Pipeline]
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    artifact: str


def _debian_source(root: Path, package: str) -> Path:
    """The original sources of a package of this Debian, from its archive."""
    if not shutil.which("apt-get") or not Path("/etc/os-release").exists():
        missing("this is not Debian")
    told = dict(
        line.split("=", 1) for line in Path("/etc/os-release").read_text("utf-8").splitlines()
    )
    folder = root / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True)
    listed = folder / "src.sources"
    listed.write_text(SOURCES.format(suite=told.get("VERSION_CODENAME", "stable")), "utf-8")
    options = [
        f"Dir::Etc::sourcelist={listed}", "Dir::Etc::sourceparts=-",
        f"Dir::State::lists={folder / 'lists'}", f"Dir::Cache={folder / 'cache'}",
    ]  # fmt: skip
    words = ["apt-get", *(word for option in options for word in ("-o", option))]
    for command in (["update"], ["source", "--download-only", package]):
        done = subprocess.run([*words, *command], cwd=folder, capture_output=True, check=False)
        if done.returncode:
            missing(f"the sources of {package} cannot be fetched")
    (archive,) = folder.glob("*.orig.tar.*")
    with tarfile.open(archive) as opened:
        opened.extractall(folder / "source", filter="data")
    (source,) = (folder / "source").iterdir()
    return source


def _debian(package: str, *steps: str) -> Callable[[Path], Pipeline]:
    def prepare(root: Path) -> Pipeline:
        source = _debian_source(root, package)
        pipeline = Pipeline(root / "bench", {".gitignore": "*.o\n*.a\n*.lo\n*.so*\n"}, *steps)
        shutil.copytree(source, pipeline.project, dirs_exist_ok=True, symlinks=True)
        return pipeline.demand()

    return prepare


BACKEND = """\
import pathlib, subprocess, sysconfig, zipfile
NAME = "sum-1.0-py3-none-linux_x86_64.whl"
def build_wheel(directory, config_settings=None, metadata_directory=None):
    target = pathlib.Path("build", "_sum" + sysconfig.get_config_var("EXT_SUFFIX"))
    target.parent.mkdir(exist_ok=True)
    include = sysconfig.get_path("include")
    subprocess.run(["gcc", "-shared", "-fPIC", f"-I{include}", "_sum.c", "-o", target], check=True)
    with zipfile.ZipFile(pathlib.Path(directory, NAME), "w") as wheel:
        wheel.write(target, f"sum/{target.name}")
        wheel.write("sum/__init__.py")
        info = "sum-1.0.dist-info/"
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\\\nName: sum\\\\nVersion: 1.0\\\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\\\nGenerator: us\\\\nRoot-Is-Purelib: false\\\\nTag: py3-none-linux_x86_64\\\\n")
        wheel.writestr(info + "RECORD", "")
    return NAME
"""  # noqa: E501
EXTENSION = """\
#include <Python.h>
static PyObject *add(PyObject *self, PyObject *args) {
  long a, b;
  if (!PyArg_ParseTuple(args, "ll", &a, &b)) return NULL;
  return PyLong_FromLong(a + b);
}
static PyMethodDef methods[] = {{"add", add, METH_VARARGS, ""}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_sum", "", -1, methods};
PyMODINIT_FUNC PyInit__sum(void) { return PyModule_Create(&module); }
"""


def _wheel(root: Path) -> Pipeline:
    require("gcc")
    pipeline = Pipeline(
        root,
        {
            "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\n'
            'backend-path = ["."]\n[project]\nname = "sum"\nversion = "1.0"\n',
            "backend.py": BACKEND.replace("\\\\n", "\\n"),
            "_sum.c": EXTENSION,
            "sum/__init__.py": "from sum._sum import add\n",
            ".gitignore": "dist/\nbuild/\n__pycache__/\n",
        },
    )
    return pipeline.demand(pipeline.declare("python", sys.prefix, sys.base_prefix))


def _go(root: Path) -> Pipeline:
    require("go")
    pipeline = Pipeline(
        root,
        {
            "go.mod": "module example.com/hello\n\ngo 1.21\n",
            "main.go": 'package main\n\nimport "os"\n\nfunc main() { os.Exit(0) }\n',
            ".gitignore": "hello\n",
        },
    )
    pipeline.bench.environment |= {
        "GOFLAGS": "-mod=mod",
        "GOTOOLCHAIN": "local",
        "CGO_ENABLED": "0",
    }
    place = str(Path(str(shutil.which("go"))).resolve().parents[1])
    return pipeline.demand(pipeline.declare("go", place))


def _npm(root: Path) -> Pipeline:
    return npm_project(root, {"postinstall": "node script.js"}, "console.log(1);\n")


BUILDS = {
    "lua": Build(
        prepare=_debian("lua5.4"),
        steps=(("build", ("make", "-s", "-j2", "linux")),),
        artifact="src/lua",
    ),
    "zlib": Build(
        prepare=_debian("zlib", "configure", "build"),
        steps=(("configure", ("./configure",)), ("build", ("make", "-s", "-j2"))),
        artifact="libz.a",
    ),
    "a wheel with a C extension": Build(
        prepare=_wheel,
        steps=(("build", ("python", "-m", "build", "--wheel", "--no-isolation")),),
        artifact="dist/sum-1.0-py3-none-linux_x86_64.whl",
    ),
    "an npm package with install scripts": Build(
        prepare=_npm,
        steps=(
            ("build", ("sh", "-c", "npm ci --offline --silent --no-audit && npm pack --silent")),
        ),
        artifact="app-1.0.0.tgz",
    ),
    "a Go program": Build(
        prepare=_go,
        steps=(("build", ("go", "build", "-o", "hello", ".")),),
        artifact="hello",
    ),
}


@pytest.mark.parametrize("build", BUILDS.values(), ids=list(BUILDS))
def test_nothing_of_it_is_unexplained(build: Build, tmp_path: Path) -> None:
    pipeline = build.prepare(tmp_path)
    for step, command in build.steps:
        done = pipeline.run(*command, step=step)
        assert done.code == 0, done
        for what in ("inputs", "outputs"):
            words = ("pbom", "explain", what, "--unexplained", f"--step={step}")
            sys.stdout.write(pipeline.bench.must(*words).out)
    assert pipeline.judge(build.artifact).complaints == []
    assert STRICT in pipeline.bench.policy.read_text("utf-8")


def test_the_traced_build_makes_the_same_bytes(tmp_path: Path) -> None:
    """A compiler is given to nothing but its inputs; neither is the tracer among them."""
    made = []
    for trace in ("off", "all"):
        pipeline = _wheel(tmp_path / trace)
        pipeline.bench.environment["SOURCE_DATE_EPOCH"] = "1700000000"
        pipeline.bench.must(
            "pbom", "run", f"--trace={trace}", "--", "gcc", "-O2", "-c", "_sum.c", "-o", "x.o",
            f"-I{_include()}",
        )  # fmt: skip
        made.append((pipeline.project / "x.o").read_bytes())
    assert made[0] == made[1]


def _include() -> str:
    import sysconfig  # noqa: PLC0415

    return sysconfig.get_path("include")
