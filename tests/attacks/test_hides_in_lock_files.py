"""Somebody who signs, or who writes the store, lies about what lock files named."""

import json
from collections.abc import Callable, Collection, Iterator
from hashlib import sha256

import pytest
from msgspec import Struct
from msgspec.structs import replace

from pbom.model.digest import Digest
from pbom.model.inventory import Inventory
from pbom.pipeline.gate import Question, gate
from tests.edits import payload_of
from tests.inventories import inventory
from tests.simulator import World, honest

Table = dict[str, object]


def shipped(found: Inventory | None = None) -> World:
    """The honest pipeline with lock files in its workspace."""
    return honest().change("build", lambda take: replace(take, inventory=found or inventory()))


def body(world: World) -> bytes:
    """The object that has what the lock files named."""
    (found,) = [data for data in world.evidence.bodies if b"urn:pbom:dependencies" in data]
    return found


class Swapped(Struct, frozen=True):
    """A store that has another object where the lock files' one was, or none."""

    world: World
    other: bytes | None

    def about(self, digests: Collection[Digest]) -> Iterator[tuple[str, bytes]]:
        """Every bundle, and the signed PBOM."""
        yield from self.world.evidence.about(digests)

    def body(self, digest: Digest) -> bytes | None:
        """An object."""
        found = self.world.evidence.body(digest)
        return self.other if found == body(self.world) else found


def passes(world: World, other: bytes | None) -> bool:
    """Whether the release ships with that store."""
    question = Question(
        artifacts=world.asked, evidence=Swapped(world, other), document=world.document
    )
    return gate(question, world.policy, at=world.at).passed


def test_the_honest_twin_ships() -> None:
    world = shipped()
    assert world.verdict().passed
    assert passes(world, body(world))


def test_the_object_is_gone() -> None:
    assert not passes(shipped(), None)


def test_the_object_has_a_package_less() -> None:
    world = shipped()
    table = json.loads(body(world))
    table["files"][0]["dependencies"] = []
    assert not passes(world, json.dumps(table).encode())


LIES: dict[str, Callable[[Table], None]] = {
    "names another object": lambda named: named.update(digest={"sha256": "0" * 64}),
    "counts less": lambda named: named.update(annotations={"pbom_count": 0}),
    "calls it otherwise": lambda named: named.update(name="pbom:others"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_functionary_who(lie: str) -> None:
    def edit(payload: bytes) -> bytes:
        statement = json.loads(payload)
        manifests = statement["predicate"]["byproducts"]["pbom_manifests"]
        for named in manifests:
            if named["name"] == "pbom:dependencies":
                LIES[lie](named)
        return json.dumps(statement).encode()

    assert not shipped().lie("build", edit).verdict().passed


def test_a_pbom_with_a_package_less() -> None:
    def edit(document: bytes) -> bytes:
        value = json.loads(document)
        value["components"].pop()
        return json.dumps(value).encode()

    assert not shipped().forge_document(edit).verdict().passed
    assert not shipped().edit_document(edit).verdict().passed


def test_the_statement_names_the_object_by_its_digest() -> None:
    world = shipped()
    payload = payload_of(world.take("build").bundle).decode()
    assert sha256(body(world)).hexdigest() in payload


def test_a_lock_file_that_cannot_be_read_is_seen_in_the_pbom() -> None:
    world = shipped(inventory(uv__lock="x"))
    assert world.document
    value = json.loads(world.document)
    (made,) = [
        item for item in value["compositions"] if item["bom-ref"] == "composition:dependencies"
    ]
    assert made["aggregate"] == "incomplete"
    gaps = [gap.kind for gap in world.take("build").statement.coverage.gaps]
    assert gaps == ["dependencies-unread"]
