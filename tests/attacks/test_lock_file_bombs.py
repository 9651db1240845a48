"""Somebody commits a lock file that is meant to hurt whoever reads it."""

import importlib
import resource
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from pbom.ecosystems import NAMES, LockReader
from pbom.model.dependency import LockFile

SECONDS = 10
"""Ten times what an honest file of that size takes on a slow machine."""
MIB = 1024 * 1024
LONG = 256 * 1024


def reader(name: str) -> LockReader:
    """The member of that file."""
    plugin: type[LockReader] = importlib.import_module(f"pbom.ecosystems.{name}").plugin
    return plugin()


def read(name: str, data: bytes) -> LockFile:
    """What it says, in bounded time and memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    found = reader(name).read(NAMES[name][0], data)
    assert time.process_time() - began < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1024 * MIB // 1024
    return found


SHAPES: dict[str, Callable[[], bytes]] = {
    "a line without end": lambda: b"a" * LONG,
    "a line of dashes": lambda: b"a-" * LONG,
    "a line of quotes": lambda: b'"' * LONG,
    "a line of blanks": lambda: b" " * LONG + b"x",
    "a line of blanks and hashes": lambda: b" #" * LONG,
    "a line of commas": lambda: b"a," * LONG,
    "a line of at signs": lambda: b"a@" * LONG,
    "a line of dollars": lambda: b"FROM " + b"${a:-" * 60_000,
    "backslashes": lambda: b"\\\n" * 60_000,
    "many short lines": lambda: b"x\n" * 60_000,
    "open brackets": lambda: b"[" * LONG,
    "open braces": lambda: b'{"a":' * 60_000,
    "open tags": lambda: b"<a>" * 60_000,
    "deep blocks": lambda: b"".join(b" " * depth + b"a:\n" for depth in range(1200)),
    "flows in a block": lambda: b"a: " + b"{a: " * 60_000,
    "anchors": lambda: b"".join(b"a%d: &a%d x\n" % (n, n) for n in range(100_000)),
    "heredocs": lambda: b"FROM a\nRUN " + b"<<A " * 100_000 + b"\n" + b"x\n" * 1000,
    "zero bytes": lambda: b"\0" * LONG,
    "nothing": lambda: b"",
    "no text": lambda: bytes(range(256)) * 1000,
    "a byte order mark": lambda: b"\xef\xbb\xbf" * 1000,
    "tables": lambda: b"[[package]]\n" * 100_000,
    "dotted keys": lambda: b".".join([b"a"] * 20_000) + b" = 1\n",
    "indented lines": lambda: b"GEM\n  specs:\n" + b"      x\n" * 60_000,
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", [*NAMES])
def test_no_shape_of_bytes_takes_long(name: str, shape: str) -> None:
    found = read(name, SHAPES[shape]())
    assert found.problems or list(found) or name in {"dockerfile", "github_workflow", "gitlab_ci"}


def package(number: int) -> str:
    return (
        f'"node_modules/p{number}": {{"version": "1", "dependencies": '
        f'{{"p{number + 1}": "1", "p0": "1", "p{number // 2}": "1"}}}}'
    )


GROWING: dict[str, Callable[[int], str]] = {
    "package_lock": lambda count: (
        '{"lockfileVersion": 3, "packages": {' + ", ".join(map(package, range(count))) + "}}"
    ),
    "cargo_lock": lambda count: "".join(
        f'[[package]]\nname = "p"\nversion = "{n}"\ndependencies = ["p {n + 1}"]\n'
        for n in range(count // 20)
    ),
    "yarn_lock": lambda count: (
        "# yarn lockfile v1\n"
        + "".join(
            f'p@{n}:\n  version "{n}"\n  dependencies:\n    p "{n + 1}"\n' for n in range(count)
        )
    ),
    "go_sum": lambda count: "".join(f"m{n} v1 h1:{'A' * 43}=\n" for n in range(count)),
    "requirements": lambda count: "".join(f"p{n}==1\n" for n in range(count)),
    "gemfile_lock": lambda count: (
        "GEM\n  specs:\n" + "".join(f"    p{n} (1)\n      p{n + 1}\n" for n in range(count))
    ),
    "dockerfile": lambda count: "".join(f"FROM a{n}:1 AS s{n}\n" for n in range(count // 10)),
}


def work(done: Callable[[], object]) -> int:
    """How many lines of Python are executed: the same on every machine, however busy it is.

    What is done in one line, as a search in a long list, is not seen here; `make bench` times it.
    """
    lines = 0

    def count(_frame: FrameType, event: str, _argument: object) -> Callable[..., Any]:
        nonlocal lines
        lines += event == "line"
        return count

    others = sys.gettrace()
    sys.settrace(count)
    try:
        done()
    finally:
        sys.settrace(others)
    return lines


@pytest.mark.parametrize("name", GROWING)
def test_four_times_as_much_is_about_four_times_the_work(name: str) -> None:
    def reading(count: int) -> Callable[[], object]:
        data = GROWING[name](count).encode()
        assert list(reader(name).read(NAMES[name][0], data))
        return lambda: reader(name).read(NAMES[name][0], data)

    assert work(reading(2_000)) < 6 * work(reading(500))


def test_a_square_would_be_noticed() -> None:
    def square(count: int) -> Callable[[], object]:
        return lambda: [[None for _ in range(count)] for _ in range(count)]

    def line(count: int) -> Callable[[], object]:
        return lambda: [None for _ in range(count)]

    assert work(square(200)) > 6 * work(square(50))
    assert work(line(200)) < 6 * work(line(50))
