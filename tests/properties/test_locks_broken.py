"""Lock files broken in every place: never an exception, never a package less in silence."""

import importlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import pbom.ecosystems
from pbom.ecosystems import LockReader
from pbom.model.dependency import LockFile
from tests.ecosystems import (
    test_bun_lock,
    test_cargo_lock,
    test_composer_lock,
    test_dockerfile,
    test_gemfile_lock,
    test_github_workflow,
    test_gitlab_ci,
    test_go_mod,
    test_go_sum,
    test_gradle_lock,
    test_gradle_verification,
    test_maven_lock,
    test_package_lock,
    test_packages_lock,
    test_pdm_lock,
    test_pipfile_lock,
    test_pnpm_lock,
    test_poetry_lock,
    test_pylock,
    test_requirements,
    test_uv_lock,
    test_wrapper,
    test_yarn_lock,
)
from tests.faults import damage, faults
from tests.properties.lines import broken_lines

Faults = Callable[[str], Iterator[tuple[str, bytes]]]


def of_json(text: str) -> Iterator[tuple[str, bytes]]:
    """A document broken in every place."""
    return faults(text.encode())


def of_bun(text: str) -> Iterator[tuple[str, bytes]]:
    """The same, for JSON with commas too many."""
    import re  # noqa: PLC0415

    return faults(re.sub(r",(\s*[}\]])", r"\1", text).encode())


def of_lines(text: str) -> Iterator[tuple[str, bytes]]:
    """Every line left out, doubled, cut and replaced."""
    lines = text.split("\n")
    junk = ("", "x", "- [", "{", "\t", ": :", '"', "é\u202e", "9" * 5000, "x" * 100_000)
    for number, line in enumerate(lines):
        before, after = lines[:number], lines[number + 1 :]
        others = [*junk, line[: len(line) // 2], line.replace(" ", ""), f"{line}{line}"]
        for other in others:
            yield f"line {number}: {other[:20]}", "\n".join([*before, other, *after]).encode()
    yield from damage(text.encode(), pieces=60)


SAMPLES: dict[str, tuple[str, Faults]] = {
    "bun_lock": (test_bun_lock.SAMPLE, of_bun),
    "cargo_lock": (test_cargo_lock.SAMPLE, broken_lines),
    "composer_lock": (test_composer_lock.SAMPLE, of_json),
    "dockerfile": (test_dockerfile.SAMPLE, of_lines),
    "gemfile_lock": (test_gemfile_lock.SAMPLE, of_lines),
    "github_workflow": (test_github_workflow.SAMPLE, of_lines),
    "gitlab_ci": (test_gitlab_ci.SAMPLE, of_lines),
    "go_mod": (test_go_mod.SAMPLE, of_lines),
    "go_sum": (test_go_sum.SAMPLE, of_lines),
    "gradle_lock": (test_gradle_lock.SAMPLE, of_lines),
    "gradle_verification": (test_gradle_verification.SAMPLE, of_lines),
    "maven_lock": (test_maven_lock.SAMPLE, of_json),
    "package_lock": (test_package_lock.SAMPLE, of_json),
    "packages_lock": (test_packages_lock.SAMPLE, of_json),
    "pdm_lock": (test_pdm_lock.SAMPLE, broken_lines),
    "pipfile_lock": (test_pipfile_lock.SAMPLE, of_json),
    "pnpm_lock": (test_pnpm_lock.V9, of_lines),
    "poetry_lock": (test_poetry_lock.SAMPLE, broken_lines),
    "pylock": (test_pylock.SAMPLE, broken_lines),
    "requirements": (test_requirements.SAMPLE, of_lines),
    "uv_lock": (test_uv_lock.SAMPLE, broken_lines),
    "wrapper": (test_wrapper.SAMPLE, of_lines),
    "yarn_lock": (test_yarn_lock.CLASSIC, of_lines),
}
FURTHER: dict[str, tuple[str, Faults]] = {
    "package_lock": (test_package_lock.OLD, of_json),
    "pnpm_lock": (test_pnpm_lock.V5, of_lines),
    "poetry_lock": (test_poetry_lock.OLD, broken_lines),
    "yarn_lock": (test_yarn_lock.BERRY, of_lines),
    "cargo_lock": (test_cargo_lock.OLD, broken_lines),
}
MEANT = {"$.packages-dev: null"}
"""Older versions of composer write that where nobody asked for any."""
ALL = [*SAMPLES.items(), *FURTHER.items()]


def reader(name: str) -> LockReader:
    """The member of that file."""
    plugin: type[LockReader] = importlib.import_module(f"pbom.ecosystems.{name}").plugin
    return plugin()


def read(name: str, data: bytes) -> LockFile:
    """What it says of a file."""
    found = reader(name).read(reader(name).names[0], data)
    assert isinstance(found, LockFile)
    return found


def test_every_reader_has_a_sample() -> None:
    folder = Path(pbom.ecosystems.__file__).parent
    named = {path.stem for path in folder.glob("[!_]*.py") if "installed" not in path.stem}
    assert named == set(SAMPLES)


@pytest.mark.parametrize(("name", "sample"), ALL, ids=[name for name, _ in ALL])
def test_no_fault_is_an_exception(name: str, sample: tuple[str, Faults]) -> None:
    text, break_ = sample
    assert read(name, text.encode()).complete
    seen = Counter(read(name, broken).complete for _, broken in break_(text))
    assert min(seen[True], seen[False]) > 2, seen


@pytest.mark.parametrize(
    "name", [name for name, (_, break_) in SAMPLES.items() if break_ in {of_json, of_bun}]
)
def test_a_value_of_another_type_takes_no_package_in_silence(name: str) -> None:
    text, break_ = SAMPLES[name]
    honest = len(list(read(name, text.encode())))
    wrong = ("null", "true", "minus one", "empty text", "a huge number", "nested lists")
    for fault, broken in break_(text):
        if fault.endswith(wrong) and fault not in MEANT:
            found = read(name, broken)
            assert len(list(found)) >= honest or not found.complete, fault
