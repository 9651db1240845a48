"""Index entries: what a bundle seems to be about, and lines that may be torn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.codec.bundle import bundle_digest
from pbom.codec.entry import entry_of, read_entry, write_entry
from pbom.codec.manifest import no_bodies
from pbom.model.statement import ProvenanceStatement, VerdictStatement
from pbom.stages.attest import attest
from tests.approvals import APPROVAL, COMMIT, TREE
from tests.looks import Look
from tests.simulator import SHIPPED, WHEEL, Memory, hand, honest
from tests.takes import ONE

BUILD = honest().take("build")


def test_a_step_is_about_its_run_and_its_products() -> None:
    entry = entry_of(BUILD.bundle, no_bodies)
    assert entry is not None
    assert entry.bundle == bundle_digest(BUILD.bundle)
    assert entry.run == "run-1"
    assert entry.digests == {WHEEL.digests.digests[0].value}


def test_a_signed_pbom_is_about_its_artifacts() -> None:
    release = honest().release
    assert release is not None
    entry = entry_of(release.bundle, no_bodies)
    assert entry is not None
    assert entry.run == ""
    assert entry.digests == {SHIPPED.digests.digests[0].value}


def test_a_step_is_of_its_commit() -> None:
    entry = entry_of(BUILD.bundle, no_bodies)
    assert entry is not None
    assert entry.kind == "step"
    assert entry.revisions == {item.value for item in ONE.revision}


def test_a_look_at_the_commits_is_about_their_head() -> None:
    sealed = Look().sealed
    entry = entry_of(sealed.bundle, Memory((), sealed.bodies).body)
    assert entry is not None
    assert entry == sealed.entry
    assert entry.kind == "source"
    assert entry.revisions == {ONE.commit}


def test_a_verdict_is_about_its_artifacts() -> None:
    entry = entry_of(attest(VerdictStatement.of(honest().verdict()), hand("me")).bundle, no_bodies)
    assert entry is not None
    assert (entry.kind, entry.run) == ("verdict", "")
    assert entry.digests == {SHIPPED.digests.digests[0].value}


def test_an_approval_is_found_by_its_commit_its_tree_and_the_sha256_of_either() -> None:
    entry = entry_of(attest(APPROVAL, hand("me")).bundle, no_bodies)
    assert entry is not None
    assert (entry.kind, entry.run) == ("approval", "")
    assert entry.digests == {COMMIT, TREE, "c" * 64}


def test_what_nobody_asks_for_is_not_indexed() -> None:
    provenance = attest(ProvenanceStatement(step=BUILD.statement), hand("me")).bundle
    for data in (provenance, b"", b"{}", BUILD.bundle[:-5]):
        assert entry_of(data, no_bodies) is None


def test_what_was_written_can_be_read_back() -> None:
    entry = entry_of(BUILD.bundle, no_bodies)
    assert entry is not None
    lines = write_entry(entry).split(b"\n")
    assert [read_entry(line) for line in lines] == [None, entry, None]


def test_a_line_torn_anywhere_is_no_entry_and_harms_no_other() -> None:
    entry = entry_of(BUILD.bundle, no_bodies)
    assert entry is not None
    line = write_entry(entry)
    for cut in range(1, len(line) - 1):
        found = [read_entry(part) for part in (line[:cut] + line).split(b"\n")]
        assert found[-2] == entry
        assert set(found) == {None, entry}


@given(st.binary(max_size=40))
def test_any_bytes_are_an_entry_or_none(line: bytes) -> None:
    assert read_entry(line) is None


@pytest.mark.parametrize(
    "line",
    [
        b'{"bundle":"abc","kind":"step","run":"","digests":[],"revisions":[]}',
        b'{"bundle":5,"kind":"step","run":"","digests":[],"revisions":[]}',
        b'{"bundle":"%s","kind":"other","run":"","digests":[],"revisions":[]}' % (b"a" * 64),
        b'{"kind":"step","run":"","digests":[],"revisions":[]}',
        b"[]",
    ],
)
def test_what_is_no_entry_is_none(line: bytes) -> None:
    assert read_entry(line) is None
