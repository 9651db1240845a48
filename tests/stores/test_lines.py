"""JSON Lines: each line is the bytes that a bundle file would have."""

import os
from pathlib import Path

import pytest

from pbom.codec.bundle import MAX_BUNDLE, bundle_digest
from pbom.errors import FormatError, StoreError
from pbom.stores import Evidence
from pbom.stores.lines import Lines
from tests.stores.holding import ASKED, BODY, BUNDLES


def read(path: Path) -> list[bytes]:
    return [data for _, data in Lines(path).about(ASKED)]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n", b"\n \n"])
def test_a_bundle_keeps_its_digest_whatever_ends_its_line(tmp_path: Path, end: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(end.join(bundle.rstrip(b"\n") for bundle in BUNDLES))
    assert list(map(bundle_digest, read(path))) == list(map(bundle_digest, BUNDLES))


def test_a_line_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"one\n\nthree\n")
    assert list(Lines(path).about(ASKED)) == [
        ("x.jsonl:1", b"one\n"),
        ("x.jsonl:3", b"three\n"),
    ]


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\n\n")
    assert read(path) == []


def test_a_line_longer_than_a_bundle_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"{}\n")
    os.truncate(path, MAX_BUNDLE + 3)
    assert [len(data) for data in read(path)] == [3, MAX_BUNDLE + 1]
    os.truncate(path, MAX_BUNDLE + 4)
    lines = Lines(path).about(ASKED)
    assert next(lines) == ("x.jsonl:1", b"{}\n")
    with pytest.raises(FormatError, match="line 2 is too long"):
        next(lines)


def test_lines_have_no_objects(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(BODY)
    evidence: Evidence = Lines(path)
    assert evidence.body(bundle_digest(BODY)) is None


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file"):
        read(tmp_path / "x.jsonl")
    with pytest.raises(StoreError, match="Is a directory"):
        read(tmp_path)
