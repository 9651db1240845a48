"""Losing evidence may turn yes into no, never no into yes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pbom import plugins
from pbom.model.attestation import Attestation
from pbom.model.statement import Statement
from pbom.pipeline.gate import Question, gate
from pbom.pipeline.gather import gather
from pbom.stages.assemble import assemble
from pbom.stages.verify import verify
from tests.looks import id_of
from tests.properties.worlds import SIGNERS, released, worlds
from tests.rules.test_provenance_kept import PACKAGES, ROOT
from tests.simulator import Memory, World, honest

RULES = [rule.id for rule in plugins.rules()]
Chosen = frozenset[Attestation[Statement]]


OFF = frozenset(rule.id for rule in plugins.rules() if rule.default == "off")
"""Rules that are off until they are named."""
OF_TRACES = frozenset(
    {
        "cache-trusted", "coverage-at-least", "inputs-explained", "network-allowed",
        "no-agent-in-build", "outputs-explained", "secrets-untouched",
    }
)  # fmt: skip
OF_RELEASES = OFF - OF_TRACES
"""Rules on commits, dependencies, builders and what was shipped."""
PARAMETERS = {
    "agents-allowed": 'allowed = ["claude-code"]',
    "builder-allowed": 'services = ["local"]',
    "provenance-kept": f'trusted-root = "{ROOT.value}"\n' + "\n".join(PACKAGES),
    "not-superseded": f'last = "{id_of("base")}"',
    "scan-present": 'functionaries = ["builder"]',
    "tests-passed": 'functionaries = ["tester"]',
}
"""Without which the honest pipeline does not ship."""


def named(rules: Iterable[str]) -> tuple[str, ...]:
    """Rules that are off, with the parameters that they need."""
    return tuple(f"[rules.{rule}]\n{PARAMETERS.get(rule, '')}" for rule in sorted(rules))


def alone(rule: str) -> tuple[str, ...]:
    """A policy's rules with all others off, as far as a policy may switch them off."""
    weak = [other.id for other in plugins.rules() if other.id != rule and not other.floor]
    return (*named({rule} & OFF), *(f"[rules.{other}]\nseverity = 'off'" for other in weak))


def usual(rules: str) -> tuple[str, ...]:
    """The rules of a kind of policy."""
    kinds = {"all": (), "all, traced": named(OF_TRACES), "all, looked at": named(OF_RELEASES)}
    return kinds[rules] if rules in kinds else alone(rules)


def subsets(items: tuple[Attestation[Statement], ...]) -> Iterator[Chosen]:
    for size in range(len(items) + 1):
        yield from map(frozenset, combinations(items, size))


def passes(world: World, chosen: Chosen) -> bool:
    return verify(assemble(world.released, chosen), world.policy, at=world.at).passed


@pytest.mark.parametrize("rules", ["all", "all, traced", "all, looked at", *RULES])
def test_leaving_an_attestation_out_never_helps(rules: str) -> None:
    """For all rules together and for each beside those that no policy can switch off."""
    seen: Counter[str] = Counter()

    traced = rules == "all, traced" or rules in OF_TRACES
    looked = rules == "all, looked at" or rules in OF_RELEASES
    drawn = released(usual(rules)) if looked else worlds(usual(rules), traced=traced)

    @settings(max_examples=60 if rules.startswith("all") else 30 if traced or looked else 15)
    @given(drawn)
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
def evidence(draw: st.DrawFn, kind: st.SearchStrategy[World]) -> tuple[World, Memory]:
    """A world with several signed PBOMs, honest and other, over parts of its evidence."""
    world = draw(kind)
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
    bundles += [vote.sealed.bundle for vote in world.votes]
    bundles += [item.sealed.bundle for item in world.imports]
    bodies.extend(body for item in world.imports for body in item.sealed.bodies)
    for look in world.looks:
        bundles.append(look.sealed.bundle)
        bodies.extend(look.sealed.bodies)
    for take in world.takes:
        bodies.extend(take.sealed.bodies)
    return world, Memory(tuple(dict.fromkeys([*bundles, *found])), tuple(dict.fromkeys(bodies)))


@pytest.mark.parametrize("kind", ["all", "all, looked at"])
def test_the_gate_is_never_helped_by_evidence_that_is_lost(kind: str) -> None:
    """Whatever is dropped: a step, a record, an approval, a signed PBOM, the document itself."""
    drawn = released(usual(kind)) if kind != "all" else worlds()
    seen: Counter[str] = Counter()

    def ships(world: World, memory: Memory, document: bytes | None) -> bool:
        question = Question(artifacts=world.asked, evidence=memory, document=document)
        return gate(question, world.policy, at=world.at).passed

    @settings(max_examples=100)
    @given(evidence(drawn))
    def check(given_: tuple[World, Memory]) -> None:
        world, memory = given_
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
