"""Folders: an unpacked archive, or whatever attestations somebody downloaded."""

import os
from pathlib import Path

import pytest

from pbom.codec.bundle import MAX_BUNDLE, bundle_digest
from pbom.errors import StoreError
from pbom.stores.folder import Folder
from tests.stores.holding import ASKED, BODY

NO_BUNDLE = ("x.json", "sigstore.json.bak", "deep/er/x.sigstore.json", "objects/x.sigstore.json")


def test_bundles_are_those_of_two_places_in_the_order_of_their_names(tmp_path: Path) -> None:
    (tmp_path / "attestations").mkdir()
    names = ["b.sigstore.json", "a.sigstore.json", "attestations/c.sigstore.json"]
    for name in names:
        (tmp_path / name).write_text(name)
    for name in NO_BUNDLE:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert list(Folder(tmp_path).about(ASKED)) == [
        (name, name.encode()) for name in [*sorted(names[:2]), names[2]]
    ]


def test_an_object_is_what_stands_under_its_digest(tmp_path: Path) -> None:
    digest = bundle_digest(BODY)
    (tmp_path / "objects").mkdir()
    (tmp_path / "objects" / digest.value).write_bytes(BODY)
    assert Folder(tmp_path).body(digest) == BODY
    assert Folder(tmp_path).body(bundle_digest(b"other")) is None


@pytest.mark.parametrize("kind", ["pipe", "folder", "nothing"])
def test_what_is_no_file_is_no_object(tmp_path: Path, kind: str) -> None:
    digest = bundle_digest(BODY)
    path = tmp_path / "objects" / digest.value
    path.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    assert Folder(tmp_path).body(digest) is None


def test_a_bundle_larger_than_a_bundle_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.sigstore.json"
    path.touch()
    os.truncate(path, MAX_BUNDLE)
    assert [len(data) for _, data in Folder(tmp_path).about(ASKED)] == [MAX_BUNDLE]
    os.truncate(path, MAX_BUNDLE + 1)
    with pytest.raises(StoreError, match="larger than the limit"):
        list(Folder(tmp_path).about(ASKED))


def test_a_link_that_leads_nowhere_is_an_error_and_no_missing_bundle(tmp_path: Path) -> None:
    (tmp_path / "x.sigstore.json").symlink_to("nowhere")
    with pytest.raises(StoreError, match="No such file"):
        list(Folder(tmp_path).about(ASKED))


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert list(Folder(tmp_path).about(ASKED)) == []
