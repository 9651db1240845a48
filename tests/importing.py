"""Imports of simulated documents, and who signed them."""

from datetime import datetime
from functools import cached_property

from msgspec import Struct

from pbom.codec.importing import document_of
from pbom.codec.imports import MEDIA_TYPES, read_imported
from pbom.model.digest import DigestSet
from pbom.model.imported import ImportStatement
from pbom.model.sealed import Sealed
from pbom.model.subject import Subject
from pbom.stages.attest import attest_import
from tests.signatures import hand
from tests.takes import NOON, ONE

PASSED = '<testsuite name="shop" tests="2"><testcase name="a"/><testcase name="b"/></testsuite>'
SARIF = '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "scan"}}, "results": [7, {}]}]}'

FAILED = (
    '<testsuite name="shop"><testcase name="a"/>'
    '<testcase name="b"><failure/></testcase></testsuite>'
)
CLEAN = (
    '{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "scan", "version": "1.2"}}, '
    '"invocations": [{"executionSuccessful": true}], "results": []}]}'
)


class Import(Struct, frozen=True, kw_only=True, dict=True):
    """One import, by one signer."""

    text: str = PASSED
    signer: str = "tester"
    about: DigestSet = ONE.revision
    imported: datetime = NOON
    run: str = "run-1"
    name: str = "report.xml"

    @cached_property
    def statement(self) -> ImportStatement:
        """What is claimed."""
        content = read_imported(self.text.encode())
        return ImportStatement(
            subjects=(Subject(name="what it speaks of", digests=self.about),),
            run=self.run,
            recorder="pbom/0.1.0",
            imported=self.imported,
            document=document_of(self.name, self.text.encode(), MEDIA_TYPES[content.format]),
            content=content,
        )

    @cached_property
    def sealed(self) -> Sealed:
        """The bundle, with the document."""
        return attest_import(self.statement, self.text.encode(), hand(self.signer))
