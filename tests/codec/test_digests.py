"""Digest sets, names and resource descriptors."""

import pytest

from pbom.codec.digests import (
    MAX_DIGESTS,
    parse_digest,
    read_artifact,
    read_digests,
    read_name,
    write_artifact,
    write_digests,
)
from pbom.codec.fields import Fields
from pbom.codec.strict_json import Json
from pbom.errors import FormatError
from pbom.model.artifact import Artifact
from pbom.model.digest import Digest, DigestSet

GOOD = "a" * 64


def read(table: Json) -> DigestSet:
    return read_digests(Fields({"digest": table}))


def test_all_digests_are_kept_in_one_order() -> None:
    digests = read({"sha512": "b" * 128, "sha256": GOOD, "gitCommit": "c" * 40})
    assert [digest.algorithm for digest in digests] == ["gitCommit", "sha256", "sha512"]
    assert read(write_digests(digests)) == digests


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ({}, "expected 1 to 32 digests, found 0"),
        ({f"x{number}": GOOD for number in range(MAX_DIGESTS + 1)}, "found 33"),
        ({"sha256": GOOD.upper()}, "not a lower-case hex digest"),
        ({"sha256": GOOD[:-1]}, "has 64 hex digits, found 63"),
        ({"sha256": GOOD + "a"}, "has 64 hex digits, found 65"),
        ({"sha256": "g" * 64}, "not a lower-case hex digest"),
        ({"sha256": ""}, "not a lower-case hex digest"),
        ({"sha256": "٣" * 64}, "not a lower-case hex digest"),
        ({"sha256": GOOD + "\n"}, "not a lower-case hex digest"),
        ({"gitCommit": "a" * 50}, "has 40 or 64 hex digits"),
        ({"": GOOD}, "not a lower-case hex digest"),
        ({"sha256": 5}, "expected text, found a number"),
        ({"sha1": "a" * 40}, "weak digest only"),
        ({"md5": "a" * 32, "sha1": "a" * 40}, "weak digest only"),
        ([], "expected an object, found a list"),
        (GOOD, "expected an object, found text"),
    ],
)
def test_anything_else_is_refused(table: Json, problem: str) -> None:
    with pytest.raises(FormatError, match=problem) as caught:
        read(table)
    assert caught.value.place.startswith("$.digest")


def test_a_digest_as_text() -> None:
    assert parse_digest(f"sha256:{GOOD}") == Digest("sha256", GOOD)
    for text in (GOOD, f"sha256{GOOD}", f"sha256:{GOOD.upper()}", f"sha256: {GOOD}", "sha256:", ""):
        with pytest.raises(FormatError, match="expected sha256:<hex>"):
            parse_digest(text)


@pytest.mark.parametrize("name", ["a", "a/b.c", "ß/日本", "...", "a..b", "-rf", ".git/x", "."])
def test_names_that_are_allowed(name: str) -> None:
    assert read_name(Fields({"name": name})) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a/../b",
        "..",
        "../a",
        "a/..",
        "./a",
        "a/./b",
        "a//b",
        "a/",
        "/etc/passwd",
        "a\\b",
        "a\x00b",
        "a\nb",
        "a\x1b[31m",
        "\x7f",
        "a" * 4097,
    ],
    ids=repr,
)
def test_names_that_leave_their_root_or_could_be_confused(name: str) -> None:
    with pytest.raises(FormatError, match="a name") as caught:
        read_name(Fields({"name": name}))
    assert caught.value.place == "$.name"


@pytest.mark.parametrize("mode", ["100644", "100755", "120000", "160000"])
def test_a_file_comes_back_with_its_mode(mode: str) -> None:
    descriptor: Json = {
        "name": "a",
        "digest": {"sha256": GOOD},
        "annotations": {"pbom_mode": mode},
    }
    artifact = read_artifact(Fields(descriptor))
    assert artifact.mode == mode
    assert read_artifact(Fields(write_artifact(artifact))) == artifact


def test_an_ordinary_file_carries_no_annotation() -> None:
    plain = Artifact(name="a", digests=DigestSet.sha256(GOOD))
    assert write_artifact(plain) == {"name": "a", "digest": {"sha256": GOOD}}


def test_an_unknown_mode_is_refused() -> None:
    descriptor: Json = {
        "name": "a",
        "digest": {"sha256": GOOD},
        "annotations": {"pbom_mode": "100777"},
    }
    with pytest.raises(FormatError, match="unknown mode '100777'"):
        read_artifact(Fields(descriptor))
