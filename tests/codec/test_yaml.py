"""YAML from outside."""

import pytest

from pbom.codec.yaml import MAX_ALIASED, read_yaml
from pbom.errors import FormatError


def test_values_have_no_types_beyond_the_plain_ones() -> None:
    text = (
        b"a: 1.10\nb: no\nc: true\nd: ~\ne: '~'\nf: 2024-01-01\ng: [x, {y: z}]\nh: !!python/x q\n"
    )
    assert read_yaml(text) == (
        {
            "a": "1.10", "b": "no", "c": True, "d": None, "e": "~", "f": "2024-01-01",
            "g": ["x", {"y": "z"}], "h": "q",
        },
    )  # fmt: skip


def test_several_documents() -> None:
    assert read_yaml(b"a: b\n---\n[c]\n") == ({"a": "b"}, ["c"])
    assert read_yaml(b"") == ()


def test_aliases_and_merges() -> None:
    text = b"a: &a {x: 1, y: 2}\nb: *a\nc:\n  <<: *a\n  y: 3\nd:\n  <<: [{x: 9}, *a]\n"
    assert read_yaml(text) == (
        {
            "a": {"x": "1", "y": "2"},
            "b": {"x": "1", "y": "2"},
            "c": {"x": "1", "y": "3"},
            "d": {"x": "9", "y": "2"},
        },
    )


REFUSED = {
    "a duplicate key": b"a: 1\nb: {c: 1, c: 2}\n",
    "an alias to nothing": b"a: *b\n",
    "an alias to what it is in": b"a: &a [*a]\n",
    "a key that is a list": b"[a]: b\n",
    "deep nesting": b"[" * 100 + b"]" * 100,
    "deep blocks": b"".join(b" " * n + b"a:\n" for n in range(100)),
    "bytes that are no text": b"a: \xff\n",
    "a control character": b"a: \x01\n",
    "an end too early": b"a: [b\n",
    "a tab": b"a:\n\t- b\n",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refused(text: bytes) -> None:
    with pytest.raises(FormatError):
        read_yaml(text)


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(FormatError, match="line 3: duplicate key 'a'"):
        read_yaml(b"a: 1\nb: 2\na: 3\n")


def test_aliases_stand_for_so_much_and_no_more() -> None:
    many = b"a: &a [%s]\nb: [%s]\n"
    half = b"x, " * 1000
    read_yaml(many % (half, b"*a, " * (MAX_ALIASED // 1001)))
    with pytest.raises(FormatError, match="aliases that stand for too much"):
        read_yaml(many % (half, b"*a, " * (MAX_ALIASED // 1000 + 2)))


def test_larger_than_allowed() -> None:
    with pytest.raises(FormatError, match="larger than the limit"):
        read_yaml(b"a: b\n", max_bytes=4)
