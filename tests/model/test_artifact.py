"""Names of artifacts: every path has exactly one, and none leaves its root."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.model.artifact import MAX_NAME, RAW, decode_name, encode_name, encode_names, name_problem

PARTS = st.binary(min_size=1, max_size=8).filter(
    lambda part: b"/" not in part and b"\x00" not in part and part not in {b".", b".."}
)
PATHS = st.lists(PARTS, min_size=1, max_size=4).map(b"/".join)


@given(PATHS)
def test_every_path_comes_back_from_its_name(path: bytes) -> None:
    assert decode_name(encode_name(path)) == path


@given(PATHS)
def test_every_path_has_an_allowed_name(path: bytes) -> None:
    assert name_problem(encode_name(path)) == ""


@given(PATHS, PATHS)
def test_two_paths_never_share_a_name(one: bytes, other: bytes) -> None:
    assert (encode_name(one) == encode_name(other)) == (one == other)


@given(st.lists(PATHS | st.sampled_from([b"a", b"src/a.py", b"b c/d", b"a\nb", b".x"])))
def test_many_paths_have_the_names_that_each_has(paths: list[bytes]) -> None:
    assert encode_names(paths) == [encode_name(path) for path in paths]


def test_many_plain_paths_are_seen_at_one_glance_and_one_that_is_not_is_not_missed() -> None:
    plain = [b"a/b", b"c d/e-f.py", b"x" * MAX_NAME]
    for other in (b"a\nb", b"a\nb/", b"\xff", b"x" * (MAX_NAME - 1) + b"/y", b"raw:x", b""):
        for at in range(len(plain) + 1):
            paths = [*plain[:at], other, *plain[at:]]
            assert encode_names(paths) == [encode_name(path) for path in paths]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (b"src/a.py", "src/a.py"),
        ("ß/日本".encode(), "ß/日本"),
        (b"\xff", "raw:%FF"),
        (b"a\nb", "raw:a%0Ab"),
        (b"a\\b", "raw:a%5Cb"),
        (b"raw:x", "raw:raw%3Ax"),
        (b"100%", "100%"),
    ],
)
def test_plain_paths_are_their_own_name(path: bytes, name: str) -> None:
    assert encode_name(path) == name


def test_composed_and_decomposed_letters_are_two_names() -> None:
    assert encode_name("e\u0301".encode()) != encode_name("\u00e9".encode())


@pytest.mark.parametrize("name", ["a/../b", "/a", "a\\b", "a\x00", "", "a//b", "./a", "\ud800"])
def test_names_that_are_not_allowed(name: str) -> None:
    assert name_problem(name)


def test_a_name_may_be_long_but_not_without_end() -> None:
    assert not name_problem("a" * MAX_NAME)
    assert name_problem("a" * (MAX_NAME + 1))


def test_raw_is_the_only_prefix_with_a_meaning() -> None:
    assert decode_name("raws:%41") == b"raws:%41"
    assert decode_name(f"{RAW}%41") == b"A"
