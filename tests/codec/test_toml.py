"""TOML from outside."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.codec.toml import MAX_BYTES, read_toml, write_string
from pbom.errors import FormatError


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_string_that_was_written_can_be_read_back(text: str) -> None:
    assert tomllib.loads(f"key = {write_string(text)}") == {"key": text}


def test_a_document_has_fields() -> None:
    assert read_toml(b"version = 1").integer("version") == 1


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\xff", "not UTF-8 at byte 0"),
        (b"a = 1\na = 2", "not TOML"),
        (b"[a]\n[a]", "not TOML"),
        (b"a =", "not TOML"),
        (b"a = " + b"[" * 100_000, "not TOML"),
        (b"a = " + b"9" * 5000, "not TOML"),
        (b"#" * (MAX_BYTES + 1), "larger than the limit"),
    ],
    ids=["bytes", "key twice", "table twice", "cut", "deep", "huge number", "large"],
)
def test_anything_else_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(FormatError, match=problem):
        read_toml(data)


@pytest.mark.parametrize("part", ["a", '"a b"', "'a'", "a "])
def test_a_key_of_many_parts(part: str) -> None:
    assert "a" in read_toml(".".join(["a"] * 40).encode() + b" = 1")
    with pytest.raises(FormatError, match="a key of 64 parts or more"):
        read_toml(".".join([part] * 64).encode() + b" = 1")
    with pytest.raises(FormatError, match="a key of 64 parts or more"):
        read_toml(b"[[" + ".".join([part] * 20_000).encode() + b"]]")
