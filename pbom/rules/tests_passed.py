"""``tests-passed``: imported test results of what is released, and all of them good."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import ClassVar

from msgspec import Struct

from pbom.codec.fields import Fields
from pbom.codec.parameters import read_positive
from pbom.codec.witness import read_witness, read_words
from pbom.model.finding import Finding
from pbom.model.imported import ERRORS, FAILED, SKIPPED, TESTS, ImportStatement
from pbom.model.layout import Layout
from pbom.model.pattern import Patterns
from pbom.model.pbom import Pbom
from pbom.model.reported import Asked, Witness, unmet
from pbom.rules import Default, Rule


class TestsPassed(Struct, frozen=True, kw_only=True):
    """Test results about the release were imported by somebody who may, and passed.

    Attributes:
        witness: Whose imports count.
        reports: Patterns of names of documents; of each there has to be one. One of any name where
            there is none.
        least: So many tests have to have run.
    """

    witness: Witness
    reports: tuple[str, ...] = ()
    least: int = 1
    id: ClassVar[str] = "tests-passed"
    default: ClassVar[Default] = "off"
    floor: ClassVar[bool] = False

    @classmethod
    def parse(cls, fields: Fields, layout: Layout) -> "TestsPassed":
        """The rule; ``functionaries`` may import, ``reports`` are wanted, ``min-tests`` each.

        Raises:
            FormatError: A parameter is wrong.
        """
        reports = read_words(fields, "reports")
        try:
            Patterns(reports)
        except ValueError as error:
            raise fields.error("reports", str(error)[:200]) from error
        if any(report.startswith("!") for report in reports):
            raise fields.error("reports", "each is wanted by itself, so none can begin with '!'")
        least = read_positive(fields, "min-tests", 1)
        return cls(witness=read_witness(fields, layout), reports=reports, least=least)

    def check(self, pbom: Pbom, at: datetime) -> Iterator[Finding]:
        """A finding for each kind of results that is missing, or did not pass."""
        for report in self.reports or ("",):
            asked = Asked(
                rule=self.id,
                what=f"results of at least {self.least} tests that passed"
                f"{f' ({report})' if report else ''}",
                strange=partial(_strange, report),
                wrong=self._wrong,
                hint="mend what fails, run the tests on the commit that is built, and "
                "`pbom import` the report there",
            )
            yield from unmet(asked, self.witness, pbom, at)

    def _wrong(self, statement: ImportStatement) -> str:
        content = statement.content
        tests, skipped = content.count(TESTS), content.count(SKIPPED)
        failed, errors = content.count(FAILED), content.count(ERRORS)
        if content.outcome == "failed":
            return f"{failed} of {tests} tests failed, {errors} ended in an error"
        if content.problems:
            first = content.problems[0]
            return f"the results are unclear, {first.reason} (at {first.place})"
        if tests - skipped < self.least:
            return f"{max(tests - skipped, 0)} tests ran, {skipped} were skipped"
        return "" if content.outcome == "passed" else "the results are unclear"


def _strange(report: str, statement: ImportStatement) -> str:
    if statement.content.outcome == "no-tests":
        return "it has no test results"
    if report and not Patterns((report,)).match(statement.document.name):
        return f"it is not called {report}"
    return ""


plugin: type[Rule] = TestsPassed
