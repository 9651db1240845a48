"""Integrity values."""

import base64
import hashlib

import pytest

from pbom.codec.integrity import read_hex, read_sri, read_tagged, sort_out
from pbom.model.dependency import Integrity, Problem

SUM = hashlib.sha512(b"x")
SRI = f"sha512-{base64.b64encode(SUM.digest()).decode()}"


def test_a_text_of_several_values() -> None:
    values, problems = sort_out(read_sri(f"{SRI}?opt sha1-{'A' * 27}= {SRI}?opt md5-AAAA", "here"))
    assert [(item.algorithm, item.raw) for item in values] == [
        ("sha512", f"{SRI}?opt"),
        ("sha1", f"sha1-{'A' * 27}="),
    ]
    assert values[0].value == SUM.hexdigest()
    assert [(item.place, item.kind) for item in problems] == [("here", "bad-entry")]


@pytest.mark.parametrize(
    "text", ["sha512-AAAA", "sha512", "sha512-!", "sha256:aa", "sha512-" + "é" * 86 + "=="]
)
def test_what_is_none(text: str) -> None:
    _, problems = sort_out(read_sri(text, "here"))
    assert len(problems) == 1


def test_hexadecimal() -> None:
    upper = "A" * 64
    assert read_tagged(f"sha256:{upper}", "here", "f") == Integrity(
        algorithm="sha256", value="a" * 64, raw=upper, file="f"
    )
    assert read_hex("SHA-256", "a" * 64, "here") == Integrity(algorithm="sha256", value="a" * 64)
    md5 = read_hex("md5", "a" * 32, "here")
    assert isinstance(md5, Integrity)
    assert md5.digest is None


@pytest.mark.parametrize(("algorithm", "value"), [("sha256", "a"), ("sha256", "g" * 64), ("x", "")])
def test_what_is_no_hexadecimal(algorithm: str, value: str) -> None:
    assert isinstance(read_hex(algorithm, value, "here"), Problem)
