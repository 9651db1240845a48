"""Losing evidence may turn yes into no, never no into yes."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbom import plugins
from pbom.model.attestation import Attestation
from pbom.model.statement import Statement
from pbom.pipeline.gate import Question, gate
from pbom.pipeline.gather import gather
from pbom.stages.assemble import assemble
from pbom.stages.verify import verify
from tests.properties.worlds import SIGNERS, worlds
from tests.simulator import Memory, World, honest

RULES = [rule.id for rule in plugins.rules()]
Chosen = frozenset[Attestation[Statement]]


OF_TRACES = frozenset(rule.id for rule in plugins.rules() if rule.default == "off")
"""Rules that are off until they are named."""


def alone(rule: str) -> tuple[str, ...]:
    """A policy's rules with all others off, as far as a policy may switch them off."""
    weak = [other.id for other in plugins.rules() if other.id != rule and not other.floor]
    named = (f"[rules.{rule}]",) if rule in OF_TRACES else ()
    return (*named, *(f"[rules.{other}]\nseverity = 'off'" for other in weak))


def usual(rules: str) -> tuple[str, ...]:
    """The rules of a kind of policy."""
    if rules == "all, traced":
        return tuple(f"[rules.{rule}]" for rule in sorted(OF_TRACES))
    return () if rules == "all" else alone(rules)


def subsets(items: tuple[Attestation[Statement], ...]) -> Iterator[Chosen]:
    for size in range(len(items) + 1):
        yield from map(frozenset, combinations(items, size))


def passes(world: World, chosen: Chosen) -> bool:
    return verify(assemble(world.released, chosen), world.policy, at=world.at).passed


@pytest.mark.parametrize("rules", ["all", "all, traced", *RULES])
def test_leaving_an_attestation_out_never_helps(rules: str) -> None:
    """For all rules together and for each beside those that no policy can switch off."""
    seen: Counter[str] = Counter()

    traced = rules == "all, traced" or rules in OF_TRACES

    @settings(max_examples=60 if rules.startswith("all") else 30 if traced else 15)
    @given(worlds(usual(rules), traced=traced))
    def check(world: World) -> None:
        shipped = {chosen: passes(world, chosen) for chosen in subsets(world.believed)}
        for chosen, passed in shipped.items():
            seen["yes" if passed else "no"] += 1
            for one in chosen:
                less = chosen - {one}
                assert passed or not shipped[less], f"without {one.bundle} it would ship"
                seen["lost"] += passed and not shipped[less]

    check()
    assert min(seen["yes"], seen["no"], seen["lost"]) > 10, seen


@st.composite
def evidence(draw: st.DrawFn) -> tuple[World, Memory]:
    """A world with several signed PBOMs, honest and other, over parts of its evidence."""
    world = draw(worlds())
    found: list[bytes] = []
    bodies: list[bytes] = []
    for _ in range(draw(st.integers(1, 3))):
        partial = tuple(take for take in world.takes if draw(st.integers(0, 4)))
        other = replace(
            world,
            takes=partial,
            assembler=draw(st.sampled_from(["releaser", "releaser", *SIGNERS])),
            version=draw(st.sampled_from(["1.6", "1.7"])),
        )
        if other.release:
            found.append(other.release.bundle)
            bodies.extend(other.release.bodies)
    bundles = [take.bundle for take in world.takes]
    for look in world.looks:
        bundles.append(look.sealed.bundle)
        bodies.extend(look.sealed.bodies)
    return world, Memory(tuple(dict.fromkeys([*bundles, *found])), tuple(dict.fromkeys(bodies)))


def test_the_gate_is_never_helped_by_evidence_that_is_lost() -> None:
    """Whatever is dropped: a step, a signed PBOM, the document itself."""
    seen: Counter[str] = Counter()

    def ships(world: World, memory: Memory, document: bytes | None) -> bool:
        question = Question(artifacts=world.asked, evidence=memory, document=document)
        return gate(question, world.policy, at=world.at).passed

    @settings(max_examples=100)
    @given(evidence())
    def check(drawn: tuple[World, Memory]) -> None:
        world, memory = drawn
        assert not gather(memory, (), world.policy).refused
        for document in (None, *memory.bodies[:1]):
            passed = ships(world, memory, document)
            seen["yes" if passed else "no"] += 1
            for lost in range(len(memory.bundles)):
                rest = memory.bundles[:lost] + memory.bundles[lost + 1 :]
                without = ships(world, Memory(rest, memory.bodies), document)
                assert passed or not without, f"without bundle {lost} it would ship"
                seen["lost"] += passed and not without
            assert passed or not ships(world, Memory(memory.bundles), document)

    check()
    assert min(seen["yes"], seen["no"], seen["lost"]) > 3, seen


def test_no_evidence_at_all_is_a_no() -> None:
    world = honest()
    nothing = Question(artifacts=world.asked, evidence=Memory(()), document=world.document)
    verdict = gate(nothing, world.policy, at=world.at)
    assert not verdict.passed
    assert verdict.worst == "missing"
