"""Bundles beside an artifact: they are added to other evidence, and take nothing away."""

import os
from pathlib import Path

import pytest

from pbom.codec.bundle import MAX_BUNDLE, bundle_digest
from pbom.errors import StoreError
from pbom.stores.archive import Archive
from pbom.stores.beside import Beside
from tests.stores import holding
from tests.stores.holding import ASKED, BODY, BUNDLES


@pytest.fixture
def others(tmp_path: Path) -> Archive:
    return Archive(holding.archive(tmp_path / "x.zip"))


def test_the_files_come_after_the_evidence(tmp_path: Path, others: Archive) -> None:
    files = tuple(tmp_path / name for name in ("b.sigstore.json", "a.sigstore.json"))
    for path in files:
        path.write_text(path.name)
    found = list(Beside(others, files).about(ASKED))
    assert sorted(data for _, data in found[:-2]) == BUNDLES
    assert found[-2:] == [(path.name, path.name.encode()) for path in files]


def test_objects_are_those_of_the_evidence(others: Archive) -> None:
    assert Beside(others, ()).body(bundle_digest(BODY)) == BODY
    assert Beside(others, ()).body(bundle_digest(b"other")) is None


@pytest.mark.parametrize("kind", ["nothing", "pipe", "folder", "too much"])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, others: Archive, kind: str) -> None:
    path = tmp_path / "a.sigstore.json"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "too much":
        path.touch()
        os.truncate(path, MAX_BUNDLE + 1)
    with pytest.raises(StoreError, match=r"cannot read .*a\.sigstore\.json"):
        list(Beside(others, (path,)).about(ASKED))
