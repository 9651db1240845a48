"""Snapshots: what was touched between two of them."""

from dataclasses import fields, replace

from pbom.model.snapshot import Snapshot, Stamp

STAMP = Stamp(size=1, modified=2, changed=3, inode=4, mode=5)


def taken(**stamps: Stamp) -> Snapshot:
    return Snapshot(source=None, materials=(), stamps=stamps)


def test_what_appeared_or_changed_was_touched_and_what_vanished_was_not() -> None:
    before = taken(same=STAMP, changed=STAMP, gone=STAMP)
    after = taken(same=STAMP, changed=replace(STAMP, size=9), new=STAMP)
    assert after.touched_since(before) == ("changed", "new")
    assert before.touched_since(before) == ()


def test_every_part_of_a_stamp_tells() -> None:
    for field in fields(Stamp):
        other = replace(STAMP, **{field.name: 99})
        assert taken(a=other).touched_since(taken(a=STAMP)) == ("a",), field.name
