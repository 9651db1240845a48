"""``tests-passed``: imported test results of what is released, and all of them good."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from pbom.errors import PolicyError
from pbom.model.digest import DigestSet
from pbom.model.imported import ImportStatement
from tests.importing import CLEAN, FAILED, PASSED, Import
from tests.rules.changed import found, said
from tests.simulator import NOON, REPORT, SHIPPED, TRUST, World, commit, file, honest
from tests.takes import ONE

RULE = "tests-passed"
HERE = f"commit {ONE.commit[:12]}"
WHO = 'functionaries = ["tester"]'
OTHER = commit("two").revision
CUT = '<testsuite name="shop" tests="9"><testcase name="a"/></testsuite>'
LOST = (
    '<testsuites tests="7"><testsuite name="shop" tests="1"><testcase name="a"/></testsuite>'
    "</testsuites>"
)
SKIPPED = '<testsuite name="shop"><testcase name="a"><skipped/></testcase></testsuite>'


def world(*imports: Import, lines: tuple[str, ...] = (WHO,)) -> World:
    """The honest pipeline with these imports, and a policy that asks for test results."""
    return honest().importing(*imports).trusting(TRUST.ruling(f"[rules.{RULE}]", *lines))


def test_results_that_passed_ship() -> None:
    assert world(Import()).verdict().findings == ()


@pytest.mark.parametrize(
    ("imported", "cause", "words"),
    [
        (Import(text=FAILED), "denied", "1 of 2 tests failed, 0 ended in an error"),
        (Import(text=CUT), "denied", "the suite says 9 tests, has 1"),
        (Import(text=LOST), "denied", "the suite says 7 tests, has 1"),
        (Import(text=SKIPPED), "denied", "0 tests ran, 1 were skipped"),
        (Import(text=CLEAN), "missing", "it has no test results"),
        (Import(signer="builder"), "missing", "builder's word does not count for it"),
        (Import(about=OTHER), "missing", "it speaks of something else"),
        (Import(imported=NOON - timedelta(days=31)), "denied", "imported too long ago, 2026-01-30"),
        (Import(imported=NOON + timedelta(days=1)), "denied", "imported in the future"),
    ],
)
def test_what_is_no_result_of_this_commit(imported: Import, cause: str, words: str) -> None:
    judged = world(imported)
    assert said(judged, RULE) == [(HERE, cause)]
    assert words in found(judged, RULE)
    [finding] = judged.said_by(RULE)
    [nearest] = finding.candidates
    assert (nearest.signer, nearest.digest) == (imported.signer, finding.evidence[0])
    assert nearest.why in finding.found


def test_none_at_all_is_evidence_that_is_missing() -> None:
    assert said(world(), RULE) == [(HERE, "missing")]
    assert found(world(), RULE) == "no import at all"
    assert said(world(Import()).forget("imports"), RULE) == [(HERE, "missing")]


def test_an_import_that_came_after_the_pbom_does_not_count() -> None:
    later = world().plant([Import().sealed.bundle])
    bodies = (*later.evidence.bodies, *Import().sealed.bodies)
    evidence = replace(later.evidence, bodies=bodies)
    assert said(world(), RULE) == [(HERE, "missing")]
    from pbom.pipeline.gate import Question, gate  # noqa: PLC0415

    question = Question(artifacts=later.asked, evidence=evidence, document=later.document)
    [finding] = gate(question, later.policy, at=later.at).blocking
    assert "the PBOM does not list it" in finding.found


def test_one_report_that_passed_is_enough_for_what_can_be_withheld_decides_nothing() -> None:
    assert world(Import(text=FAILED), Import()).blocking() == []


def test_each_report_that_is_named_has_to_be_there() -> None:
    lines = (WHO, 'reports = ["unit*.xml", "e2e.xml"]')
    unit, e2e = Import(name="unit-1.xml"), Import(name="e2e.xml")
    assert world(unit, e2e, lines=lines).blocking() == []
    lacking = world(unit, lines=lines)
    assert "it is not called e2e.xml" in found(lacking, RULE)
    failing = world(unit, replace(e2e, text=FAILED), lines=lines)
    assert "1 of 2 tests failed" in found(failing, RULE)


def test_so_many_tests_have_to_run() -> None:
    assert world(Import(), lines=(WHO, "min-tests = 2")).blocking() == []
    assert "2 tests ran" in found(world(Import(), lines=(WHO, "min-tests = 3")), RULE)


def test_the_word_of_the_importer_may_not_be_enough() -> None:
    seen = file("report.xml", PASSED)
    build = world(Import(), lines=(WHO, 'steps = ["test"]'))
    assert "no step test of this release made it" in found(build, RULE)
    made = build.swap_product("test", seen).change(
        "build",
        lambda take: replace(
            take, materials=tuple(replace(item, artifact=seen) for item in take.materials)
        ),
    )
    assert made.blocking() == []
    assert REPORT.digests != seen.digests


def test_results_may_have_to_speak_of_the_artifact() -> None:
    lines = (WHO, 'about = ["artifact"]')
    assert said(world(Import(), lines=lines), RULE) == [(SHIPPED.name, "missing")]
    assert world(Import(about=SHIPPED.digests), lines=lines).blocking() == []
    only = world(Import(about=SHIPPED.digests), lines=(WHO, 'about = ["commit"]'))
    assert said(only, RULE) == [(HERE, "missing")]


def test_results_of_every_artifact_or_of_every_commit_are_wanted() -> None:
    other = file("dist/other.bin", "another")
    both = world(Import(about=SHIPPED.digests), lines=(WHO, 'about = ["artifact"]'))
    both = replace(both, released=(SHIPPED, other), asked=(SHIPPED, other))
    both = both.change("build", lambda take: replace(take, products=(*take.products, other)))
    assert said(both, RULE) == [(other.name, "missing")]


def test_a_step_without_a_commit_has_no_results_of_its_commit() -> None:
    assert RULE in {rule for rule, _ in world(Import()).on_commit("build", None).blocking()}


def test_a_document_that_says_it_is_old_is_old() -> None:
    dated = PASSED.replace('name="shop"', 'name="shop" timestamp="2025-12-01T10:00:00Z"')
    assert "made too long ago" in found(world(Import(text=dated)), RULE)
    assert world(Import(text=dated), lines=(WHO, 'max-age = "120d"')).blocking() == []


def test_a_policy_that_names_nobody_lets_nothing_pass() -> None:
    assert said(world(Import(), lines=()), RULE) == [(HERE, "missing")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("functionaries = []", "is empty"),
        ('functionaries = ["testr"]', "did you mean 'tester'"),
        ('steps = ["tset"]', "did you mean 'test'"),
        ("reports = []", "is empty"),
        ('reports = ["!unit.xml"]', "none can begin with '!'"),
        ("min-tests = 0", "from 1 on"),
        ('about = ["artefact"]', "did you mean 'artifact'"),
        ('max-age = "soon"', "a duration"),
        ("sevrity = 'warn'", "did you mean 'severity'"),
    ],
)
def test_parameters_that_could_let_something_pass_are_refused(line: str, problem: str) -> None:
    with pytest.raises(PolicyError, match=problem):
        world(lines=(line,)).verdict()


def test_a_tree_is_the_same_content_under_another_commit() -> None:
    tree = DigestSet.of([item for item in ONE.revision if item.algorithm == "gitTree"])
    imported = Import(about=tree)
    assert isinstance(imported.statement, ImportStatement)
    assert world(imported).blocking() == []
