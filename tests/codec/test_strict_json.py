"""JSON from outside is read strictly, and ours is written in one way."""

import contextlib
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.codec import strict_json
from pbom.codec.strict_json import MAX_DEPTH, read_json, write_json
from pbom.errors import FormatError

KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | KEYS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@given(VALUES)
def test_what_was_written_can_be_read_back(value: Any) -> None:  # noqa: ANN401
    assert read_json(write_json(value)) == value


@given(VALUES)
def test_equal_values_have_equal_bytes(value: Any) -> None:  # noqa: ANN401
    shuffled = json.loads(json.dumps(value), object_pairs_hook=lambda pairs: dict(pairs[::-1]))
    assert write_json(shuffled) == write_json(value)


def test_we_write_sorted_keys_without_white_space() -> None:
    assert write_json({"b": [1, None], "a": "ß"}) == '{"a":"ß","b":[1,null]}'.encode()


@given(st.binary(max_size=64))
def test_any_bytes_are_a_value_or_an_error_of_format(data: bytes) -> None:
    with contextlib.suppress(FormatError):
        read_json(data)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"a":1,"a":1}', "duplicate key 'a'"),
        (b'{"a":{"b":1,"\\u0062":2}}', "duplicate key 'b'"),
        (b'[{"x":{},"x":{}}]', "duplicate key 'x'"),
        (b"NaN", "NaN is not JSON"),
        (b"[Infinity]", "Infinity is not JSON"),
        (b'{"a":-Infinity}', "-Infinity is not JSON"),
        (b"1e999", "the number 1e999 is out of range"),
        (b"-1e999", "the number -1e999 is out of range"),
        (b"1" * 309, "a whole number of 309 digits is out of range"),
        (b"1" * 100_000, "a whole number of 100000 digits is out of range"),
        (b'"\\ud800"', "a lone surrogate is not text"),
        (b'"\\udc00\\ud800"', "a lone surrogate is not text"),
        (b'{"\\udfff":1}', "a lone surrogate is not text"),
        (b'[["\\uD83D "]]', "a lone surrogate is not text"),
        (b'"\xed\xa0\x80"', "not UTF-8 at byte 1"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8 at byte 0"),
        (b"\xef\xbb\xbf{}", "not JSON at line 1: Unexpected UTF-8 BOM"),
        (b"{} {}", "not JSON at line 1: Extra data"),
        (b"{}\n\nx", "not JSON at line 3: Extra data"),
        (b"", "not JSON at line 1: Expecting value"),
        (b'"a\nb"', "not JSON at line 1: Invalid control character"),
        (b"[1,]", "not JSON at line 1"),
        (b"{'a':1}", "not JSON at line 1"),
        (b"01", "not JSON at line 1: Extra data"),
        (b"\xc2\xa01", "not JSON at line 1: Expecting value"),
        (nested(MAX_DEPTH + 1), "nested deeper than 64"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "nested deeper than 64"),
        (b"[" * 1_000_000, "nested deeper than 64"),
        (b'"\\"' + b"[" * 65, "not JSON at line 1"),
    ],
)
def test_what_is_not_strictly_json_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_json(data)
    assert caught.value.problem.startswith(problem)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"1" * 308, int("1" * 308)),
        (b"1e308", 1e308),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'"\\u0000"', "\x00"),
        (b'"[[[[\\"{{{{"', '[[[["{{{{'),
        (b'"\\\\"', "\\"),
        (b'\t{"a" : 1}\r\n', {"a": 1}),
        (b'{"a":{"a":1}}', {"a": {"a": 1}}),
    ],
)
def test_what_is_strictly_json_is_read(data: bytes, value: Any) -> None:  # noqa: ANN401
    assert read_json(data) == value


def test_the_deepest_nesting_that_is_read() -> None:
    assert read_json(nested(MAX_DEPTH)) is not None


def test_brackets_in_text_do_not_nest() -> None:
    assert read_json(write_json("[" * 1000)) == "[" * 1000


def test_a_document_may_be_as_large_as_its_limit() -> None:
    assert read_json(b'"12345678"', max_bytes=10) == "12345678"
    with pytest.raises(FormatError, match="larger than the limit of 10 bytes"):
        read_json(b'"123456789"', max_bytes=10)


def test_we_never_write_what_we_would_not_read() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json(float("nan"))


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":', '{"a":[', '[[{"a":'])
@pytest.mark.parametrize("depth", [1, 31, 32, 33, 63, 64, 65, 66, 128, 200])
def test_the_limit_of_nesting_is_exact_whatever_is_nested(opening: str, depth: int) -> None:
    unit = [character for character in opening if character in "[{"]
    text, closing = "", ""
    for number in range(depth):
        kind = unit[number % len(unit)]
        text += "[" if kind == "[" else '{"a]}":'
        closing = ("]" if kind == "[" else "}") + closing
    data = f"[1, [2], {{}}, {text}1{closing}]".encode()
    if depth + 1 <= MAX_DEPTH:
        assert read_json(data)
    else:
        with pytest.raises(FormatError, match="nested deeper"):
            read_json(data)


@pytest.mark.parametrize("strings", [19_999, 20_000, 20_001, 40_000])
@pytest.mark.parametrize("depth", [MAX_DEPTH, MAX_DEPTH + 1])
def test_nesting_is_counted_across_many_strings(strings: int, depth: int) -> None:
    """They are cut out some at a time, and what is open stays open."""
    half = depth // 2
    text = b"[" * half + b'"a]\\"[",' + b'"[",' * strings
    text += b"[" * (depth - half) + b'"}"' + b"]" * depth
    if depth <= MAX_DEPTH:
        assert read_json(text)
    else:
        with pytest.raises(FormatError, match="nested deeper"):
            read_json(text)


def test_counting_the_nesting_takes_little_memory() -> None:
    data = b"[" + b'{"a":"b","c":"d"},' * 500_000 + b"0]"
    tracemalloc.start()
    try:
        strict_json._refuse_depth(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 * len(data)
