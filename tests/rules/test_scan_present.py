"""``scan-present``: an imported scan of what is released, of the right kind, with nothing found."""

import json
from datetime import timedelta

import pytest

from pbom.errors import PolicyError
from tests.importing import CLEAN, PASSED, SARIF, Import
from tests.rules.changed import found, said
from tests.simulator import NOON, SHIPPED, TRUST, World, commit, honest
from tests.takes import ONE

RULE = "scan-present"
HERE = f"commit {ONE.commit[:12]}"
WHO = 'functionaries = ["builder"]'
VULNERABLE = json.dumps(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [{"type": "library", "name": "a"}],
        "vulnerabilities": [{"id": "CVE-1"}],
    }
)


def scan(*results: dict[str, object], **more: object) -> Import:
    """A scan by somebody who may import it."""
    run: dict[str, object] = {"tool": {"driver": {"name": "scan", "version": "1.2"}}, **more}
    text = json.dumps({"version": "2.1.0", "runs": [{**run, "results": list(results)}]})
    return Import(text=text, signer="builder", name="scan.sarif")


def world(*imports: Import, lines: tuple[str, ...] = (WHO,)) -> World:
    """The honest pipeline with these imports, and a policy that asks for a scan."""
    return honest().importing(*imports).trusting(TRUST.ruling(f"[rules.{RULE}]", *lines))


def test_a_scan_that_found_nothing_ships() -> None:
    assert world(Import(text=CLEAN, signer="builder")).verdict().findings == ()
    assert world(scan({"level": "warning"}, {"level": "note"})).verdict().findings == ()


SUPPRESSED: dict[str, object] = {"level": "error", "suppressions": [{"kind": "inSource"}]}


@pytest.mark.parametrize(
    ("imported", "cause", "words"),
    [
        (scan({"level": "error"}, {"level": "error"}), "denied", "it found 2 error"),
        (Import(text=SARIF, signer="builder"), "denied", "not all of it is clear"),
        (scan(invocations=[{"executionSuccessful": False}]), "denied", "does not say it succeeded"),
        (scan(invocations=[{}]), "denied", "does not say it succeeded"),
        (Import(text=PASSED, signer="builder"), "missing", "it is junit"),
        (Import(text=CLEAN), "missing", "tester's word does not count"),
        (
            Import(text=CLEAN, signer="builder", about=commit("two").revision),
            "missing",
            "it speaks of something else",
        ),
        (
            Import(text=CLEAN, signer="builder", imported=NOON - timedelta(days=31)),
            "denied",
            "imported too long ago",
        ),
    ],
)
def test_what_is_no_scan_of_this_commit(imported: Import, cause: str, words: str) -> None:
    judged = world(imported)
    assert said(judged, RULE) == [(HERE, cause)]
    assert words in found(judged, RULE)


def test_none_at_all_is_evidence_that_is_missing() -> None:
    assert said(world(), RULE) == [(HERE, "missing")]


def test_each_tool_that_is_named_has_to_have_looked() -> None:
    lines = (WHO, 'tools = ["scan"]')
    assert world(scan(), lines=lines).blocking() == []
    assert "its tool is scan 1.2" in found(world(scan(), lines=(WHO, 'tools = ["sca"]')), RULE)
    both = world(scan(), lines=(WHO, 'tools = ["scan", "other"]'))
    assert said(both, RULE) == [(HERE, "missing")]


def test_what_counts_is_for_the_policy_to_say() -> None:
    hidden = scan(SUPPRESSED)
    assert world(hidden).blocking() == []
    asked = world(hidden, lines=(WHO, 'fail-on = ["error", "suppressed"]'))
    assert "it found 1 suppressed" in found(asked, RULE)
    bad = scan({"level": "error"})
    assert world(bad, lines=(WHO, 'fail-on = ["nothing"]')).blocking() == []
    warned = world(scan({"level": "warning"}), lines=(WHO, 'fail-on = ["warning"]'))
    assert "it found 1 warning" in found(warned, RULE)


def test_another_kind_of_document() -> None:
    lines = (WHO, 'types = ["cyclonedx"]')
    listed = Import(text=VULNERABLE, signer="builder", about=SHIPPED.digests)
    assert "it found 1 vulnerability" in found(world(listed, lines=lines), RULE)
    clean = Import(text=VULNERABLE.replace('{"id": "CVE-1"}', ""), signer="builder")
    assert world(clean, lines=lines).blocking() == []


def test_a_statement_by_its_predicate_type() -> None:
    predicate = "https://in-toto.io/attestation/vulns/v0.2"
    text = json.dumps(
        {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": "a", "digest": {"sha256": "0" * 64}}],
            "predicateType": predicate,
            "predicate": {},
        }
    )
    told = Import(text=text, signer="builder")
    assert world(told, lines=(WHO, f'types = ["{predicate}"]')).blocking() == []
    other = world(told, lines=(WHO, f'types = ["{predicate[:-1]}"]'))
    assert f"it is {predicate}" in found(other, RULE)


def test_a_statement_that_calls_its_predicate_a_format_is_none_of_that_format() -> None:
    text = json.dumps(
        {
            "_type": "https://in-toto.io/Statement/v1",
            "subject": [{"name": "a", "digest": {"sha256": "0" * 64}}],
            "predicateType": "sarif",
            "predicate": {},
        }
    )
    assert "it is sarif" in found(world(Import(text=text, signer="builder")), RULE)


def test_a_tool_is_not_another_whose_name_begins_alike() -> None:
    lines = (WHO, 'tools = ["Acme"]')
    driver = {"name": "Acme Colours", "version": "1.0"}
    other = scan(tool={"driver": driver})
    assert "its tool is Acme Colours 1.0" in found(world(other, lines=lines), RULE)
    assert world(scan(tool={"driver": driver | {"name": "Acme"}}), lines=lines).blocking() == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("types = []", "is empty"),
        ('types = ["sarf"]', "did you mean 'sarif'"),
        ('tools = [""]', "is empty"),
        ('fail-on = ["eror"]', "did you mean 'error'"),
        ('fail-on = ["nothing", "error"]', "stands for itself"),
        ('functionaries = ["bulder"]', "did you mean 'builder'"),
    ],
)
def test_parameters_that_could_let_something_pass_are_refused(line: str, problem: str) -> None:
    with pytest.raises(PolicyError, match=problem):
        world(lines=(line,)).verdict()


def test_a_stranger_in_the_rules_of_an_environment() -> None:
    lines = (WHO, f"[environments.prod.rules.{RULE}]", 'functionaries = ["eve"]')
    with pytest.raises(PolicyError, match="unknown functionary 'eve'"):
        world(lines=lines).verdict()
