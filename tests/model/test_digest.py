"""Digests and sets of them: the only names of things."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.model.digest import LENGTHS, STRONG, Digest, DigestSet

HEX = "0123456789abcdef"
DIGESTS = st.sampled_from(sorted(LENGTHS)).flatmap(
    lambda algorithm: st.text(
        HEX, min_size=LENGTHS[algorithm][0], max_size=LENGTHS[algorithm][0]
    ).map(lambda value: Digest(algorithm, value))
)
SETS = st.lists(DIGESTS, min_size=1, unique_by=lambda digest: digest.algorithm).map(DigestSet.of)


def sha256(letter: str) -> Digest:
    return Digest("sha256", letter * 64)


def sha512(letter: str) -> Digest:
    return Digest("sha512", letter * 128)


def sha1(letter: str) -> Digest:
    return Digest("sha1", letter * 40)


@pytest.mark.parametrize(
    ("algorithm", "value"),
    [
        ("sha256", "A" * 64),
        ("sha256", "a" * 63),
        ("sha256", "a" * 65),
        ("sha256", " " + "a" * 63),
        ("sha256", ""),
        ("sha512", "a" * 64),
        ("gitCommit", "a" * 41),
        ("", "a" * 64),
        ("unknown", "xyz"),
    ],
)
def test_what_is_no_digest_cannot_be_built(algorithm: str, value: str) -> None:
    with pytest.raises(ValueError, match="hex dig"):
        Digest(algorithm, value)


def test_a_digest_as_text() -> None:
    assert str(sha256("a")) == "sha256:" + "a" * 64
    assert sha256("a").short == "sha256:" + "a" * 12


def test_a_set_needs_a_digest_and_one_value_for_each_algorithm() -> None:
    with pytest.raises(ValueError, match="at least one"):
        DigestSet.of(())
    with pytest.raises(ValueError, match="at most one"):
        DigestSet.of((sha256("a"), sha256("b")))


@given(SETS)
def test_equal_content_gives_equal_sets(digests: DigestSet) -> None:
    again = DigestSet.of((*reversed(digests.digests), *digests.digests))
    assert again == digests
    assert hash(again) == hash(digests)


@given(SETS, SETS)
def test_matching_has_no_direction(one: DigestSet, other: DigestSet) -> None:
    assert one.matches(other) == other.matches(one)


@given(SETS)
def test_a_set_matches_itself_if_it_proves_anything(digests: DigestSet) -> None:
    assert digests.matches(digests) == digests.strong


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ([sha256("a")], [sha256("a")], True),
        ([sha256("a")], [sha256("b")], False),
        ([sha256("a"), sha512("a")], [sha256("a")], True),
        ([sha256("a"), sha512("a")], [sha256("a"), sha512("b")], False),
        ([sha256("a"), sha1("a")], [sha256("a"), sha1("b")], False),
        ([sha256("b"), sha1("a")], [sha256("a"), sha1("a")], False),
        ([sha1("a")], [sha1("a")], False),
        ([sha256("a")], [sha512("a")], False),
        ([Digest("crc32", "ab")], [Digest("crc32", "ab")], False),
        ([Digest("md5", "a" * 32)], [Digest("md5", "a" * 32)], False),
    ],
    ids=[
        "the same",
        "another",
        "one more is fine",
        "a conflict beside an agreement",
        "a weak conflict beside an agreement",
        "a weak agreement beside a conflict",
        "weak alone",
        "nothing in common",
        "unknown alone",
        "MD5 alone",
    ],
)
def test_all_that_is_shared_agrees_and_something_strong_is(
    *, one: list[Digest], other: list[Digest], same: bool
) -> None:
    assert DigestSet.of(one).matches(DigestSet.of(other)) is same


def test_sha1_is_the_only_known_algorithm_that_is_weak() -> None:
    assert set(LENGTHS) - STRONG == {"sha1"}


def test_a_digest_by_its_algorithm() -> None:
    digests = DigestSet.of((sha256("a"), sha1("b")))
    assert digests.get("sha1") == sha1("b")
    assert digests.get("sha512") is None
