"""Evidence: what the commit itself vouches for."""

from msgspec.structs import replace

from pbom.model.digest import Digest, DigestSet
from pbom.model.evidence import Material, Source
from tests.simulator import commit, digest_of, file

PULLED = Material(artifact=file("big.bin", "the object"), state="lfs")


def test_the_commit_vouches_for_what_it_promises_only() -> None:
    assert not PULLED.from_commit
    assert replace(PULLED, expected=digest_of("the object")).from_commit
    assert not replace(PULLED, expected=digest_of("another")).from_commit


def test_a_weak_promise_is_none() -> None:
    weak = DigestSet.of((Digest("sha1", "a" * 40),))
    found = replace(PULLED, artifact=replace(PULLED.artifact, digests=weak), expected=weak)
    assert not found.from_commit


def test_a_source_has_the_id_of_its_commit() -> None:
    source = commit("one")
    assert len(source.commit) == 40
    assert Source(repository="", revision=digest_of("no commit")).commit == ""
