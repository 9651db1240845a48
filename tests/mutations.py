"""``python -m tests.mutations``: one fault at a time, in everything that a verdict rests on.

A release that keeps every rule of the house is broken in one place, in one way, 100,000 times: its
bundles, the bodies that they name, what functionaries sign, the PBOM, the policy. Nothing may
crash, and nothing may be accepted that means something else:

* a bundle that is still believed says what it said, by whom it was said;
* a body is refused unless its digest is the one that was signed;
* what a functionary of a step signs, and that is a yes, means what it meant;
* a PBOM that differs in a byte never ships, whoever signs it;
* a policy that is read demands what it demanded, or somebody wrote another value there: no rule is
  lost but with its own line, no floor is weakened, and no stranger's build ever passes.

Every case follows from the seed, the kind and a number.
"""

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import cache
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from pbom import plugins
from pbom.codec.bundle import read_bundle
from pbom.codec.policy import Weighed, read_policy
from pbom.codec.release import document_digest
from pbom.errors import PbomError, PolicyError
from pbom.model.attestation import Attestation, steps_among
from pbom.model.digest import Digest
from pbom.model.policy import Policy
from pbom.model.statement import ReleaseStatement, Statement, subjects_of
from pbom.pipeline.gate import Question, gate
from pbom.stages.attest import attest_release
from pbom.stages.authenticate import authenticate
from tests.edits import payload_of, sign_again
from tests.faults import damage, one_fault
from tests.importing import Import
from tests.meaning import meaning
from tests.properties.test_monotonic import OFF, named
from tests.properties.worlds import GOOD, SCAN, TRACES, looked_at
from tests.simulator import TRUST, Memory, World, hand
from tests.votes import Vote

SHARES = {"bundle": 45, "body": 15, "statement": 20, "document": 8, "policy": 12}
"""Of a hundred cases; those of documents ask the whole gate twice."""
OWNERS = '[owners]\npaths = ["* @core", "/.github/ @security"]\n[owners.rules]\nfresh = ["@ci"]\n'
WAIVERS = '[waivers.security]\nfunctionaries = ["grace"]\nrules = ["fresh"]\nmax-age = "7d"\n'
PLACES = '[environments.live.rules.fresh]\nmax-age = "7d"\n'


class AcceptedError(Exception):
    """Something was accepted that means something else."""


class Sample(NamedTuple):
    """A release that keeps every rule.

    Attributes:
        world: It.
        policy: Its policy.
        bundles: Its bundles, each with what the door makes of it.
        bodies: By their digests.
        document: The PBOM.
        release: The bundle that signs it.
    """

    world: World
    policy: Policy
    bundles: tuple[tuple[bytes, Attestation[Statement]], ...]
    bodies: dict[Digest, bytes]
    document: bytes
    release: bytes


def everything() -> World:
    """A release with people, traces, lock files, commits, reports, and a policy that asks all."""
    world = looked_at()
    takes = tuple(TRACES["traced"](take) for take in world.takes)
    trust = TRUST.introducing("grace", "heidi", "ada")
    trust = trust.ruling(*named(OFF), WAIVERS, OWNERS, PLACES)
    world = replace(world, takes=takes).trusting(trust).looked(GOOD)
    return world.approved(Vote()).importing(Import(), SCAN)


@cache
def sample() -> Sample:
    """The release; it ships, or nothing could be shown by it."""
    world = everything()
    document, release = world.document, world.release
    if world.verdict().findings or document is None or release is None:
        raise AcceptedError("the honest release does not ship")
    evidence = world.evidence
    functionaries = world.policy.functionaries
    bundles = tuple(
        (data, authenticate(read_bundle(data), functionaries, evidence.body))
        for data in evidence.bundles
    )
    bodies = {
        digest: body
        for _, item in bundles
        for digest in item.bodies
        if (body := evidence.body(digest)) is not None
    }
    return Sample(world, world.policy, bundles, bodies, document, release.bundle)


def mutate_bundle(chance: Random) -> bool:
    """A bundle that is still believed says what it said."""
    honest = sample()
    data, before = chance.choice(honest.bundles)
    broken = _break(data, chance)
    envelope = read_bundle(broken)
    after = authenticate(envelope, honest.policy.functionaries, honest.world.evidence.body)
    if (after.statement, after.functionary) != (before.statement, before.functionary):
        raise AcceptedError("a bundle that says something else")
    return broken != data


def mutate_body(chance: Random) -> bool:
    """A store that lies about the content under a digest is never believed."""
    honest = sample()
    digest = chance.choice(sorted(honest.bodies))
    broken = _break(honest.bodies[digest], chance)
    if broken == honest.bodies[digest]:
        return False
    data, _ = next(item for item in honest.bundles if digest in item[1].bodies)
    bodies = honest.bodies | {digest: broken}
    authenticate(read_bundle(data), honest.policy.functionaries, bodies.get)
    raise AcceptedError(f"another body under {digest.short}")


def mutate_statement(chance: Random) -> bool:
    """A functionary signs a broken statement: read or not; of a step, a yes means what it meant."""
    honest = sample()
    number = chance.randrange(len(honest.bundles))
    data, before = honest.bundles[number]
    payload = _break(payload_of(data), chance)
    signed = sign_again(before.functionary.name, lambda _old: payload)(data)
    functionaries, body = honest.policy.functionaries, honest.world.evidence.body
    after = authenticate(read_bundle(signed), functionaries, body)
    if not steps_among([before]):
        return True
    bundles = [item for item, _ in honest.bundles]
    bundles[number] = signed
    evidence = Memory(tuple(bundles), honest.world.evidence.bodies)
    question = Question(artifacts=honest.world.asked, evidence=evidence)
    findings = gate(question, honest.policy, at=honest.world.at).blocking
    left = [finding for finding in findings if not finding.rule.startswith("pbom-")]
    if left:
        return True
    (was,), now = steps_among([before]), steps_among([after])
    if not now or meaning(now[0]) != meaning(was):
        raise AcceptedError("a step that means something else is a yes")
    return True


