"""``python -m tests.fuzz``: real evidence, broken by chance, for as long as one likes.

Every case follows from the seed, the target's name and a number, so that a failure can be shown
again: ``python -m tests.fuzz --seed SEED --only TARGET --first NUMBER --seconds 0``. Nothing may
crash (raise what is no ``PbomError``), and nothing may be accepted that means something else.
"""

import argparse
import contextlib
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from pbom import plugins
from pbom.codec.bundle import bundle_digest, read_bundle
from pbom.codec.config import read_config
from pbom.codec.cyclonedx.integrity import check_document
from pbom.codec.manifest import no_bodies
from pbom.codec.policy import read_policy
from pbom.codec.release import document_digest
from pbom.codec.server_names import names_in_json
from pbom.codec.statement import read_statement
from pbom.codec.strict_json import read_json, write_json
from pbom.errors import FormatError, PbomError
from pbom.model.digest import Digest
from pbom.model.path_table import PathTable
from pbom.model.redaction import Redactor
from pbom.model.statement import ReleaseStatement, subjects_of
from pbom.model.verdict import Verdict
from pbom.pipeline.gate import Question, gate
from pbom.stages.attest import attest_release
from pbom.stores import Evidence
from pbom.stores.archive import write_archive
from tests.edits import payload_of
from tests.faults import one_fault
from tests.meaning import meaning
from tests.simulator import REPORT, Memory, World, file, hand, honest

WORDS = (b"null", b"[]", b"{}", b'"', b"\\u0000", b"\xff", b"\x00", b"-1", b"1e999", b"=", b"\n[x]")


class AcceptedError(Exception):
    """Something was accepted that means something else."""


class Sample(NamedTuple):
    """A real world that ships, with what is made of it."""

    world: World
    bundles: tuple[bytes, ...]
    release: bytes
    document: bytes
    inputs: frozenset[Digest]


@cache
def samples() -> tuple[Sample, ...]:
    """Worlds of several shapes."""
    again = honest().again("test").again("build", lambda take: replace(take, exit_code=1))
    two = replace(honest(), released=(*honest().released, REPORT))
    many = tuple(file(f"f/{number}", "x") for number in range(1000))
    long = honest().change("build", lambda take: replace(take, products=(*take.products, *many)))
    return tuple(map(_sample, (honest(), replace(honest(), version="1.6"), again, two, long)))


def _sample(world: World) -> Sample:
    verdict, sealed = world.verdict(), world.release
    if not verdict.passed or sealed is None or world.document is None:
        raise AcceptedError("the honest world does not ship, so nothing can be shown by it")
    bundles = tuple(take.bundle for take in world.takes)
    return Sample(world, bundles, sealed.bundle, world.document, frozenset(verdict.inputs))


def mutate(data: bytes, chance: Random) -> bytes:
    """The bytes after one to three accidents."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        break_ = chance.choice((one_fault, _splice))
        data = break_(data, chance)
    return data


def _splice(data: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    end = min(len(data), start + chance.choice((0, 1, 1, 2, 8, 64, 1024)))
    other = chance.randrange(len(data) + 1)
    moved, doubled = data[other : other + end - start], data[start:end] * 2
    piece = chance.choice((b"", chance.randbytes(2), chance.choice(WORDS), moved, doubled))
    return data[:start] + piece + data[end:]


def fuzz_bundle(chance: Random) -> None:
    """A bundle: what is still read has the payload's bytes and is a statement, or refused."""
    sample = chance.choice(samples())
    envelope = read_bundle(mutate(chance.choice((*sample.bundles, sample.release)), chance))
    read_statement(envelope.payload, sample.world.evidence.body)


def fuzz_evidence(chance: Random) -> None:
    """A store in which one bundle was broken: a yes rests on the same evidence as before."""
    sample = chance.choice(samples())
    bundles = [*sample.bundles, sample.release]
    number = chance.randrange(len(bundles))
    bundles[number] = mutate(bundles[number], chance)
    evidence = Memory(tuple(bundles), sample.world.evidence.bodies)
    _same_evidence(sample, _ask(sample, evidence))


def fuzz_statement(chance: Random) -> None:
    """A functionary signs a broken statement: a yes means the same as before."""
    payload = mutate(payload_of(samples()[0].bundles[1]), chance)
    read_statement(payload, no_bodies)
    world = honest().lie("build", lambda _old: payload)
    if not world.verdict().passed:
        return
    before, after = honest().authentic[1], world.authentic[1]
    extra = set(after.statement.materials) - set(before.statement.materials)
    if meaning(after) != meaning(before) or extra:
        raise AcceptedError(f"{meaning(after)}, {extra}")


def fuzz_document(chance: Random) -> None:
    """A PBOM: one that was changed never ships, whoever signs it."""
    sample = chance.choice(samples())
    broken = mutate(sample.document, chance)
    if broken in {sample.document, b""}:
        return
    with contextlib.suppress(FormatError):
        check_document(broken, sample.world.version)
    if _ask(sample, sample.world.evidence, broken).passed:
        raise AcceptedError("a PBOM that nobody signed")
    artifacts = sample.world.pbom.artifacts
    statement = ReleaseStatement(subjects=subjects_of(artifacts), document=document_digest(broken))
    forged = attest_release(statement, broken, hand("releaser")).bundle
    evidence = Memory((*sample.bundles, forged), sample.world.evidence.bodies)
    if _ask(sample, evidence, broken).passed:
        raise AcceptedError("a PBOM that the evidence does not yield")


