"""Snapshots: what was touched between two of them."""

from pbom.model.evidence import Gap, Material
from pbom.model.snapshot import ELSEWHERE, IGNORED, PLACES, Snapshot, Stamp
from tests.simulator import file

STAMP = Stamp(size=1, modified=2, changed=3, inode=4, mode=5)


def taken(**stamps: Stamp) -> Snapshot:
    return Snapshot(source=None, materials=(), stamps=stamps)


def test_what_appeared_or_changed_was_touched_and_what_vanished_was_not() -> None:
    before = taken(same=STAMP, changed=STAMP, gone=STAMP)
    after = taken(same=STAMP, changed=STAMP._replace(size=9), new=STAMP)
    assert after.touched_since(before) == ("changed", "new")
    assert before.touched_since(before) == ()


def test_ignored_files_that_are_no_materials_are_counted_by_place() -> None:
    recorded = Material(artifact=file("out/a", "x"), state="untracked")
    places = {"out/a": "out/", "out/b": "out/", ".venv/x": ".venv/", ".env": ".env"}
    snapshot = Snapshot(source=None, materials=(recorded,), stamps={}, ignored=places)
    assert snapshot.unrecorded() == (
        Gap(kind=IGNORED, detail=".env", count=1),
        Gap(kind=IGNORED, detail=".venv/", count=1),
        Gap(kind=IGNORED, detail="out/", count=1),
    )
    assert Snapshot(source=None, materials=(), stamps={}).unrecorded() == ()


def test_of_very_many_places_the_rest_is_counted() -> None:
    places = {f"{number:03}/x": f"{number:03}/" for number in range(PLACES + 5)}
    gaps = Snapshot(source=None, materials=(), stamps={}, ignored=places).unrecorded()
    assert len(gaps) == PLACES + 1
    assert gaps[-1] == Gap(kind=IGNORED, detail=ELSEWHERE, count=5)


def test_every_part_of_a_stamp_tells() -> None:
    for at, name in enumerate(Stamp._fields):
        other = Stamp._make((*STAMP[:at], 99, *STAMP[at + 1 :]))
        assert taken(a=other).touched_since(taken(a=STAMP)) == ("a",), name
