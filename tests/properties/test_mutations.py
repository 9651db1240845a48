"""The mutation run: it runs, it is repeatable, and it says so when something is accepted."""

from random import Random

import pytest

from tests import mutations


@pytest.mark.parametrize("kind", sorted(mutations.KINDS))
def test_every_kind_runs_and_gives_the_same_again(kind: str) -> None:
    results = [mutations.run_case(kind, 3, number) for number in range(25)]
    assert set(results) <= {"refused", "read", "unchanged"}
    assert "refused" in results
    assert [mutations.run_case(kind, 3, number) for number in range(25)] == results


def test_the_shares_are_those_of_all_kinds() -> None:
    assert set(mutations.SHARES) == set(mutations.KINDS)
    assert sum(mutations.SHARES.values()) == 100


def test_the_release_asks_every_rule() -> None:
    from pbom import plugins  # noqa: PLC0415

    asked = set(mutations.sample().world.verdict().checked)
    assert {rule.id for rule in plugins.rules() if rule.__module__.startswith("pbom.")} <= asked


@pytest.mark.parametrize("error", [mutations.AcceptedError("x"), KeyError("x")])
def test_a_failure_is_counted_and_told(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def wrong(_chance: Random) -> bool:
        raise error

    monkeypatch.setitem(mutations.KINDS, "policy", wrong)
    monkeypatch.setattr(mutations, "SHARES", {"policy": 100})
    assert mutations.run(1, 3) == 3
    told = capsys.readouterr()
    assert told.err.startswith("policy 0 of seed 1\n")
    assert told.out.endswith(", 3 failed\n")
