"""``install-scripts``: no package runs something of its own when it is installed."""

from msgspec.structs import replace

from tests.rules.locked import HTTPX, broken, of, said, world

RULE = "install-scripts"
RUNS = (of(replace(HTTPX, scripts="yes")),)
SILENT = (of(replace(HTTPX, scripts="unknown")),)


def test_packages_that_run_nothing_ship() -> None:
    assert world(RULE).blocking() == []


def test_a_package_that_runs_something_is_named() -> None:
    [(subject, found, cause)] = said(world(RULE, locks=RUNS), RULE)
    assert (subject, cause) == ("pkg:pypi/httpx@0.28.1", "denied")
    assert found.startswith("it runs something when it is installed")
    assert world(RULE, 'allowed = ["httpx"]', locks=RUNS).blocking() == []
    assert len(world(RULE, 'allowed = ["httpx2"]', locks=RUNS).blocking()) == 1


def test_silence_is_not_no() -> None:
    [(subject, found, cause)] = said(world(RULE, locks=SILENT), RULE)
    assert (subject, cause) == ("uv.lock", "missing")
    assert found == "of 1 packages it does not say whether they run something"
    assert world(RULE, 'unknown = "allowed"', locks=SILENT).blocking() == []
    assert len(world(RULE, 'unknown = "allowed"', locks=RUNS).blocking()) == 1


def test_what_was_not_read_is_evidence_that_is_missing() -> None:
    assert [cause for *_, cause in said(world(RULE, locks=()), RULE)] == ["missing"]
    assert [cause for *_, cause in said(world(RULE, locks=(broken(),)), RULE)] == ["missing"]
