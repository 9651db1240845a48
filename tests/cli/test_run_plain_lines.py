"""The short reader of ``pbom run`` and the command-line library must read every line alike."""

import pytest
import typer

from pbom.cli import recording, run
from pbom.cli.recording import Asked, read_plain_line

LINES = [
    ["--", "make"],
    ["make", "-j2"],
    ["--step", "test", "--", "make", "test"],
    ["--step=test", "make"],
    ["--step", "a", "--step", "b", "--", "true"],
    ["--output", "dist/*", "--output=*.whl", "--", "true", "--step", "mine"],
    ["--material", "vendor/**", "--", "--", "x"],
    ["--step", "test", "--output", "a b", "true", "--help"],
]
LEFT = [[], ["--"], ["--help"], ["--step"], ["--step", "--", "x"], ["--bogus", "--", "x"], ["-h"]]


def by_library(words: list[str], monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What the library makes of the words after ``pbom run``."""
    seen: list[Asked] = []

    def note(asked: Asked) -> int:
        seen.append(asked)
        return 0

    monkeypatch.setattr(run, "record_step", note)
    app = typer.Typer()
    run.register(app)
    app.callback()(lambda: None)
    app(["run", *words], standalone_mode=False)
    return seen[0]


@pytest.mark.parametrize("words", LINES, ids=" ".join)
def test_both_read_a_plain_line_alike(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_plain_line(words) == by_library(words, monkeypatch)


@pytest.mark.parametrize("words", LEFT, ids=" ".join)
def test_other_lines_are_left_to_the_library(words: list[str]) -> None:
    assert read_plain_line(words) is None


def test_the_default_step_is_one() -> None:
    asked = read_plain_line(["true"])
    assert asked is not None
    assert asked.step == recording.DEFAULT_STEP
