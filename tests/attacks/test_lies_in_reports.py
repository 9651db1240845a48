"""Somebody hands in a report that is meant to hurt, or to look better than it is."""

import json
import resource
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from pbom.codec.imports import read_imported
from pbom.codec.xml import MAX_NODES
from pbom.errors import FormatError
from pbom.model.digest import DigestSet
from tests.importing import PASSED, SARIF, Import
from tests.simulator import World, commit, honest

GIB = 1024 * 1024  # of kilobytes
ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
BOMBS: dict[str, Callable[[], bytes]] = {
    "entities": (
        f'<!DOCTYPE x [<!ENTITY a0 "x">{ENTITIES}]><testsuite>&a11;</testsuite>'.encode
    ),
    "a file of the machine": lambda: (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuite name="&a;"/>'
    ),
    "a document type elsewhere": lambda: (
        b'<!DOCTYPE testsuite SYSTEM "http://127.0.0.1:9/x.dtd"><testsuite/>'
    ),
    "many elements": lambda: b"<testsuite>" + b"<a/>" * (MAX_NODES + 1) + b"</testsuite>",
    "many attributes": lambda: (
        b"<testsuite>" + b'<a b="" c="" d="" e="" f="" g="" h=""/>' * (MAX_NODES // 7)
        + b"</testsuite>"
    ),
    "deep elements": lambda: b"<testsuite>" * 100_000,
    "deep lists": lambda: b'{"bomFormat": "CycloneDX", "components": ' + b"[" * 100_000,
    "too large": lambda: b'{"bomFormat": "CycloneDX", "x": "' + b"x" * (64 * 1024 * 1024) + b'"}',
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_in_bounded_memory(bomb: str) -> None:
    data = BOMBS[bomb]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FormatError):
        read_imported(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GIB


def test_honest_results_as_long_as_that_are_read() -> None:
    cases = b"".join(b'<testcase name="t%d" time="1"/>' % number for number in range(100_000))
    found = read_imported(b'<testsuite tests="100000">' + cases + b"</testsuite>")
    assert (found.count("tests"), found.outcome) == (100_000, "passed")


CUT = {
    "the failures are cut": '<testsuite tests="2" failures="1"><testcase/><testcase/></testsuite>',
    "the failing tests are cut": '<testsuite tests="3" failures="1"><testcase/></testsuite>',
    "nothing ran": '<testsuite tests="0"/>',
    "everything was skipped": "<testsuite><testcase><skipped/></testcase></testsuite>",
    "a suite could not be loaded": '<testsuite errors="1" tests="1"><testcase/></testsuite>',
    "no suite at all": "<testsuites/>",
}


@pytest.mark.parametrize("text", CUT.values(), ids=list(CUT))
def test_results_that_do_not_say_that_tests_passed_are_no_passed_tests(text: str) -> None:
    assert read_imported(text.encode()).outcome == "unclear"


def test_their_honest_twins_are() -> None:
    nested = f'<testsuites tests="2"><testsuite tests="2">{PASSED}</testsuite></testsuites>'
    some = '<testsuite tests="2" skipped="1"><testcase/><testcase><skipped/></testcase></testsuite>'
    for text in (PASSED, nested, some):
        assert read_imported(text.encode()).outcome == "passed"
    failed = "<testsuite><testcase><failure/></testcase><testcase/></testsuite>"
    assert read_imported(failed.encode()).outcome == "failed"


def scan(**members: object) -> list[str]:
    """The problems of a scan."""
    run = {"tool": {"driver": {"name": "scan"}}, **members}
    text = json.dumps({"version": "2.1.0", "runs": [run]})
    return [item.kind for item in read_imported(text.encode()).problems]


def test_a_scan_that_did_not_run_has_not_found_nothing() -> None:
    assert scan(invocations=[{"executionSuccessful": False}], results=[]) == ["unresolved"]
    assert scan(invocations=[{}], results=[]) == ["unresolved"]
    assert scan() == ["unresolved"]
    assert scan(invocations=[{"executionSuccessful": True}], results=[]) == []


def test_a_document_chooses_no_words_that_we_sign() -> None:
    kinds = [{"type": f"software_\x1b[2J{number}"} for number in range(1000)]
    context = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
    found = read_imported(json.dumps({"@context": context, "@graph": kinds}).encode())
    assert dict(found.counts) == {"other elements": 1000}
    problems = json.dumps({"bomFormat": "CycloneDX", "components": [1] * 50_000})
    told = read_imported(problems.encode())
    assert len(told.problems) == 100
    assert told.count("more problems") == 50_000 - 100 + 1  # and that there is no component


HONEST = honest().importing(Import())


def said(world: World) -> list[str]:
    """Who is believed about which document."""
    return [
        f"{item.functionary.name}: {item.statement.document.name}" for item in world.pbom.imports
    ]


def test_a_report_by_a_functionary_about_the_commit_is_part_of_the_pbom() -> None:
    assert said(HONEST) == ["tester: report.xml"]
    assert HONEST.verdict().passed


def test_a_report_by_a_stranger_is_refused() -> None:
    world = honest().importing(Import(signer="eve"))
    assert said(world) == []
    assert ("evidence-authentic", "invalid") in world.blocking()


def test_a_report_about_another_commit_or_file_is_no_part_of_it() -> None:
    for about in (commit("another").revision, DigestSet.sha256("0" * 64)):
        assert said(honest().importing(Import(about=about))) == []
    weak = replace(Import(), about=HONEST.released[0].digests)
    assert said(honest().importing(weak)) == ["tester: report.xml"]  # it is about the artifact


def test_a_report_that_is_lost_or_exchanged_is_noticed() -> None:
    assert HONEST.forget("imports").blocking()
    assert HONEST.forget("bodies").blocking()
    other = Import(text=SARIF)
    world = HONEST.plant([other.sealed.bundle])
    assert ("evidence-authentic", "missing") in world.blocking()


def test_the_document_says_whose_word_it_is() -> None:
    assert HONEST.document
    assert HONEST.pbom.imports[0].bundle.value in HONEST.document.decode()
    assert said(HONEST.importing(Import(), Import(signer="builder", name="b.xml"))) in (
        ["tester: report.xml", "builder: b.xml"],
        ["builder: b.xml", "tester: report.xml"],
    )
