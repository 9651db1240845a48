"""The gate never crashes and never says yes to what means something else."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import islice

from pbom import plugins
from pbom.codec.bundle import read_bundle
from pbom.codec.dsse import IN_TOTO
from pbom.codec.manifest import no_bodies
from pbom.codec.policy import read_policy
from pbom.codec.release import document_digest
from pbom.codec.statement import read_statement
from pbom.errors import FormatError, PolicyError
from pbom.model.policy import Policy
from pbom.model.statement import ReleaseStatement, subjects_of
from pbom.model.verdict import Verdict
from pbom.pipeline.gate import Question, gate
from pbom.stages.attest import attest_release
from tests.edits import payload_of, swap_payload
from tests.faults import faults
from tests.meaning import meaning
from tests.properties.lines import broken_lines
from tests.simulator import Memory, World, hand, honest

WORLD = honest()
TEST, BUILD = (take.bundle for take in WORLD.takes)


def release() -> bytes:
    assert WORLD.release is not None
    return WORLD.release.bundle


def document() -> bytes:
    assert WORLD.document is not None
    return WORLD.document


def judged(*bundles: bytes, pbom: bytes | None = None) -> Verdict:
    """The verdict on the artifact by these bundles and this document alone."""
    question = Question(
        artifacts=WORLD.asked, evidence=Memory(bundles), document=pbom or document()
    )
    return gate(question, WORLD.policy, at=WORLD.at)


def some_of_every_kind(broken: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Nearly one fault a place, another kind at each; the readers' own tests have them all."""
    return islice(broken, 0, None, 23)


def test_it_says_yes_to_what_is_whole() -> None:
    assert judged(TEST, BUILD, release()).findings == ()


def test_a_bundle_that_the_pbom_names_is_whole_or_refused() -> None:
    for fault, broken in faults(BUILD):
        assert not judged(TEST, broken, release()).passed, fault


def test_a_payload_that_nobody_signed_so_is_never_believed() -> None:
    for fault, payload in some_of_every_kind(faults(payload_of(BUILD))):
        broken = swap_payload(partial(_instead, payload))(BUILD)
        rules = [finding.rule for finding in judged(TEST, broken, release()).blocking]
        assert "evidence-authentic" in rules, fault


def test_the_bundle_of_the_pbom_may_be_written_otherwise_but_not_say_otherwise() -> None:
    """Nothing names this bundle by digest: what is read from it must be the same."""
    original = read_bundle(release())
    seen: Counter[str] = Counter()
    for fault, broken in faults(release()):
        passed = judged(TEST, BUILD, broken).passed
        seen["yes" if passed else "no"] += 1
        if passed:
            found = read_bundle(broken)
            assert (found.payload, found.payload_type) == (original.payload, IN_TOTO), fault
    assert min(seen["yes"], seen["no"]) > 2, seen


def test_a_functionary_who_breaks_one_thing_of_a_statement_gains_nothing() -> None:
    """Properly signed, and assembled as it is: the gate may say yes to what means the same."""
    seen: Counter[str] = Counter()
    for fault, payload in faults(payload_of(BUILD)):
        if not _is_read(payload):
            seen["no statement"] += 1
            continue
        world = WORLD.lie("build", partial(_instead, payload))
        passed = world.verdict().passed
        seen["yes" if passed else "no"] += 1
        if passed:
            (lie,) = (item for item in world.authentic if item.statement.step == "build")
            assert meaning(lie) == meaning(WORLD.authentic[1]), fault
            known = set(WORLD.authentic[1].statement.materials)
            assert set(lie.statement.materials) <= known, fault
    assert min(seen["yes"], seen["no"], seen["no statement"]) > 10, seen


def test_a_document_that_was_changed_anywhere_never_ships() -> None:
    for fault, broken in some_of_every_kind(faults(document())):
        assert not judged(TEST, BUILD, release(), pbom=broken or b"\n").passed, fault


def test_an_assembler_who_signs_another_document_never_ships_it() -> None:
    seen: Counter[str] = Counter()
    for fault, broken in some_of_every_kind(faults(document())):
        statement = ReleaseStatement(
            subjects=subjects_of(WORLD.released), document=document_digest(broken)
        )
        try:
            forged = attest_release(statement, broken, hand("releaser"))
        except FormatError:
            seen["not even JSON"] += 1
            continue
        assert not judged(TEST, BUILD, forged.bundle, pbom=broken).passed, fault
        seen["signed"] += 1
    assert min(seen["signed"], seen["not even JSON"]) > 50, seen


def test_every_policy_is_read_or_refused_and_none_trusts_a_stranger() -> None:
    """A line at a time: missing, twice, with another value, cut off."""
    seen: Counter[str] = Counter()
    for fault, text in broken_lines(WORLD.trust.text):
        try:
            policy = read_policy(text, plugins.rules(), "pbom.policy.toml")
        except PolicyError:
            seen["refused"] += 1
            continue
        seen["read"] += 1
        assert {"artifact-attested", "step-signed"} <= {rule.id for rule in policy.rules}, fault
        assert not any(_ships(world, policy) for world in DISHONEST), fault
    assert min(seen["read"], seen["refused"]) > 5, seen


DISHONEST = (WORLD.sign_by("build", "eve"), WORLD.forget("build"), WORLD.forget("release"))


def _ships(world: World, policy: Policy) -> bool:
    question = Question(artifacts=world.asked, evidence=world.evidence, document=world.document)
    return gate(question, policy, at=world.at).passed


def _is_read(payload: bytes) -> bool:
    try:
        read_statement(payload, no_bodies)
    except FormatError:
        return False
    return True


def _instead(new: bytes, _old: bytes) -> bytes:
    return new
