"""Order and repetition of evidence change nothing."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pbom.codec.cyclonedx.components import SpecVersion
from pbom.codec.cyclonedx.document import write_document
from pbom.pipeline.gate import Question, gate
from pbom.pipeline.gather import gather
from pbom.stages.assemble import assemble, behind
from tests.properties.worlds import worlds
from tests.simulator import Memory, World, honest


def document(world: World, bundles: list[bytes], version: SpecVersion) -> bytes:
    """The PBOM that somebody writes to whom the evidence came in that order."""
    memory = Memory(tuple(bundles), world.evidence.bodies)
    found = gather(memory, (), world.policy).attestations
    return write_document(assemble(world.released[::-1], found), version)


@settings(max_examples=30)
@given(st.data(), worlds().filter(lambda world: bool(world.pbom.attestations)))
def test_a_pbom_is_the_same_whatever_came_first_and_twice(
    data: st.DataObject, world: World
) -> None:
    bundles = [take.bundle for take in world.takes]
    bundles += [look.sealed.bundle for look in world.looks]
    repeated = data.draw(st.lists(st.sampled_from(bundles), max_size=4))
    arrival = list(data.draw(st.permutations([*bundles, *repeated])))
    assert document(world, arrival, "1.7") == document(world, bundles, "1.7")


@settings(max_examples=30)
@given(st.data(), worlds())
def test_what_stands_behind_an_artifact_is_the_same_whatever_came_first(
    data: st.DataObject, world: World
) -> None:
    arrival = data.draw(st.permutations(world.authentic))
    layout = world.policy.layout
    assert behind(world.released, arrival, layout) == behind(
        world.released, world.authentic, layout
    )


@settings(max_examples=30)
@given(st.data(), worlds())
def test_a_verdict_is_the_same_whatever_came_first_and_twice(
    data: st.DataObject, world: World
) -> None:
    bundles = list(world.evidence.bundles)
    arrival = data.draw(st.permutations([*bundles, *bundles[:1]]))
    other = Memory(tuple(arrival), world.evidence.bodies)
    question = Question(artifacts=world.asked, evidence=other, document=world.document)
    assert gate(question, world.policy, at=world.at) == world.verdict()


def test_the_honest_document_is_the_same_in_every_order() -> None:
    world = honest().again("test", lambda take: replace(take, exit_code=1))
    bundles = [take.bundle for take in world.takes]
    written = {document(world, list(arrival), "1.6") for arrival in permutations(bundles)}
    assert len(written) == 1
