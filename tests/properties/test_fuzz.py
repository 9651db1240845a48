"""The search by chance: it runs, it is repeatable, and it says so when something is wrong."""

from random import Random

import pytest

from tests import fuzz


@pytest.mark.parametrize("target", sorted(fuzz.TARGETS))
def test_every_target_runs_and_gives_the_same_again(target: str) -> None:
    results = [fuzz.run_case(target, 5, number) for number in range(8)]
    assert set(results) <= {"read", "refused"}
    assert [fuzz.run_case(target, 5, number) for number in range(8)] == results


@pytest.mark.parametrize("error", [fuzz.AcceptedError("x"), KeyError("x"), RecursionError()])
def test_a_failure_is_told_with_what_shows_it_again(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(_chance: Random) -> None:
        raise error

    monkeypatch.setitem(fuzz.TARGETS, "json", wrong)
    assert fuzz.run(["config", "json"], 5, 3, 0) == 1
    told = capsys.readouterr()
    assert told.err.startswith("--seed 5 --only json --first 3\n")
    assert type(error).__name__ in told.err
    assert told.out.startswith("fuzz: 2 cases of 2 targets in ")
    assert told.out.endswith(", 1 failed\n")
