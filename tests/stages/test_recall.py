"""What was shipped, by verdicts in a store: what counts, and what does not."""

from datetime import timedelta

from msgspec.structs import replace

from pbom.codec.bundle import bundle_digest
from pbom.codec.manifest import Bodies, no_bodies
from pbom.model.digest import Digest
from pbom.model.functionary import Functionary
from pbom.model.statement import VerdictStatement
from pbom.stages.attest import attest
from pbom.stages.recall import recall
from tests.signatures import hand
from tests.simulator import World, commit, honest

WORLD = honest()
COMMIT = commit("one").commit
TRUSTED = WORLD.policy.functionaries


def store(*bundles: bytes, world: World = WORLD) -> Bodies:
    """The look-up of a store that holds a world's steps and more."""
    held = {bundle_digest(data): data for take in world.takes for data in (take.bundle,)}
    held |= {bundle_digest(data): data for data in bundles}
    return held.get


def verdict(signer: str = "releaser", world: World = WORLD, **changes: object) -> bytes:
    """The signed verdict on a world."""
    statement = VerdictStatement.of(world.verdict())
    return attest(replace(statement, **changes), hand(signer)).bundle


def commits(*bundles: bytes, bodies: Bodies | None = None) -> list[str]:
    return [item.commit for item in recall(bundles, TRUSTED, (), bodies or store())]


def test_a_verdict_that_said_yes_tells_what_was_shipped() -> None:
    (found,) = recall([verdict()], TRUSTED, (), store())
    assert found.commit == COMMIT
    assert found.verdict == bundle_digest(verdict())
    assert found.at == WORLD.at
    assert found.artifacts == tuple(sorted(item.name for item in WORLD.asked))


def test_a_verdict_that_said_no_does_not_count() -> None:
    failed = WORLD.fails("build", 1)
    assert not failed.verdict().passed
    assert commits(verdict(world=failed), bodies=store(world=failed)) == []


def test_a_verdict_of_a_stranger_does_not_count() -> None:
    assert commits(verdict("eve")) == []
    assert commits(verdict(), verdict("eve")) == [COMMIT]


def test_a_verdict_that_was_changed_does_not_count() -> None:
    honest_one, failed = verdict(), verdict(passed=False)
    assert commits(failed) == []
    payload = honest_one[honest_one.index(b'"payload"') : honest_one.index(b'"payloadType"')]
    begin, end = failed.index(b'"payload"'), failed.index(b'"payloadType"')
    assert commits(failed[:begin] + payload + failed[end:]) == []


def test_a_verdict_on_steps_that_are_not_here_does_not_count() -> None:
    assert commits(verdict(), bodies=no_bodies) == []


def test_a_step_that_nobody_trusted_signed_does_not_count() -> None:
    forged = WORLD.sign_by("build", "eve").sign_by("test", "eve")
    bundles = tuple(take.bundle for take in forged.takes)
    inputs = tuple(bundle_digest(data) for data in bundles)
    assert commits(verdict(inputs=inputs), bodies=store(*bundles)) == []
    genuine = tuple(take.bundle for take in WORLD.takes)
    assert commits(verdict(inputs=tuple(map(bundle_digest, genuine)))) == [COMMIT]


def test_a_step_under_the_name_of_another_does_not_count() -> None:
    wanted = bundle_digest(b"something else")
    lying = {wanted: WORLD.takes[0].bundle}.get
    assert commits(verdict(inputs=(wanted,)), bodies=lying) == []


def test_a_verdict_on_steps_of_two_commits_speaks_for_neither() -> None:
    other = WORLD.change(
        "test", lambda take: replace(take, source=commit("two"), source_after=commit("two"))
    )
    bundles = tuple(take.bundle for take in (*WORLD.takes, *other.takes))
    inputs = tuple(sorted({bundle_digest(data) for data in bundles}))
    assert commits(verdict(inputs=inputs), bodies=store(*bundles)) == []


def test_a_step_is_no_verdict_and_a_verdict_no_step() -> None:
    assert commits(*(take.bundle for take in WORLD.takes)) == []
    inner = verdict()
    assert commits(verdict(inputs=(bundle_digest(inner),)), bodies=store(inner)) == []


def test_junk_is_passed_over() -> None:
    junk = (b"", b"{}", b"{" * 1000, b"\xff", b"x" * (5 * 1024 * 1024), verdict()[:-10])
    assert commits(*junk, verdict()) == [COMMIT]


def test_the_latest_verdict_comes_first() -> None:
    later = verdict(verified=WORLD.at + timedelta(days=1))
    found = recall([verdict(), later, verdict()], TRUSTED, (), store())
    assert [item.verdict for item in found] == [bundle_digest(later), bundle_digest(verdict())]


def test_what_passed_in_one_environment_was_not_shipped_to_the_other() -> None:
    nowhere, test, live = verdict(), verdict(environment="test"), verdict(environment="live")
    both = ("test", "live")
    assert recall([nowhere, test], TRUSTED, both, store()) == ()
    assert recall([nowhere, test], TRUSTED, ("live",), store()) == ()
    found = recall([nowhere, test, live], TRUSTED, both, store())
    assert {item.commit for item in found} == {COMMIT}
    assert {item.commit for item in recall([live], TRUSTED, ("live",), store())} == {COMMIT}


def test_a_yes_by_waivers_is_asked_again_in_the_next_release() -> None:
    waiver = bundle_digest(b"somebody's waiver")
    inputs = tuple(sorted((*(bundle_digest(take.bundle) for take in WORLD.takes), waiver)))
    assert commits(verdict(inputs=inputs, waivers=(waiver,))) == []
    assert commits(verdict(inputs=inputs)) == [COMMIT]


def test_what_verdicts_name_are_environments_where_no_policy_says() -> None:
    other = honest().change(
        "test", lambda take: replace(take, source=commit("two"), source_after=commit("two"))
    )
    other = other.change(
        "build", lambda take: replace(take, source=commit("two"), source_after=commit("two"))
    )
    live = verdict(
        environment="live", inputs=tuple(bundle_digest(take.bundle) for take in other.takes)
    )
    bodies = store(*(take.bundle for take in other.takes))
    assert commits(verdict(), live, bodies=bodies) == [commit("two").commit]
    assert commits(verdict(), bodies=bodies) == [COMMIT]


def test_a_key_that_counts_only_within_dates_needs_a_time() -> None:
    limited = tuple(replace(item, valid_from=WORLD.at) for item in TRUSTED)
    assert recall([verdict()], limited, (), store()) == ()


def test_nobody_is_trusted_by_default() -> None:
    nobody: tuple[Functionary, ...] = ()
    assert recall([verdict()], nobody, (), store()) == ()
    assert isinstance(bundle_digest(verdict()), Digest)
