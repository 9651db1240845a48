"""Names that resemble each other, and versions that are older."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.model.likeness import Likeness, distance, is_older

NEAR = {
    ("requests", "reqeusts"): 1,
    ("requests", "requets"): 1,
    ("requests", "requestss"): 1,
    ("lodash", "1odash"): 1,
    ("typescript", "typscritp"): 2,
    ("abcdef", "abcdef"): 0,
    ("chalk", "debug"): 5,
}


@pytest.mark.parametrize(("names", "far"), NEAR.items(), ids=["/".join(pair) for pair in NEAR])
def test_distances(names: tuple[str, str], far: int) -> None:
    assert distance(*names) == far
    assert distance(names[1], names[0]) == far


def test_resemblances_are_of_one_ecosystem_and_near() -> None:
    known = Likeness(
        [("npm", "lodash"), ("npm", "loadash"), ("pypi", "lodash"), ("npm", "express")]
    )
    assert list(known.of("npm", "lodahs")) == [("loadash", 2), ("lodash", 1)][1:]
    assert list(known.of("npm", "expresss")) == [("express", 1)]
    assert list(known.of("npm", "exprss-")) == [("express", 2)]
    assert list(known.of("cargo", "lodahs")) == []
    assert list(known.of("npm", "lodash")) == [("loadash", 1)]


def test_short_names_resemble_too_many() -> None:
    known = Likeness([("npm", "ms"), ("npm", "debug")])
    assert list(known.of("npm", "mz")) == []
    assert list(known.of("npm", "debub")) == [("debug", 1)]
    assert list(known.of("npm", "dexxg")) == []


@given(st.text("abc", min_size=7, max_size=9), st.text("abc", min_size=7, max_size=9))
def test_the_index_finds_whatever_is_near(one: str, other: str) -> None:
    found = dict(Likeness([("npm", one)]).of("npm", other))
    far = distance(one, other)
    assert (one in found) == (0 < far <= 2)


OLDER = [("1.2.3", "1.2.4"), ("v1.9", "v1.10"), ("1", "1.0.1"), ("9.9.9", "10.0.0-beta")]


@pytest.mark.parametrize(("old", "new"), OLDER)
def test_older(old: str, new: str) -> None:
    assert is_older(old, new)
    assert not is_older(new, old)


@pytest.mark.parametrize(
    ("one", "other"), [("1.0", "1.0.0"), ("main", "v1"), ("", "1"), ("1-a", "1-b")]
)
def test_neither(one: str, other: str) -> None:
    assert not is_older(one, other)
    assert not is_older(other, one)
