"""``dependencies-locked``: every dependency has one version, in a file that was read to its end."""

from msgspec.structs import replace

from tests.rules.locked import HTTPX, MEMBER, broken, of, said, world

RULE = "dependencies-locked"
PLACE = "(uv.lock [[package]] httpx)"


def test_a_lock_file_with_one_version_for_each_ships() -> None:
    assert world(RULE).blocking() == []
    assert world(RULE, 'files = ["uv.lock"]').blocking() == []


def test_an_open_version_is_none() -> None:
    judged = world(RULE, locks=(of(replace(HTTPX, version="", purl="pkg:pypi/httpx"), MEMBER),))
    assert said(judged, RULE) == [("pkg:pypi/httpx", f"no version {PLACE}", "denied")]


def test_a_file_that_was_not_understood_may_say_anything() -> None:
    judged = world(RULE, locks=(broken("bad-entry"),))
    [(subject, found, cause)] = said(judged, RULE)
    assert (subject, cause) == ("uv.lock", "missing")
    assert found == "bad-entry: no TOML (uv.lock line 1)"
    assert world(RULE, 'problems = ["bad-entry"]', locks=(broken("bad-entry"),)).blocking() == []


def test_a_file_that_the_policy_names_has_to_be_there() -> None:
    judged = world(RULE, 'files = ["package-lock.json"]')
    assert said(judged, RULE) == [("package-lock.json", "not there; there are: uv.lock", "missing")]


def test_no_lock_file_at_all_is_evidence_that_is_missing() -> None:
    judged = world(RULE, locks=())
    assert said(judged, RULE) == [("the dependencies", "no step recorded a lock file", "missing")]


def test_of_very_many_twenty_are_named() -> None:
    many = (
        replace(HTTPX, name=f"p{number}", version="", purl=f"pkg:pypi/p{number}")
        for number in range(50)
    )
    findings = said(world(RULE, locks=(of(*many),)), RULE)
    assert len(findings) == 21
    assert any(found == "30 more, this and others" for _, found, _ in findings)
