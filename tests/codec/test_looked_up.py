"""What was looked up beside the lock files, as part of an inventory's JSON."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from pbom.codec.dependencies import read_inventory, write_inventory
from pbom.codec.fields import Fields
from pbom.codec.strict_json import read_json, write_json
from pbom.errors import FormatError
from pbom.model.dependency import Integrity, Problem
from pbom.model.inventory import Inventory
from pbom.model.resolution import Resolution
from pbom.model.upstream import UpstreamLook
from tests.inventories import inventory
from tests.model.test_upstream import SIGNER, TRUST, document

CAME = Integrity(algorithm="gitTree", value="a" * 40, covers="git-tree")
FOUND = Resolution(
    kind="action", name="actions/checkout", version="v4", found="runner", integrity=(CAME,)
)
LOST = Resolution(kind="image", name="python", version="3.12", found="nowhere", reason="no store")
WHOLE = replace(
    inventory(),
    resolutions=(FOUND, LOST),
    upstream=UpstreamLook(
        places=("provenance",),
        trust=TRUST,
        found=(document(), document(reason="its signature is nobody's")),
        problems=(("a.json", Problem(kind="unreadable", place="$", reason="no JSON")),),
    ),
)


def reread(given: Inventory) -> Inventory:
    """An inventory, written and read."""
    return read_inventory(Fields(read_json(write_json(write_inventory(given)))))


def test_what_is_written_is_read() -> None:
    assert reread(WHOLE) == WHOLE
    nobody = replace(WHOLE, upstream=UpstreamLook(places=()))
    assert reread(nobody) == nobody  # a look that found nothing is not the same as none


def test_who_looked_nothing_up_writes_nothing() -> None:
    assert set(write_inventory(inventory())) == {"type", "files"}


Spoil = Callable[[dict[str, Any]], object]
REFUSED: dict[str, Spoil] = {
    "resolutions out of order": lambda root: root["resolved"].reverse(),
    "a resolution twice": lambda root: root["resolved"].append(root["resolved"][-1]),
    "found, and nothing there": lambda root: root["resolved"][0].pop("integrity"),
    "found nowhere, and something there": lambda root: root["resolved"][0].update(found="nowhere"),
    "no reason why not": lambda root: root["resolved"][1].pop("reason"),
    "a place that nobody knows": lambda root: root["resolved"][0].update(found="network"),
    "an unknown member of a resolution": lambda root: root["resolved"][0].update(more=1),
    "verified by nothing": lambda root: root["upstream"].pop("trust"),
    "verified, with a reason why not": lambda root: root["upstream"]["found"][0].update(reason="x"),
    "not verified, without a reason": lambda root: root["upstream"]["found"][1].pop("reason"),
    "a weak subject": lambda root: root["upstream"]["found"][0].update(subject={"sha1": "a" * 40}),
    "two subjects": lambda root: root["upstream"]["found"][0]["subject"].update(sha512="a" * 128),
    "nobody who signed": lambda root: root["upstream"]["found"][0]["signer"].update(identity=""),
    "an unknown form": lambda root: root["upstream"]["found"][0].update(form="word of mouth"),
    "an unknown member of a document": lambda root: root["upstream"]["found"][0].update(index="x"),
    "a name that leaves its root": lambda root: root["upstream"]["found"][0].update(name="../x"),
    "an unknown member of the look": lambda root: root["upstream"].update(publisher="me"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    root = json.loads(write_json(write_inventory(WHOLE)))
    REFUSED[name](root)
    with pytest.raises(FormatError):
        read_inventory(Fields(root))


def test_the_honest_one_names_its_signer_only() -> None:
    root = json.loads(write_json(write_inventory(WHOLE)))
    assert root["upstream"]["found"][0]["signer"]["identity"] == SIGNER.identity
