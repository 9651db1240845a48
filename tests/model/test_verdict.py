"""Verdicts: what the gate decided, and how grave it is."""

import pytest
from msgspec.structs import replace

from pbom.model.finding import Cause, Finding
from tests.simulator import honest

PASSED = honest().verdict()
DENIED = Finding(rule="r", subject="s", expected="e", found="f", fix="x")


def test_a_verdict_about_nothing_or_by_no_rule_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="at least one artifact"):
        replace(PASSED, artifacts=())
    with pytest.raises(ValueError, match="at least one rule"):
        replace(PASSED, checked=())


def test_a_warning_does_not_block() -> None:
    warned = replace(PASSED, findings=(replace(DENIED, severity="warn"),))
    assert warned.passed
    assert warned.worst is None
    assert not replace(PASSED, findings=(DENIED,)).passed


@pytest.mark.parametrize(
    ("causes", "worst"),
    [
        (["denied"], "denied"),
        (["denied", "missing"], "missing"),
        (["denied", "missing", "invalid"], "invalid"),
        ([], None),
    ],
)
def test_the_gravest_cause_counts(causes: list[Cause], worst: Cause | None) -> None:
    findings = tuple(replace(DENIED, cause=cause) for cause in causes)
    assert replace(PASSED, findings=findings).worst == worst


def test_a_grave_warning_is_still_a_warning() -> None:
    warning = replace(DENIED, severity="warn", cause="invalid")
    assert replace(PASSED, findings=(warning, DENIED)).worst == "denied"