def mutate_document(chance: Random) -> bool:
    """A PBOM that was changed never ships, whoever signs it."""
    honest = sample()
    broken = _break(honest.document, chance)
    if broken in {honest.document, b""}:
        return False
    world = honest.world
    statement = ReleaseStatement(
        subjects=subjects_of(world.pbom.artifacts), document=document_digest(broken)
    )
    forged = attest_release(statement, broken, hand("releaser"))
    rest = tuple(data for data, _ in honest.bundles if data != honest.release)
    for bundles in ((*rest, honest.release), (*rest, forged.bundle)):
        evidence = Memory(bundles, world.evidence.bodies)
        question = Question(artifacts=world.asked, evidence=evidence, document=broken)
        if gate(question, honest.policy, at=world.at).passed:
            raise AcceptedError("another PBOM")
    raise PolicyError("refused by the gate")


def mutate_policy(chance: Random) -> bool:
    """A policy that is read has lost no rule but with its own line, and lets no stranger in."""
    honest = sample()
    text = honest.world.trust.text
    broken = chance.choice((_break_line, _break_letter))(text, chance)
    policy = read_policy(broken.encode("utf-8", "surrogatepass"), _rules(), "pbom.policy.toml")
    if broken == text:
        return False
    was, now = _weights(honest.policy), _weights(policy)
    lost = {rule for rule in was if rule not in now and f"[rules.{rule}]" in broken.splitlines()}
    if lost:
        raise AcceptedError(f"{lost} is named and does not hold")
    floors = {rule.id for rule in plugins.rules() if rule.floor}
    if any(now.get(rule) != "deny" for rule in floors):
        raise AcceptedError("a floor does not hold")
    question = Question(artifacts=honest.world.asked, evidence=_strange())
    if gate(question, policy, at=honest.world.at).passed:
        raise AcceptedError("a stranger's build")
    return True


def _weights(policy: Policy) -> dict[str, str]:
    return {item.id: item.severity for item in policy.rules if isinstance(item, Weighed)}


@cache
def _rules() -> tuple[type, ...]:
    return tuple(plugins.rules())


@cache
def _strange() -> Memory:
    return everything().sign_by("build", "eve").evidence


def _break(data: bytes, chance: Random) -> bytes:
    """One fault: of a value of the document, else of its bytes."""
    if chance.randrange(4):
        return one_fault(data, chance)
    number = chance.randrange(len(data))
    letter = bytes([chance.randrange(256)])
    return chance.choice(
        (
            data[:number] + letter + data[number + 1 :],
            data[:number] + data[number + 1 :],
            data[:number] + letter + data[number:],
            chance.choice(list(damage(data)))[1] if number % 50 == 0 else data[:number],
        )
    )


def _break_line(text: str, chance: Random) -> str:
    lines = text.splitlines()
    number = chance.randrange(len(lines))
    before, line, after = lines[:number], lines[number], lines[number + 1 :]
    key = line.partition(" = ")[0]
    junk = chance.choice(("true", "-1", "0", "nan", '""', "[]", "{}", '["!"]', '["eve"]', '["*"]'))
    other = chance.choice(([], [line, line], [f"{key} = {junk}"], [line.swapcase()]))
    return "\n".join([*before, *other, *after]) + "\n"


def _break_letter(text: str, chance: Random) -> str:
    number = chance.randrange(len(text))
    letter = chance.choice("aZ09\"'[]=.#-\n \\*!\x00\u202e")
    return text[:number] + chance.choice((letter, "", letter + text[number])) + text[number + 1 :]


KINDS: dict[str, Callable[[Random], bool]] = {
    "bundle": mutate_bundle,
    "body": mutate_body,
    "statement": mutate_statement,
    "document": mutate_document,
    "policy": mutate_policy,
}


def run_case(kind: str, seed: int, number: int) -> str:
    """One case: ``refused``, ``the same``, ``unchanged``, or the text of a failure."""
    try:
        changed = KINDS[kind](Random(f"{seed}/{kind}/{number}"))  # noqa: S311 - repeatable
    except PbomError:
        return "refused"
    except Exception:  # noqa: BLE001 - this is what we are looking for
        return traceback.format_exc()
    return "read" if changed else "unchanged"


def run(seed: int, cases: int) -> int:
    """So many cases, spread over the kinds; how many failed."""
    failed = 0
    began = time.monotonic()
    for kind, share in SHARES.items():
        seen: Counter[str] = Counter()
        for number in range(cases * share // 100):
            result = run_case(kind, seed, number)
            if result in {"refused", "read", "unchanged"}:
                seen[result] += 1
                continue
            failed += 1
            sys.stderr.write(f"{kind} {number} of seed {seed}\n{result}\n")
        told = ", ".join(f"{seen[word]:,} {word}" for word in ("refused", "read", "unchanged"))
        sys.stdout.write(f"{kind:10} {told}\n")
        sys.stdout.flush()
    took = time.monotonic() - began
    sys.stdout.write(f"{cases:,} faults in {took:.0f} s, {failed} failed\n")
    return failed


def main() -> int:
    """Read the command line, and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=100_000)
    told = parser.parse_args()
    return 1 if run(told.seed, told.cases) else 0


if __name__ == "__main__":
    sys.exit(main())
