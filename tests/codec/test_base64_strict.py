"""Base64 without tolerance."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbom.codec.base64_strict import read_base64, write_base64
from pbom.errors import FormatError


@given(st.binary(max_size=64))
def test_what_was_written_can_be_read_back_in_both_alphabets(data: bytes) -> None:
    assert read_base64(write_base64(data), "$") == data
    assert read_base64(base64.urlsafe_b64encode(data).decode(), "$") == data


@given(st.text(max_size=12))
def test_each_text_that_is_read_is_the_only_one_for_its_bytes(text: str) -> None:
    try:
        data = read_base64(text, "$")
    except FormatError:
        return
    assert text in {base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()}


@pytest.mark.parametrize(
    "text",
    [
        "aGk",
        "aGk==",
        "aGk=\n",
        " aGk=",
        "aG k=",
        "aGk=aGk=",
        "aGk=x",
        "a",
        "=",
        "====",
        "aGl=",
        "+/+_",
        "-_-/",
        "\uff41Gk=",
        "aGk\x00",
    ],
    ids=repr,
)
def test_anything_else_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(FormatError, match="not base64") as caught:
        read_base64(text, "$.payload")
    assert caught.value.place == "$.payload"
