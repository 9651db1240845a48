"""What a document says of tests: silence is never good news."""

import pytest

from pbom.model.dependency import Problem
from pbom.model.imported import ERRORS, FAILED, SKIPPED, TESTS, Imported, ImportFormat, Outcome

PROBLEM = Problem(kind="bad-entry", place="$", reason="x")
CASES: tuple[tuple[ImportFormat, dict[str, int], tuple[Problem, ...], Outcome], ...] = (
    ("junit", {TESTS: 2}, (), "passed"),
    ("junit", {TESTS: 2, SKIPPED: 1}, (), "passed"),
    ("junit", {TESTS: 2, SKIPPED: 2}, (), "unclear"),
    ("junit", {}, (), "unclear"),
    ("junit", {TESTS: 2}, (PROBLEM,), "unclear"),
    ("junit", {TESTS: 2, FAILED: 1}, (), "failed"),
    ("junit", {TESTS: 2, ERRORS: 1}, (PROBLEM,), "failed"),
    ("sigstore-bundle", {"subjects": 1, TESTS: 1}, (), "passed"),
    ("sarif", {"runs": 1}, (), "no-tests"),
)


@pytest.mark.parametrize(("form", "counts", "problems", "outcome"), CASES)
def test_the_outcome(
    form: ImportFormat,
    counts: dict[str, int],
    problems: tuple[Problem, ...],
    outcome: Outcome,
) -> None:
    found = Imported(
        format=form,
        version="",
        tool="",
        counts=tuple(counts.items()),
        problems=problems,
    )
    assert found.outcome == outcome
