"""What is true of every report: it says all, and nothing from outside can forge anything."""

import re

import pytest
from hypothesis import given
from msgspec.structs import replace

from pbom import plugins
from pbom.model.ink import COLOURED
from tests.reports.judged import EVIL, FAILED, HIDDEN, PASSED, WAIVER, hostile, shown, spiteful

FORMS = sorted(report.id for report in plugins.reports())
RUNNER = re.compile(r"##(?:\[|vso\[|teamcity\[)|^\s*::", re.MULTILINE)


def test_there_are_seven_of_them_and_the_signed_verdict() -> None:
    assert FORMS == ["github", "gitlab", "json", "junit", "markdown", "sarif", "text"]
    assert plugins.report("vsa") is None
    assert plugins.report("__init__") is None


@pytest.mark.parametrize("form", FORMS)
def test_all_findings_are_told_and_who_waived_what(form: str) -> None:
    text = shown(form, FAILED)
    for finding in FAILED.findings:
        assert finding.rule in text
    for told in ("ada", "the runner was rebuilt"):
        assert told in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("form", [form for form in FORMS if form not in {"github", "gitlab"}])
def test_when_a_waiver_ends_is_told(form: str) -> None:
    waived = FAILED.findings[-1].waived
    assert waived is not None
    assert f"{waived.until:%Y-%m-%d}" in shown(form, FAILED) or form == "junit"


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_programs_can_find_the_waiver(form: str) -> None:
    assert str(WAIVER) in shown(form, FAILED)


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_programs_find_the_place_and_what_was_there_instead(form: str) -> None:
    text = shown(form, FAILED)
    for told in ("/predicate/command", "eve's word does not count", "urn:pbom:import:v1 sarif"):
        assert told in text


@pytest.mark.parametrize("form", [form for form in FORMS if form not in {"github", "gitlab"}])
def test_who_is_to_mend_it_is_told(form: str) -> None:
    text = shown(form, FAILED).replace("&#64;", "@").replace("&#47;", "/")
    assert "@shop/core" in text
    assert "@leads" in text


@pytest.mark.parametrize("form", [form for form in FORMS if form not in {"github", "gitlab"}])
def test_each_finding_has_its_id(form: str) -> None:
    for finding in FAILED.findings:
        assert finding.id in shown(form, FAILED)


@pytest.mark.parametrize("form", FORMS)
def test_a_yes_is_no_no(form: str) -> None:
    assert shown(form, PASSED) != shown(form, FAILED)
    assert "DO NOT SHIP" not in shown(form, PASSED)


@pytest.mark.parametrize("form", FORMS)
def test_colours_are_for_the_text_only(form: str) -> None:
    assert ("\x1b" in shown(form, FAILED, COLOURED)) == (form == "text")


@pytest.mark.parametrize("form", FORMS)
def test_what_somebody_hostile_would_write_forges_nothing(form: str) -> None:
    check_forgery(form, EVIL)


@pytest.mark.parametrize("form", FORMS)
@given(text=spiteful)
def test_no_text_forges_a_line_a_colour_or_a_command(form: str, text: str) -> None:
    """A report on the same findings has the same lines, whatever their texts are."""
    check_forgery(form, text)


def check_forgery(form: str, text: str) -> None:
    honest, forged = shown(form, hostile("a")), shown(form, hostile(text))
    assert len(forged.splitlines()) == len(honest.splitlines())
    assert not set(forged) & set(HIDDEN)
    assert len(RUNNER.findall(forged)) == len(RUNNER.findall(honest))


@pytest.mark.parametrize("form", FORMS)
def test_a_long_run_of_blanks_does_not_reach_the_next_line_of_a_terminal(form: str) -> None:
    text = shown(form, hostile("a" + "\u3164" * 300 + "SHIP"))
    assert "\u3164\u3164" not in text


@pytest.mark.parametrize("form", FORMS)
def test_the_order_is_that_of_the_verdict(form: str) -> None:
    turned = replace(FAILED, findings=FAILED.findings[::-1])
    assert shown(form, FAILED) != shown(form, turned)
    assert shown(form, FAILED) == shown(form, FAILED)