def fuzz_policy(chance: Random) -> None:
    """A policy: whatever is read, a stranger's build does not pass."""
    text = mutate(honest().trust.text.encode(), chance)
    policy = read_policy(text, plugins.rules(), "pbom.policy.toml")
    for world in (honest().sign_by("build", "eve"), honest().forget("build")):
        question = Question(artifacts=world.asked, evidence=world.evidence)
        if gate(question, policy, at=world.at).passed:
            raise AcceptedError("a stranger's build")


def fuzz_config(chance: Random) -> None:
    """A configuration."""
    text = (
        b'[record]\nenvironment = ["A"]\n[steps.build]\noutputs = ["*.o", "!x"]\n'
        b'[commits]\ntags = ["v[0-9]*"]\n[commits.pipeline]\nx = ["/a/**/*.[ch]", "b?"]\n'
        b'[markers.line.a]\nlines = ["made (with|by) {word}{end}"]\n'
    )
    found = read_config(mutate(text, chance), "pbom.toml")
    PathTable(found.commits.pipeline).find("a/b/c.h")


def fuzz_servers(chance: Random) -> None:
    """What agents are configured with: names come out, and nothing that moves the cursor."""
    text = b'{// x\n"mcpServers": {"a": {"env": {}}, "b": {},}, /* y */ "servers": [{"name": "c"}]}'
    names = names_in_json(mutate(text, chance), ("mcpServers", "servers"))
    if not all(name.isprintable() or not name for name in names):
        raise AcceptedError("a name that does not print")


def fuzz_json(chance: Random) -> None:
    """Any JSON: what is read is written, and read again as the same."""
    value = read_json(mutate(samples()[0].document, chance))
    if read_json(write_json(value)) != value:
        raise AcceptedError("two readings of one document")


def fuzz_archive(chance: Random) -> None:
    """An evidence archive: a yes rests on the same evidence as before."""
    sample = chance.choice(samples())
    bodies = sample.world.evidence.bodies
    data = write_archive((*sample.bundles, sample.release), bodies, sample.document)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.evidence.zip"
        path.write_bytes(_splice(data, chance))
        _same_evidence(sample, _ask(sample, plugins.open_evidence(path)))


def fuzz_redaction(chance: Random) -> None:
    """A command line: the secret in it is not there afterwards."""
    letters = "abcdefghijkmnopqrstuvwxyzABCDEFGH0123456789+/_.;,!%$#*~"
    secret = "".join(chance.choices(letters, k=chance.randrange(8, 40)))
    name = chance.choice(("token", "DB_PASSWORD", "api-key", "client_secret"))
    shape = chance.choice(("--{0}={1}", "{0}={1} x", "a&{0}={1}&b", '{{"{0}": "{1}"}}', "{0}: {1}"))
    noise = "".join(chance.choices(" ab\"'=:&\n/?-", k=chance.randrange(6)))
    cleaned = Redactor(()).clean_all(("tool", noise, shape.format(name, secret), noise))
    if any(secret in word for word in cleaned):
        raise AcceptedError(f"{shape!r} keeps {secret!r}")


TARGETS: dict[str, Callable[[Random], None]] = {
    name.removeprefix("fuzz_"): target
    for name, target in list(globals().items())
    if name.startswith("fuzz_")
}

EVERY = {"document": 16, "evidence": 10, "policy": 6, "archive": 3}
"""These ask the whole gate, which takes its time: they come only in every so many rounds."""


def _ask(sample: Sample, evidence: Evidence, pbom: bytes | None = None) -> Verdict:
    world = sample.world
    question = Question(artifacts=world.asked, evidence=evidence, document=pbom or sample.document)
    return gate(question, world.policy, at=world.at)


def _same_evidence(sample: Sample, verdict: Verdict) -> None:
    """Nothing names the bundle of the PBOM by digest, so that one may be written otherwise."""
    missing = sample.inputs - {bundle_digest(sample.release)} - set(verdict.inputs)
    if verdict.passed and missing:
        raise AcceptedError(f"without {missing}")


def run_case(target: str, seed: int, number: int) -> str:
    """One case: ``read``, ``refused`` or the text of a failure."""
    try:
        TARGETS[target](Random(f"{seed}/{target}/{number}"))  # noqa: S311 - must be repeatable
    except PbomError:
        return "refused"
    except Exception:  # noqa: BLE001 - this is what we are looking for
        return traceback.format_exc()
    return "read"


def run(names: Sequence[str], seed: int, first: int, seconds: float) -> int:
    """All targets in turn until the time is up; how many cases failed."""
    seen: Counter[str] = Counter()
    failed = 0
    samples()
    began = time.monotonic()
    number = first
    while number == first or time.monotonic() - began < seconds:
        for name in names:
            if number % EVERY.get(name, 1) and number != first:
                continue
            result = run_case(name, seed, number)
            if result in {"read", "refused"}:
                seen[result] += 1
                continue
            failed += 1
            sys.stderr.write(f"--seed {seed} --only {name} --first {number}\n{result}\n")
        number += 1
    sys.stdout.write(
        f"fuzz: {seen.total() + failed:,} cases of {len(names)} targets in "
        f"{time.monotonic() - began:.0f} s from seed {seed}: {seen['read']:,} read, "
        f"{seen['refused']:,} refused, {failed} failed\n"
    )
    return failed


def main() -> int:
    """Read the command line, and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--only", choices=sorted(TARGETS))
    told = parser.parse_args()
    names = [told.only] if told.only else sorted(TARGETS)
    return 1 if run(names, told.seed, told.first, told.seconds) else 0


if __name__ == "__main__":
    sys.exit(main())
