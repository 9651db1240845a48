"""The law of the family: bytes come back as they went in, whatever the form."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pbom.codec.bundle import bundle_digest
from pbom.plugins import open_evidence
from pbom.stores.archive import Archive
from pbom.stores.folder import Folder
from pbom.stores.lines import Lines
from pbom.stores.objects import ObjectStore
from tests.stores import holding
from tests.stores.holding import ASKED, BODY, BUNDLES

FORMS: dict[str, tuple[type, str, Callable[[Path], object]]] = {
    "a store": (ObjectStore, ".pbom", holding.store),
    "an archive": (Archive, "x.evidence.zip", holding.archive),
    "a folder": (Folder, "evidence", holding.folder),
    "lines": (Lines, "evidence.jsonl", holding.lines),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_bundles_come_back_to_the_byte_each_with_a_name(tmp_path: Path, form: str) -> None:
    kind, name, make = FORMS[form]
    make(tmp_path / name)
    evidence = open_evidence(tmp_path / name)
    assert type(evidence) is kind
    found = list(evidence.about(ASKED))
    assert sorted(data for _, data in found) == BUNDLES
    assert len({label for label, _ in found}) == len(BUNDLES)


@pytest.mark.parametrize("form", FORMS)
def test_an_object_that_is_not_there_is_none(tmp_path: Path, form: str) -> None:
    _, name, make = FORMS[form]
    make(tmp_path / name)
    assert open_evidence(tmp_path / name).body(bundle_digest(b"nowhere")) is None


@pytest.mark.parametrize("form", ["a store", "an archive", "a folder"])
def test_an_object_comes_back_to_the_byte(tmp_path: Path, form: str) -> None:
    _, name, make = FORMS[form]
    make(tmp_path / name)
    digest = bundle_digest(BODY)
    if form == "a folder":
        (tmp_path / name / "objects" / digest.value).write_bytes(BODY)
    if form == "a store":
        place = tmp_path / name / "objects/sha256" / digest.value[:2] / digest.value[2:]
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(BODY)
    assert open_evidence(tmp_path / name).body(digest) == BODY
