"""Real projects, as their authors would set them up."""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

import pbom
from tests.workbench import Workbench, missing

ROOT = Path(__file__).parents[2]
"""The repository that this file is in."""


class Build(Struct, frozen=True, kw_only=True):
    """A project and how it is built.

    Attributes:
        name: For people.
        programs: What has to be installed.
        prepare: Makes the repository.
        steps: Name and command of each step, in order.
        artifact: The file that ships.
        products: Every file that the steps leave behind, by step.
        gaps: Kinds of what the recorder says that it did not look at.
        spec: Version of CycloneDX.
    """

    name: str
    programs: tuple[str, ...]
    prepare: Callable[[Workbench], None]
    steps: tuple[tuple[str, tuple[str, ...]], ...]
    artifact: str
    products: tuple[str, ...]
    gaps: frozenset[str] = frozenset()
    spec: str = "1.7"

    @property
    def orphans(self) -> frozenset[str]:
        """The rules that miss the record of the build where a later step used what it made."""
        return frozenset({"steps-chained"} if self.steps[-1][0] != "build" else ())


def _prepare_wheel(bench: Workbench) -> None:
    bench.write(
        {
            "pyproject.toml": (
                '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
                '[project]\nname = "greeting"\nversion = "1.0.0"\n'
                'requires-python = ">=3.9"\n'
            ),
            "greeting/__init__.py": 'def greet(name: str) -> str:\n    return f"Hello, {name}!"\n',
            "tests/__init__.py": "",
            "tests/test_greeting.py": (
                "import unittest\n\nfrom greeting import greet\n\n\n"
                "class GreetTest(unittest.TestCase):\n"
                "    def test_greets(self) -> None:\n"
                '        self.assertEqual(greet("Ada"), "Hello, Ada!")\n'
            ),
            ".gitignore": "dist/\n",
        }
    )
    bench.commit("greeting: greet people by name")


def _prepare_c(bench: Workbench) -> None:
    bench.write(
        {
            "Makefile": (
                "CC = gcc\nCFLAGS = -O2 -Wall -Wextra\n"
                "build/sum: build/main.o build/sum.o\n\t$(CC) -o $@ $^\n"
                "build/%.o: src/%.c src/sum.h\n"
                "\t@mkdir -p build\n\t$(CC) $(CFLAGS) -c -o $@ $<\n"
                'check: build/sum\n\ttest "$$(build/sum 2 3)" = 5\n'
            ),
            "src/sum.h": "int sum(int a, int b);\n",
            "src/sum.c": '#include "sum.h"\n\nint sum(int a, int b) { return a + b; }\n',
            "src/main.c": (
                '#include <stdio.h>\n#include <stdlib.h>\n\n#include "sum.h"\n\n'
                "int main(int argc, char **argv) {\n"
                "  if (argc != 3) return 2;\n"
                '  printf("%d\\n", sum(atoi(argv[1]), atoi(argv[2])));\n'
                "  return 0;\n}\n"
            ),
            ".gitignore": "build/\n",
        }
    )
    bench.commit("sum: add two numbers")


def _prepare_npm(bench: Workbench) -> None:
    bench.write(
        {
            "package.json": (
                '{"name": "greet", "version": "1.0.0", "main": "index.js",\n'
                ' "files": ["index.js"], "scripts": {"test": "node --test"}}\n'
            ),
            "index.js": "module.exports = (name) => `Hello, ${name}!`;\n",
            "test/greet.test.js": (
                'const assert = require("node:assert");\nconst test = require("node:test");\n'
                'const greet = require("../index.js");\n\n'
                'test("greets", () => assert.equal(greet("Ada"), "Hello, Ada!"));\n'
            ),
            ".gitignore": "*.tgz\n",
        }
    )
    bench.commit("greet: greet people by name")


def _prepare_own(bench: Workbench) -> None:
    if not (ROOT / ".git").exists():
        missing("this is not a git checkout of the project")
    bench.must("git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(bench.project))


_BUILD_WHEEL = ("build", ("python", "-m", "build", "--wheel", "--no-isolation"))
_WHEEL = Build(
    name="Python wheel",
    programs=("git",),
    prepare=_prepare_wheel,
    steps=(("test", ("python", "-m", "unittest", "discover")), _BUILD_WHEEL),
    artifact="dist/greeting-1.0.0-py3-none-any.whl",
    products=("dist/greeting-1.0.0-py3-none-any.whl",),
)
_OWN = f"dist/pipeline_bom-{pbom.__version__}-py3-none-any.whl"

_LAWS = ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_architecture.py")

BUILDS = (
    _WHEEL,
    replace(_WHEEL, name="Python wheel, CycloneDX 1.6", spec="1.6"),
    Build(
        name="C program",
        programs=("git", "make", "gcc"),
        prepare=_prepare_c,
        steps=(("build", ("make",)), ("test", ("make", "check"))),
        artifact="build/sum",
        products=("build/main.o", "build/sum", "build/sum.o"),
    ),
    Build(
        name="npm package",
        programs=("git", "node", "npm"),
        prepare=_prepare_npm,
        steps=(("test", ("npm", "test")), ("build", ("npm", "pack"))),
        artifact="greet-1.0.0.tgz",
        products=("greet-1.0.0.tgz",),
    ),
    Build(
        name="pbom's own wheel",
        programs=("git",),
        prepare=_prepare_own,
        steps=(("test", _LAWS), _BUILD_WHEEL),
        artifact=_OWN,
        products=(_OWN,),
    ),
)
